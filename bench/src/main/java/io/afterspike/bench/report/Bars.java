package io.afterspike.bench.report;

import java.util.Objects;

/**
 * One bar per category of a chart, with or without error bars. Immutable: arrays are copied.
 *
 * <p>A value that is not finite has no bar.
 */
public final class Bars {
  private final String name;
  private final double[] values;
  private final double[] low;
  private final double[] high;

  private Bars(String name, double[] values, double[] low, double[] high) {
    this.name = name;
    this.values = values;
    this.low = low;
    this.high = high;
  }

  /** A bar from zero to {@code values[i]} in category i. */
  public static Bars of(String name, double... values) {
    return new Bars(Objects.requireNonNull(name, "name"), values.clone(), null, null);
  }

  /**
   * These bars with error bars from low[i] to high[i]; none where one of them is not finite.
   *
   * @throws IllegalArgumentException if the arrays do not have a value for each bar, or a low lies
   *     above its high
   */
  public Bars withErrors(double[] low, double[] high) {
    if (low.length != values.length || high.length != values.length) {
      throw new IllegalArgumentException(
          "errors of bars %s: expected %d lows and highs, found %d and %d"
              .formatted(name, values.length, low.length, high.length));
    }
    for (int i = 0; i < low.length; i++) {
      if (low[i] > high[i]) {
        throw new IllegalArgumentException(
            "errors of bars %s at %d: expected low before high, found %s, %s"
                .formatted(name, i, low[i], high[i]));
      }
    }
    return new Bars(name, values, low.clone(), high.clone());
  }

  /** The name in the legend; an empty one is not shown. */
  public String name() {
    return name;
  }

  /** The number of categories. */
  public int size() {
    return values.length;
  }

  double value(int i) {
    return values[i];
  }

  boolean hasValue(int i) {
    return Double.isFinite(values[i]);
  }

  boolean hasError(int i) {
    return low != null && hasValue(i) && Double.isFinite(low[i]) && Double.isFinite(high[i]);
  }

  double low(int i) {
    return hasError(i) ? low[i] : values[i];
  }

  double high(int i) {
    return hasError(i) ? high[i] : values[i];
  }
}
