package io.afterspike.engine;

/** Argument checks that name the argument, what was expected and what came. */
final class Require {
  private Require() {}

  static int atLeast(String name, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + ": expected at least " + least + ", found " + value);
    }
    return value;
  }

  static void length(String name, int expected, int actual) {
    if (expected != actual) {
      throw new IllegalArgumentException(
          name + ": expected length " + expected + ", found " + actual);
    }
  }

  static void atLeastLength(String name, int expected, int actual) {
    if (actual < expected) {
      throw new IllegalArgumentException(
          name + ": expected length at least " + expected + ", found " + actual);
    }
  }

  static void finite(String name, float[] values) {
    float largest = 0f; // or NaN: a loop that C2 vectorizes
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    if (largest <= Float.MAX_VALUE) {
      return;
    }
    for (int k = 0; k < values.length; k++) {
      if (!Float.isFinite(values[k])) {
        throw new IllegalArgumentException(
            name + "[" + k + "]: expected a finite number, found " + values[k]);
      }
    }
  }

  /** The value must be in [0, 1]. */
  static double share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + ": expected 0 to 1, found " + value);
    }
    return value;
  }
}
