package io.afterspike.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Equal distances for equal differences. */
final class LinearScale implements Scale {
  // Below this share of the values themselves, a range is no more than rounding.
  private static final double NARROWEST = 1e-11;
  private static final double SMALLEST_RANGE = 1e-290;
  private static final BigDecimal[] ROUND = {
    BigDecimal.ONE, BigDecimal.valueOf(2), new BigDecimal("2.5"), BigDecimal.valueOf(5)
  };

  private final double low;
  private final double high;
  private final boolean whole;

  private LinearScale(double low, double high, boolean whole) {
    this.low = low;
    this.high = high;
    this.whole = whole;
  }

  /** From {@code low} to {@code high}, or round about them if they are (nearly) equal. */
  static LinearScale over(double low, double high) {
    return over(low, high, false);
  }

  /** Like {@link #over}, with ticks at whole numbers only. */
  static LinearScale overWhole(double low, double high) {
    return over(low, high, true);
  }

  /** From {@code low} to {@code high}, however near they are; for ticks, not for positions. */
  static LinearScale exactly(double low, double high) {
    return new LinearScale(low, high, false);
  }

  private static LinearScale over(double low, double high, boolean whole) {
    double size = Math.max(Math.abs(low), Math.abs(high));
    if (high / 2 - low / 2 >= Math.max(size * NARROWEST, SMALLEST_RANGE)) {
      return new LinearScale(low, high, whole);
    }
    double room = size < SMALLEST_RANGE * 100 || whole ? Math.max(1, size * 1e-3) : size * 0.1;
    return new LinearScale(within(low - room), within(high + room), whole);
  }

  /** This scale with more room at both ends, but never across zero nor beyond what is fixed. */
  LinearScale padded(double share, double fixedLow, double fixedHigh) {
    double room = (high / 2 - low / 2) * share * 2;
    double newLow = low == fixedLow ? low : within(low - room);
    double newHigh = high == fixedHigh ? high : within(high + room);
    if (low >= 0) {
      newLow = Math.max(0, newLow);
    }
    if (high <= 0) {
      newHigh = Math.min(0, newHigh);
    }
    return new LinearScale(newLow, newHigh, whole);
  }

  private static double within(double value) {
    return Math.clamp(value, -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  @Override
  public double low() {
    return low;
  }

  @Override
  public double high() {
    return high;
  }

  @Override
  public boolean shows(double value) {
    return Double.isFinite(value);
  }

  @Override
  public double position(double value) {
    // Halves, because the difference of two doubles may be too large for a double.
    return (value / 2 - low / 2) / (high / 2 - low / 2);
  }

  @Override
  public List<Tick> ticks(int most) {
    BigDecimal from = new BigDecimal(low);
    BigDecimal to = new BigDecimal(high);
    BigDecimal span = to.subtract(from);
    BigDecimal least = span.divide(BigDecimal.valueOf(most), MathContext.DECIMAL64);
    int exponent = least.precision() - least.scale() - 1;
    for (; ; exponent++) {
      for (BigDecimal round : ROUND) {
        BigDecimal step = round.scaleByPowerOfTen(exponent);
        if (whole && step.stripTrailingZeros().scale() > 0) {
          continue;
        }
        BigDecimal first = from.divide(step, 0, RoundingMode.CEILING);
        BigDecimal last = to.divide(step, 0, RoundingMode.FLOOR);
        if (last.subtract(first).compareTo(BigDecimal.valueOf(most - 1L)) <= 0) {
          return labelled(step, first, last);
        }
      }
    }
  }

  private static List<Tick> labelled(BigDecimal step, BigDecimal first, BigDecimal last) {
    List<BigDecimal> values = new ArrayList<>();
    for (BigDecimal i = first; i.compareTo(last) <= 0; i = i.add(BigDecimal.ONE)) {
      values.add(i.multiply(step));
    }
    return TickText.labelled(values, step);
  }

  @Override
  public List<Double> minorTicks() {
    return List.of();
  }
}
