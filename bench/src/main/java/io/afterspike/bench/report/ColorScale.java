package io.afterspike.bench.report;

import java.util.Objects;

/**
 * Which colour a value has. Immutable.
 *
 * @param axis the quantity with its unit, how its values are spread, and what the colours must
 *     reach
 * @param center the value that stands between the two kinds of colours, or NaN for one kind
 */
public record ColorScale(Axis axis, double center) {
  /**
   * Checks the centre.
   *
   * @throws IllegalArgumentException if the centre is infinite, or not positive on a logarithmic
   *     axis
   */
  public ColorScale {
    Objects.requireNonNull(axis, "axis");
    if (!Double.isNaN(center) && !axis.shows(center)) {
      throw new IllegalArgumentException(
          "center of " + axis.label() + ": expected a value on the axis, found " + center);
    }
  }

  /** From dark (low) to light (high). */
  public static ColorScale sequential(Axis axis) {
    return new ColorScale(axis, Double.NaN);
  }

  /**
   * Blue below {@code center}, orange above it, equally far to both sides; what lies below is
   * hatched, too, for readers without colours.
   */
  public static ColorScale diverging(Axis axis, double center) {
    return new ColorScale(axis, center);
  }

  boolean isDiverging() {
    return !Double.isNaN(center);
  }

  ColorMap map() {
    return isDiverging() ? ColorMap.DIVERGING : ColorMap.SEQUENTIAL;
  }

  /** The scale over {@code data}, with the centre in its middle if there is one. */
  Scale over(Extent data) {
    if (!isDiverging()) {
      return axis.scale(data, 0);
    }
    Extent all = new Extent();
    for (double value : new double[] {data.low(), data.high(), axis.low(), axis.high()}) {
      if (axis.shows(value)) {
        all.include(value);
        double mirrored = mirrored(value);
        all.include(axis.shows(mirrored) ? mirrored : value);
      }
    }
    all.include(center);
    return axis.scale(all, 0);
  }

  private double mirrored(double value) {
    if (axis.kind() == Axis.Kind.LOGARITHMIC) {
      return center / value * center;
    }
    return Math.clamp(2 * center - value, -Double.MAX_VALUE, Double.MAX_VALUE);
  }
}
