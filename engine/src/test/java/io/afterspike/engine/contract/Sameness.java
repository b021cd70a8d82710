package io.afterspike.engine.contract;

import io.afterspike.engine.agreement.Difference;
import io.afterspike.engine.agreement.Results;

/** Assertions on results, element by element. */
final class Sameness {
  private Sameness() {}

  /** Fails with the case, the histogram and the first difference unless all bits are equal. */
  static void assertSameBits(String name, Results expected, Results actual) {
    Difference difference = Difference.between(expected, actual);
    if (!difference.equalBits()) {
      throw new AssertionError(name + ": " + difference);
    }
  }
}
