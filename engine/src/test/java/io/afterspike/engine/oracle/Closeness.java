package io.afterspike.engine.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;

/** Comparisons of arrays, element by element. */
final class Closeness {
  private Closeness() {}

  /**
   * Every |found − expected| ≤ tolerance · scale; NaN fails.
   *
   * @param scale per element, Σ|terms| of it
   */
  static void assertClose(
      double[] expected, double[] found, double[] scale, double tolerance, String what) {
    assertEquals(expected.length, found.length, what + ": length");
    for (int k = 0; k < expected.length; k++) {
      if (!(Math.abs(found[k] - expected[k]) <= tolerance * scale[k])) {
        fail(
            "%s[%d]: expected %s, found %s, scale %s"
                .formatted(what, k, expected[k], found[k], scale[k]));
      }
    }
  }

  /** The same, relative to the largest magnitude of what is expected. */
  static void assertClose(double[] expected, double[] found, double tolerance, String what) {
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    double[] scale = new double[expected.length];
    Arrays.fill(scale, largest);
    assertClose(expected, found, scale, tolerance, what);
  }
}
