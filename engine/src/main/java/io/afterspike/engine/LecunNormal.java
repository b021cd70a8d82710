package io.afterspike.engine;

import java.util.SplittableRandom;

/**
 * LeCun's initial weights: a normal distribution cut off at two standard deviations, of variance
 * 1/inputs after the cut.
 *
 * <pre>
 *   p      = random.nextDouble()                       one draw a weight, row-major
 *   z      = √2 · erf⁻¹(erf(√2)·(2p − 1))              in [-2, 2)
 *   weight = z · √(1/inputs) / 0.8796…                 rounded to float once
 * </pre>
 *
 * In strict double arithmetic, so that a seed gives the same weights on every machine.
 */
public final class LecunNormal {
  /** The standard deviation of the normal distribution cut off at ±2. */
  private static final double CUT_DEVIATION = 0.87962566103423978;

  private static final double ROOT_TWO = Math.sqrt(2);
  private static final double SLOPE_AT_ZERO = 2 / Math.sqrt(Math.PI);
  private static final double EDGE = erf(ROOT_TWO);

  private LecunNormal() {}

  /**
   * Fills one layer's weights, [inputs][outputs].
   *
   * @param random advances by one draw per weight
   */
  public static void fill(SplittableRandom random, int inputs, float[] weights) {
    double scale = Math.sqrt(1.0 / inputs) / CUT_DEVIATION;
    for (int k = 0; k < weights.length; k++) {
      double y = -EDGE + random.nextDouble() * (2 * EDGE);
      weights[k] = (float) (ROOT_TWO * inverseErf(y) * scale);
    }
  }

  /** erf by its series of positive terms {@code Σ 2^n x^(2n+1) / (1·3·5···(2n+1))}. */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 0x1p-60 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return SLOPE_AT_ZERO * StrictMath.exp(-x * x) * sum;
  }

  /** Newton's method from a first guess of a few digits; |y| ≤ erf(√2). */
  private static double inverseErf(double y) {
    // Winitzki's formula: 1e-3 right, so three steps reach the last digits.
    double log = StrictMath.log1p(-y * y);
    double half = 2 / (Math.PI * 0.147) + log / 2;
    double x = Math.copySign(Math.sqrt(Math.sqrt(half * half - log / 0.147) - half), y);
    for (int step = 0; step < 3; step++) {
      x += (y - erf(x)) / (SLOPE_AT_ZERO * StrictMath.exp(-x * x));
    }
    return x;
  }
}
