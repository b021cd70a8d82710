package io.afterspike.kernels.cuda.mutants;

import io.afterspike.kernels.cuda.emulator.EmulatorException;

/** What became of a mutant. */
enum Verdict {
  /** A test found another result. */
  COMPARED,
  /** A detector of the emulator ended a launch. */
  DETECTED,
  /** It ran for too long. */
  ENDLESS,
  /** The text did not load. */
  REFUSED,
  /** Nobody noticed, and it is listed that nobody can. */
  EQUIVALENT,
  /** Nobody noticed. */
  SURVIVED;

  boolean killed() {
    return this != EQUIVALENT && this != SURVIVED;
  }

  /** The verdict of the failure of a test. */
  static Verdict of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EmulatorException found) {
        return found.kind() == EmulatorException.Kind.TIME_LIMIT ? ENDLESS : DETECTED;
      }
    }
    return COMPARED;
  }
}
