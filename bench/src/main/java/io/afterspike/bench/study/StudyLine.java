package io.afterspike.bench.study;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;

/**
 * A rule and how its matrix traces are kept: a line in a plot.
 *
 * @param rule the rule
 * @param form the form; AUTO where there is none
 */
record StudyLine(LearningRule rule, TraceForm form) {
  /** Such as {@code otpe history}. */
  String label() {
    return rule.label() + (form == TraceForm.AUTO ? "" : " " + form.label());
  }
}
