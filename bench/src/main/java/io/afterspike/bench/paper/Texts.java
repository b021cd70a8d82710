package io.afterspike.bench.paper;

import io.afterspike.bench.report.Spread;
import java.util.Locale;

/** Measured numbers as the pages write them. */
final class Texts {
  private Texts() {}

  /** Shares as {@code 72.5 ± 0.4}, in percent; the deviation only where there are several. */
  static String percent(double[] shares) {
    return spread(shares, 100, 1);
  }

  /** Cosines and the like as {@code 0.855 ± 0.007}. */
  static String plain(double[] values) {
    return spread(values, 1, 3);
  }

  private static String spread(double[] values, double unit, int digits) {
    if (values.length == 0) {
      return "–";
    }
    double[][] repetitions = new double[values.length][1];
    for (int k = 0; k < values.length; k++) {
      repetitions[k][0] = unit * values[k];
    }
    Spread spread = Spread.over(repetitions);
    if (Double.isNaN(spread.mean(0))) {
      return "–";
    }
    String mean = fixed(spread.mean(0), digits);
    return Double.isNaN(spread.deviation(0))
        ? mean
        : mean + " ± " + fixed(spread.deviation(0), digits);
  }

  static String fixed(double value, int digits) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** A time such as {@code 3.2 h}, {@code 12 min}, {@code 8 s}. */
  static String duration(double seconds) {
    if (seconds >= 5400) {
      return fixed(seconds / 3600, 1) + " h";
    }
    return seconds >= 90 ? fixed(seconds / 60, 0) + " min" : fixed(seconds, 0) + " s";
  }
}
