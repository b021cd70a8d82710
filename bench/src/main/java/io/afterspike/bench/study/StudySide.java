package io.afterspike.bench.study;

import io.afterspike.bench.step.StepSubject;
import io.afterspike.engine.TraceForm;

/**
 * One side of a cell.
 *
 * @param engine the engine's name
 * @param form how matrix traces are kept; AUTO where the rule keeps none
 * @param threads the threads; 1 on a GPU
 * @param bits the width of the vectors; 0 on an engine without
 * @param apart whether it ran in a process of its own
 */
public record StudySide(String engine, TraceForm form, int threads, int bits, boolean apart) {
  /** What runs. */
  StepSubject subject(StudyCell cell) {
    return new StepSubject(cell.rule(), cell.mode(), form, threads);
  }

  /** The form in reports; empty where there is none. */
  public String formLabel() {
    return form == TraceForm.AUTO ? "" : form.label();
  }

  /** Such as {@code simd, 2 threads, 512 bits, history}. */
  @Override
  public String toString() {
    return engine
        + (bits == 0
            ? ""
            : ", " + threads + (threads == 1 ? " thread, " : " threads, ") + bits + " bits")
        + (formLabel().isEmpty() ? "" : ", " + formLabel());
  }
}
