package io.afterspike.bench.study;

import io.afterspike.bench.json.Json;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.UpdateMode;

/**
 * What is measured in one go, all sides in turn.
 *
 * @param point the work
 * @param rule the learning rule; BPTT learns offline, all others online
 * @param widths whether widths of vectors are compared, each in a process of its own; else engines,
 *     threads and forms
 */
public record StudyCell(StudyPoint point, LearningRule rule, boolean widths) {
  /** When the weights change. */
  public UpdateMode mode() {
    return rule == LearningRule.BPTT ? UpdateMode.OFFLINE : UpdateMode.ONLINE;
  }

  /** A name for its file. */
  String name() {
    StringBuilder name = new StringBuilder();
    for (StudyAxis axis : StudyAxis.values()) {
      name.append(axis.label()).append(Json.text(point.get(axis))).append('-');
    }
    return name.append(rule.label()).append(widths ? "-vectors" : "").toString();
  }

  @Override
  public String toString() {
    return rule + ", " + point + (widths ? ", widths of vectors" : "");
  }
}
