package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.Flush;

/** Finds values that a flush turns into +0. */
final class Flushed {
  /** A value by its index, before the flush. */
  interface Value {
    float at(int index);
  }

  private Flushed() {}

  /** Whether a value of the range is not zero and below the limit. */
  static boolean any(Span range, Value value) {
    for (int k = range.from(); k < range.to(); k++) {
      float x = value.at(k);
      if (x != 0f && Math.abs(x) < Flush.LIMIT) {
        return true;
      }
    }
    return false;
  }
}
