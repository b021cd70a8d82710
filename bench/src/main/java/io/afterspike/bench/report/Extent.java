package io.afterspike.bench.report;

/** The smallest and the largest of the values seen so far. */
final class Extent {
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  /** Takes {@code value} in; no use to call it with NaN. */
  void include(double value) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }

  boolean isEmpty() {
    return low > high;
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }
}
