package io.afterspike.bench.report;

import java.util.Objects;

/**
 * One axis of a chart: its label, its kind, and values it must reach even where the data do not.
 *
 * <p>An axis always reaches all its data. A logarithmic one has no place for values that are not
 * positive normal numbers; they are gaps, like NaN.
 *
 * @param label the quantity and its unit, such as {@code time (ms)}; may be empty
 * @param kind how values are spread over the axis
 * @param low a value the axis reaches down to, or NaN if the data decide
 * @param high a value the axis reaches up to, or NaN if the data decide
 */
public record Axis(String label, Kind kind, double low, double high) {
  /** How values are spread over an axis. */
  public enum Kind {
    /** Equal distances for equal differences. */
    LINEAR,
    /** Linear, with ticks at whole numbers only. */
    COUNT,
    /** Equal distances for equal ratios. */
    LOGARITHMIC
  }

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if a limit is infinite, or not positive on a logarithmic axis,
   *     or if low is above high
   */
  public Axis {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(kind, "kind");
    if (Double.isInfinite(low) || Double.isInfinite(high) || low > high) {
      throw new IllegalArgumentException(
          "axis "
              + label
              + ": expected finite limits, low before high, found "
              + low
              + ", "
              + high);
    }
    if (kind == Kind.LOGARITHMIC && (low < Double.MIN_NORMAL || high < Double.MIN_NORMAL)) {
      throw new IllegalArgumentException(
          "axis " + label + ": expected positive limits, found " + low + ", " + high);
    }
  }

  /** A linear axis over the data. */
  public static Axis linear(String label) {
    return new Axis(label, Kind.LINEAR, Double.NaN, Double.NaN);
  }

  /** A linear axis for things that are counted. */
  public static Axis count(String label) {
    return new Axis(label, Kind.COUNT, Double.NaN, Double.NaN);
  }

  /** A logarithmic axis over the positive data. */
  public static Axis logarithmic(String label) {
    return new Axis(label, Kind.LOGARITHMIC, Double.NaN, Double.NaN);
  }

  /**
   * This axis, reaching at least from {@code low} to {@code high}; NaN leaves an end to the data.
   */
  public Axis reaching(double low, double high) {
    return new Axis(label, kind, low, high);
  }

  /** Whether {@code value} has a place on an axis of this kind. */
  boolean shows(double value) {
    return Double.isFinite(value) && (kind != Kind.LOGARITHMIC || value >= Double.MIN_NORMAL);
  }

  /** The scale over {@code data}, with {@code room} (a share) at the ends that are not fixed. */
  Scale scale(Extent data, double room) {
    Extent all = new Extent();
    include(all, low);
    include(all, high);
    include(all, data.low());
    include(all, data.high());
    if (all.isEmpty()) {
      all.include(kind == Kind.LOGARITHMIC ? 0.1 : 0);
      all.include(1);
    }
    return switch (kind) {
      case LOGARITHMIC -> LogScale.over(all.low(), all.high(), room);
      case COUNT -> LinearScale.overWhole(all.low(), all.high()).padded(room, low, high);
      case LINEAR -> LinearScale.over(all.low(), all.high()).padded(room, low, high);
    };
  }

  private void include(Extent extent, double value) {
    if (shows(value)) {
      extent.include(value);
    }
  }
}
