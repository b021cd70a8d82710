package io.afterspike.bench.data;

import io.afterspike.kernels.cpu.SineSeriesKernel;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The random smooth manifold of one class: where each unit's coordinate lies over a point.
 *
 * <pre>
 *   y(x, unit) = product over d of  sum over i = 0 … F-1 of
 *                  θ0[i] / ((i + 1)^α + 1) * sin(2π (i x[d] θ1[i] + θ2[i]))
 *   F = min(ceil(0.001^(-1/α)), 1000)
 * </pre>
 *
 * with θ0, θ1, θ2 for each unit and dimension uniform in [0, 1), save that frequency 0 has θ0 = 0.
 * In double precision, rounded the same way on every machine. Immutable.
 */
public final class RandmanManifold {
  private static final int MOST_FREQUENCIES = 1000;

  /** The smallest (i + 1)^-α that still counts. */
  private static final double LEAST_WEIGHT = 0.001;

  private final Series[][] series;
  private final int frequencies;

  private RandmanManifold(Series[][] series, int frequencies) {
    this.series = series;
    this.frequencies = frequencies;
  }

  /** One unit's dependence on one dimension; each array has one number a frequency. */
  private record Series(double[] amplitude, double[] turns, double[] phase) {}

  /**
   * Draws a manifold.
   *
   * @param random advances by units × dimensions × 3 × F doubles: for each unit and dimension F
   *     values of θ0, then of θ1, then of θ2
   * @param smoothness α, positive
   */
  public static RandmanManifold draw(
      SplittableRandom random, int units, int dimensions, double smoothness) {
    int frequencies = frequencies(smoothness);
    Series[][] series = new Series[units][dimensions];
    for (Series[] unit : series) {
      for (int d = 0; d < dimensions; d++) {
        unit[d] = series(random, frequencies, smoothness);
      }
    }
    return new RandmanManifold(series, frequencies);
  }

  private static Series series(SplittableRandom random, int frequencies, double smoothness) {
    double[] amplitude = uniform(random, frequencies);
    double[] turns = uniform(random, frequencies);
    double[] phase = uniform(random, frequencies);
    amplitude[0] = 0;
    for (int i = 0; i < frequencies; i++) {
      // StrictMath, since Math.pow may differ in its last bit from machine to machine.
      amplitude[i] /= StrictMath.pow(i + 1, smoothness) + 1;
      turns[i] *= i;
    }
    return new Series(amplitude, turns, phase);
  }

  private static double[] uniform(SplittableRandom random, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextDouble();
    }
    return values;
  }

  private static int frequencies(double smoothness) {
    double enough = Math.ceil(StrictMath.pow(LEAST_WEIGHT, -1 / smoothness));
    return (int) Math.min(enough, MOST_FREQUENCIES);
  }

  /** F, the number of frequencies of a series. */
  public int frequencies() {
    return frequencies;
  }

  /** The number of units. */
  public int units() {
    return series.length;
  }

  /** The number of dimensions. */
  public int dimensions() {
    return series[0].length;
  }

  /**
   * Computes one unit's coordinate over points [0, points). Fastest where the number of points is a
   * multiple of 8.
   *
   * @param positions x, [dimension][point], in [0, 1); not modified
   * @param values receives y, [point]
   * @throws IllegalArgumentException if an array is shorter than {@code points}
   */
  public void embed(int unit, double[][] positions, double[] values, int points) {
    Arrays.fill(values, 0, points, 1);
    for (int d = 0; d < positions.length; d++) {
      Series s = series[unit][d];
      SineSeriesKernel.multiply(
          s.amplitude, s.turns, s.phase, positions[d], values, frequencies, 0, points);
    }
  }

  /** θ0[i] / ((i + 1)^α + 1). */
  double amplitude(int unit, int dimension, int i) {
    return series[unit][dimension].amplitude[i];
  }

  /** i θ1[i]: how many turns the angle makes over a length of 1. */
  double turns(int unit, int dimension, int i) {
    return series[unit][dimension].turns[i];
  }

  /** θ2[i], in turns. */
  double phase(int unit, int dimension, int i) {
    return series[unit][dimension].phase[i];
  }
}
