package io.afterspike.bench.sweep;

/** The results in a sweep's folders are not one of each of the plan's cells. */
public final class IncompleteSweepException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says in one line what is missing or too much. */
  public IncompleteSweepException(String message) {
    super(message);
  }
}
