package io.afterspike.bench.report;

import java.util.Objects;

/**
 * A line through points, with or without a shaded band round it. Immutable: arrays are copied.
 *
 * <p>A point whose x or y is not finite is a gap in the line.
 */
public final class Series {
  /** How a series is drawn. */
  enum Kind {
    /** A line with markers. */
    LINE,
    /** Markers only. */
    POINTS,
    /** A grey line without markers: not data, but what they are compared with. */
    GUIDE
  }

  private final Kind kind;
  private final String name;
  private final double[] x;
  private final double[] y;
  private final double[] low;
  private final double[] high;

  private Series(Kind kind, String name, double[] x, double[] y, double[] low, double[] high) {
    this.kind = kind;
    this.name = name;
    this.x = x;
    this.y = y;
    this.low = low;
    this.high = high;
  }

  /**
   * The points (x[i], y[i]) in their order.
   *
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public static Series of(String name, double[] x, double[] y) {
    Objects.requireNonNull(name, "name");
    requireLength(name, "y", x.length, y.length);
    return new Series(Kind.LINE, name, x.clone(), y.clone(), null, null);
  }

  /** These points without a line through them. */
  public Series asPoints() {
    return new Series(Kind.POINTS, name, x, y, low, high);
  }

  /** This line as what others are compared with: grey, without markers. */
  public Series asGuide() {
    return new Series(Kind.GUIDE, name, x, y, low, high);
  }

  /**
   * This line with a band from low[i] to high[i] at x[i]; NaN is a gap in the band.
   *
   * @throws IllegalArgumentException if the arrays do not have a value for each point, or a low
   *     lies above its high
   */
  public Series withBand(double[] low, double[] high) {
    requireLength(name, "low", x.length, low.length);
    requireLength(name, "high", x.length, high.length);
    for (int i = 0; i < low.length; i++) {
      if (low[i] > high[i]) {
        throw new IllegalArgumentException(
            "series %s, band at %d: expected low before high, found %s, %s"
                .formatted(name, i, low[i], high[i]));
      }
    }
    return new Series(kind, name, x, y, low.clone(), high.clone());
  }

  private static void requireLength(String name, String array, int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException(
          "series %s, %s: expected %d values, found %d".formatted(name, array, expected, found));
    }
  }

  /** The name in the legend; an empty one is not shown. */
  public String name() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  /** The number of points. */
  public int size() {
    return x.length;
  }

  double x(int i) {
    return x[i];
  }

  double y(int i) {
    return y[i];
  }

  boolean hasBand() {
    return low != null;
  }

  double low(int i) {
    return low[i];
  }

  double high(int i) {
    return high[i];
  }
}
