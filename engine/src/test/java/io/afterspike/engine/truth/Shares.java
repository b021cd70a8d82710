package io.afterspike.engine.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.afterspike.engine.oracle.BoundedValue;
import io.afterspike.engine.oracle.ErrorBounds;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The largest shares of their bounds that errors have taken, by what was compared. A share above 1
 * is an error. A largest share below 1e-3 says that the bound was so loose that nothing was proved.
 */
final class Shares {
  /** Two double precision computations differ by 2^-29 of the float bound; 48 bits are kept. */
  private static final double DOUBLE_SHARE = 0x1p-20;

  /** The oracle's own roundings, relative to the largest element, where float32 has none. */
  private static final double ORACLE = 0x1p-42;

  private final String title;
  private final Map<String, Double> largest = new TreeMap<>();
  private long compared;

  Shares(String title) {
    this.title = title;
  }

  /**
   * Compares per element: a bounded run with the truth in double precision, then what was found in
   * float32 with the truth within the bound.
   *
   * @param bounded from the same operations as {@code found}
   */
  void compare(String what, double[] truth, BoundedValue[] bounded, float[] found) {
    assertEquals(truth.length, bounded.length, what);
    assertEquals(truth.length, found.length, what);
    double slack = ORACLE * Arrays.stream(truth).map(Math::abs).max().orElse(0);
    for (int k = 0; k < truth.length; k++) {
      double error = bounded[k].error();
      double apart = Math.abs(bounded[k].value() - truth[k]);
      if (!(apart <= DOUBLE_SHARE * error + slack)) {
        fail(
            "%s[%d] in double precision: expected %s, found %s, float bound %s"
                .formatted(what, k, truth[k], bounded[k].value(), error));
      }
      check(what, k, truth[k], found[k], error * (1 + DOUBLE_SHARE) + slack);
    }
  }

  /** Two float32 results of the same truth, each within its own bound of it. */
  void agree(String what, BoundedValue[] boundedA, float[] a, BoundedValue[] boundedB, float[] b) {
    assertEquals(a.length, b.length, what);
    double largestValue = 0;
    for (BoundedValue value : boundedA) {
      largestValue = Math.max(largestValue, Math.abs(value.value()));
    }
    double slack = ORACLE * largestValue;
    for (int k = 0; k < a.length; k++) {
      double bound = boundedA[k].error() + boundedB[k].error();
      double apart = Math.abs(boundedA[k].value() - boundedB[k].value());
      if (!(apart <= DOUBLE_SHARE * bound + slack)) {
        fail(
            "%s[%d] in double precision: %s and %s, float bound %s"
                .formatted(what, k, boundedA[k].value(), boundedB[k].value(), bound));
      }
      check(what, k, a[k], b[k], bound * (1 + DOUBLE_SHARE) + slack);
    }
  }

  private void check(String what, int k, double truth, float found, double bound) {
    double share = ErrorBounds.share(truth, found, bound);
    if (!(share <= 1)) {
      fail("%s[%d]: expected %s ± %s, found %s".formatted(what, k, truth, bound, found));
    }
    largest.merge(what, share, Math::max);
    compared++;
  }

  /**
   * Prints all and fails if one proves nothing.
   *
   * @param fewest how many different things must have been compared
   */
  void report(int fewest) {
    System.out.printf("%s: %,d elements compared; largest share of the bound%n", title, compared);
    largest.forEach((what, share) -> System.out.printf("  %-40s %.3f%n", what, share));
    assertTrue(largest.size() >= fewest, title + ": compared only " + largest.keySet());
    largest.forEach(
        (what, share) -> assertTrue(share >= 1e-3, what + ": largest share only " + share));
  }
}
