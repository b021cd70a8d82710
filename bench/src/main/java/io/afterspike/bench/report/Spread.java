package io.afterspike.bench.report;

import java.util.Arrays;

/**
 * The mean of repeated measurements and how far they spread: one standard deviation to both sides,
 * that of a sample (divided by n − 1). Immutable.
 *
 * <p>NaN is a measurement that is missing. Without any the mean is NaN, with fewer than two the
 * deviation is.
 */
public final class Spread {
  private final double[] mean;
  private final double[] deviation;

  private Spread(double[] mean, double[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
  }

  /**
   * The spread over repetitions, such as seeds.
   *
   * @param repetitions [repetition][i]
   * @throws IllegalArgumentException if the repetitions differ in length or there are none
   */
  public static Spread over(double[][] repetitions) {
    if (repetitions.length == 0) {
      throw new IllegalArgumentException("repetitions: expected at least 1, found 0");
    }
    int size = repetitions[0].length;
    for (int r = 0; r < repetitions.length; r++) {
      if (repetitions[r].length != size) {
        throw new IllegalArgumentException(
            "repetition %d: expected %d values, found %d"
                .formatted(r, size, repetitions[r].length));
      }
    }
    double[] mean = new double[size];
    double[] deviation = new double[size];
    for (int i = 0; i < size; i++) {
      int place = i;
      double[] present =
          Arrays.stream(repetitions).mapToDouble(r -> r[place]).filter(v -> v == v).toArray();
      mean[i] = Arrays.stream(present).sum() / present.length;
      double squares = 0;
      for (double value : present) {
        squares += (value - mean[i]) * (value - mean[i]);
      }
      deviation[i] = present.length < 2 ? Double.NaN : Math.sqrt(squares / (present.length - 1));
    }
    return new Spread(mean, deviation);
  }

  /** A line through the means with a band of one standard deviation to both sides. */
  public Series series(String name, double[] x) {
    return Series.of(name, x, mean).withBand(low(), high());
  }

  /** Bars of the means with errors of one standard deviation to both sides. */
  public Bars bars(String name) {
    return Bars.of(name, mean).withErrors(low(), high());
  }

  /** The number of places that were measured. */
  public int size() {
    return mean.length;
  }

  /** The mean at place {@code i}. */
  public double mean(int i) {
    return mean[i];
  }

  /** The standard deviation at place {@code i}. */
  public double deviation(int i) {
    return deviation[i];
  }

  private double[] low() {
    double[] low = new double[mean.length];
    Arrays.setAll(low, i -> mean[i] - deviation[i]);
    return low;
  }

  private double[] high() {
    double[] high = new double[mean.length];
    Arrays.setAll(high, i -> mean[i] + deviation[i]);
    return high;
  }
}
