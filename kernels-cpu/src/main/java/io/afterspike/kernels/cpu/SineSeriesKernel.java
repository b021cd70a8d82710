package io.afterspike.kernels.cpu;

import static io.afterspike.kernels.reference.SineSeriesReference.S1;
import static io.afterspike.kernels.reference.SineSeriesReference.S11;
import static io.afterspike.kernels.reference.SineSeriesReference.S13;
import static io.afterspike.kernels.reference.SineSeriesReference.S15;
import static io.afterspike.kernels.reference.SineSeriesReference.S3;
import static io.afterspike.kernels.reference.SineSeriesReference.S5;
import static io.afterspike.kernels.reference.SineSeriesReference.S7;
import static io.afterspike.kernels.reference.SineSeriesReference.S9;
import static io.afterspike.kernels.reference.SineSeriesReference.TO_HALVES;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.XOR;

import io.afterspike.kernels.reference.SineSeriesReference;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of sine series over many positions, in double precision.
 *
 * <pre>
 *   product[p] *= sum over i of amplitude[i] * sin(2π (frequency[i] * position[p] + phase[i]))
 * </pre>
 *
 * Lanes hold different points, so that every sum runs over i in ascending order. Equal to {@link
 * SineSeriesReference} bit for bit, save which NaN a NaN is.
 */
public final class SineSeriesKernel {
  private static final VectorSpecies<Double> SPECIES = DoubleLanes.DOUBLES;

  private SineSeriesKernel() {}

  /**
   * Multiplies the series' values into points [from, to). Whole vectors are many times faster than
   * the rest: make the number of points a multiple of 8.
   *
   * @param amplitude of each term; not modified
   * @param frequency of each term, turns per unit of position; not modified
   * @param phase of each term, in turns; not modified
   * @param position of each point; not modified
   * @param product of each point; modified
   * @param terms how many terms the series has; 0 multiplies by +0
   * @throws IllegalArgumentException if an array is shorter than {@code terms} or {@code to}
   */
  public static void multiply(
      double[] amplitude,
      double[] frequency,
      double[] phase,
      double[] position,
      double[] product,
      int terms,
      int from,
      int to) {
    Arguments.range("amplitude", 0, terms, amplitude.length);
    Arguments.range("frequency", 0, terms, frequency.length);
    Arguments.range("phase", 0, terms, phase.length);
    Arguments.range("position", from, to, position.length);
    Arguments.range("product", from, to, product.length);
    // Lane counts are powers of two.
    int body = from + (Math.max(0, to - from) & -SPECIES.length());
    for (int p = from; p < body; p += SPECIES.length()) {
      // One vector at a time is fastest: terms overlap, since only the sum waits for its elder.
      DoubleVector x = DoubleVector.fromArray(SPECIES, position, p);
      DoubleVector sum = series(amplitude, frequency, phase, x, terms);
      DoubleVector.fromArray(SPECIES, product, p).mul(sum).intoArray(product, p);
    }
    SineSeriesReference.multiply(amplitude, frequency, phase, position, product, terms, body, to);
  }

  private static DoubleVector series(
      double[] amplitude, double[] frequency, double[] phase, DoubleVector x, int terms) {
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int i = 0; i < terms; i++) {
      DoubleVector turns = all(frequency[i]).fma(x, all(phase[i]));
      sum = all(amplitude[i]).fma(sine(turns), sum);
    }
    return sum;
  }

  /** As {@link SineSeriesReference#sine}. */
  private static DoubleVector sine(DoubleVector turns) {
    DoubleVector shifted = turns.add(TO_HALVES);
    DoubleVector r = turns.sub(shifted.sub(TO_HALVES));
    DoubleVector s = r.mul(r);
    DoubleVector p = s.fma(all(S15), all(S13));
    p = p.fma(s, all(S11));
    p = p.fma(s, all(S9));
    p = p.fma(s, all(S7));
    p = p.fma(s, all(S5));
    p = p.fma(s, all(S3));
    p = p.fma(s, all(S1));
    LongVector sign = shifted.reinterpretAsLongs().lanewise(LSHL, 63);
    return r.reinterpretAsLongs().lanewise(XOR, sign).reinterpretAsDoubles().mul(p);
  }

  private static DoubleVector all(double value) {
    return DoubleVector.broadcast(SPECIES, value);
  }
}
