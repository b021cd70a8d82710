package io.afterspike.kernels.reference;

/**
 * Products of sine series over many positions, in double precision.
 *
 * <pre>
 *   product[p] *= sum over i of amplitude[i] * sin(2π (frequency[i] * position[p] + phase[i]))
 * </pre>
 *
 * The sum runs over i in ascending order from 0, one fma per term; the angle, counted in turns, is
 * one fma. Made for angles below 2<sup>50</sup> turns; beyond, results mean nothing.
 */
public final class SineSeriesReference {
  /**
   * Adding this rounds to the nearest half, ties to even, and leaves in the last bit whether the
   * number of halves is odd.
   */
  public static final double TO_HALVES = 0x1.8p51;

  /**
   * sin(2πr) ≈ r (S1 + S3 r² + … + S15 r¹⁴) for |r| ≤ 1/4: Remez exchange for the least absolute
   * error, which is 1.4e-16 with the coefficients rounded to double.
   */
  public static final double S1 = 0x1.921fb54442d11p2;

  /** The coefficient of r³. */
  public static final double S3 = -0x1.4abbce625bbc0p5;

  /** The coefficient of r⁵. */
  public static final double S5 = 0x1.466bc67748a9ap6;

  /** The coefficient of r⁷. */
  public static final double S7 = -0x1.32d2ccdf15cc8p6;

  /** The coefficient of r⁹. */
  public static final double S9 = 0x1.5078319302f5fp5;

  /** The coefficient of r¹¹. */
  public static final double S11 = -0x1.e305e9571bfe5p3;

  /** The coefficient of r¹³. */
  public static final double S13 = 0x1.e8935f2e075eep1;

  /** The coefficient of r¹⁵. */
  public static final double S15 = -0x1.61c25949af0fbp-1;

  private SineSeriesReference() {}

  /**
   * Multiplies the series' values into points [from, to).
   *
   * @param amplitude of each term; not modified
   * @param frequency of each term, turns per unit of position; not modified
   * @param phase of each term, in turns; not modified
   * @param position of each point; not modified
   * @param product of each point; modified
   * @param terms how many terms the series has; 0 multiplies by +0
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
    for (int p = from; p < to; p++) {
      double x = position[p];
      double sum = 0;
      for (int i = 0; i < terms; i++) {
        sum = Math.fma(amplitude[i], sine(Math.fma(frequency[i], x, phase[i])), sum);
      }
      product[p] *= sum;
    }
  }

  /**
   * The sine of an angle counted in turns: sin(2π·turns).
   *
   * <pre>
   *   r = turns - h,  h the nearest half                      exact, |r| ≤ 1/4
   *   sine = (-1)^(2h) * r * (S1 + S3 r² + … + S15 r¹⁴)
   * </pre>
   *
   * At most 4e-16 away from the true sine, and 0 at multiples of a half.
   *
   * @param turns below 2<sup>50</sup> in magnitude; NaN and infinities give NaN
   */
  public static double sine(double turns) {
    double shifted = turns + TO_HALVES;
    double r = turns - (shifted - TO_HALVES);
    double s = r * r;
    double p = Math.fma(s, S15, S13);
    p = Math.fma(p, s, S11);
    p = Math.fma(p, s, S9);
    p = Math.fma(p, s, S7);
    p = Math.fma(p, s, S5);
    p = Math.fma(p, s, S3);
    p = Math.fma(p, s, S1);
    long sign = Double.doubleToRawLongBits(shifted) << 63;
    return Double.longBitsToDouble(Double.doubleToRawLongBits(r) ^ sign) * p;
  }
}
