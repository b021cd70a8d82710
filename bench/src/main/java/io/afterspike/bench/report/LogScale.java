package io.afterspike.bench.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Equal distances for equal ratios; only positive values have a place. */
final class LogScale implements Scale {
  private static final double NARROWEST = 1e-9;
  // Below the normal numbers, powers of ten round to the same double.
  private static final double LOWEST_POWER = StrictMath.log10(Double.MIN_NORMAL);
  private static final double HIGHEST_POWER = StrictMath.log10(Double.MAX_VALUE);
  private static final int[][] MANTISSAS = {{1, 2, 3, 5, 7}, {1, 2, 5}, {1, 3}};
  private static final int[] STRIDES = {1, 2, 3, 5, 10, 20, 50, 100, 200, 500};

  private final double lowPower;
  private final double highPower;
  private final double low;
  private final double high;

  private LogScale(double lowPower, double highPower) {
    this.lowPower = Math.max(LOWEST_POWER, lowPower);
    this.highPower = Math.min(HIGHEST_POWER, highPower);
    this.low = StrictMath.pow(10, this.lowPower);
    this.high = Math.min(Double.MAX_VALUE, StrictMath.pow(10, this.highPower));
  }

  /** From {@code low} (positive) to {@code high}, with {@code share} more room at both ends. */
  static LogScale over(double low, double high, double share) {
    double from = StrictMath.log10(low);
    double to = StrictMath.log10(high);
    double room = to - from < NARROWEST ? 0.5 : (to - from) * share;
    return new LogScale(from - room, to + room);
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
    return value >= Double.MIN_NORMAL && value < Double.POSITIVE_INFINITY;
  }

  @Override
  public double position(double value) {
    return (StrictMath.log10(value) - lowPower) / (highPower - lowPower);
  }

  @Override
  public List<Tick> ticks(int most) {
    double powers = highPower - lowPower;
    for (int[] mantissas : MANTISSAS) {
      if ((powers - 1) * mantissas.length > most) {
        continue;
      }
      List<BigDecimal> values = values(1, 0, mantissas);
      if (values.size() >= 3 && values.size() <= most) {
        return TickText.labelledPowers(values);
      }
    }
    for (int stride : STRIDES) {
      if (powers / stride - 1 > most) {
        continue;
      }
      List<BigDecimal> values = decades(stride);
      if (values.size() >= 2 && values.size() <= most) {
        return TickText.labelledPowers(values);
      }
    }
    // Less than a decade or so: round values at equal differences say more.
    return LinearScale.exactly(low, high).ticks(most);
  }

  @Override
  public List<Double> minorTicks() {
    if (highPower - lowPower > 6 || highPower - lowPower < 1) {
      return List.of();
    }
    return values(1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9).stream().map(BigDecimal::doubleValue).toList();
  }

  /** Every {@code stride}-th power of ten within the axis, and as many of them as can be. */
  private List<BigDecimal> decades(int stride) {
    List<BigDecimal> most = List.of();
    for (int first = 0; first < stride; first++) {
      List<BigDecimal> values = values(stride, first, 1);
      most = values.size() > most.size() ? values : most;
    }
    return most;
  }

  /**
   * Within the axis, the mantissas times every {@code stride}-th power, 10 to the first of them.
   */
  private List<BigDecimal> values(int stride, int first, int... mantissas) {
    List<BigDecimal> values = new ArrayList<>();
    int from = Math.floorDiv((int) Math.floor(lowPower) - first, stride) * stride + first;
    for (int power = from; power <= highPower; power += stride) {
      for (int mantissa : mantissas) {
        BigDecimal value = BigDecimal.valueOf(mantissa).scaleByPowerOfTen(power);
        double rounded = value.doubleValue();
        if (rounded >= low && rounded <= high) {
          values.add(value);
        }
      }
    }
    return values;
  }
}
