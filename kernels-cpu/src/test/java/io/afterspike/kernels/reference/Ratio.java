package io.afterspike.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The largest share of its bound that any element of an operation uses. Above 1 the operation is
 * wrong; far below it the test would not notice if it were.
 */
final class Ratio {
  private static final double LEAST = 1e-3;

  private final String operation;
  private double largest;
  private long elements;

  Ratio(String operation) {
    this.operation = operation;
  }

  void add(String name, int index, Bounded expected, float actual) {
    double error = Math.abs(actual - expected.value());
    double share = error == 0 ? 0 : error / expected.error();
    assertTrue(
        share <= 1,
        () ->
            "%s: %s[%d] is %a, exactly %a, off by %s bounds"
                .formatted(operation, name, index, actual, expected.value(), share));
    largest = Math.max(largest, share);
    elements++;
  }

  void check() {
    assertTrue(elements > 1000, () -> operation + ": only " + elements + " elements");
    assertTrue(
        largest > LEAST,
        () -> operation + ": uses only " + largest + " of its bound: this proves nothing");
  }
}
