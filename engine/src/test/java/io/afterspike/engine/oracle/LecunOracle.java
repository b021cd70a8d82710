package io.afterspike.engine.oracle;

import java.util.SplittableRandom;

/**
 * LeCun's initial weights: a normal distribution cut off at ±2 standard deviations, of variance
 * 1/inputs after the cut.
 *
 * <pre>
 *   p      = random.nextDouble()                            in [0, 1)
 *   y      = -erf(√2) + p * (erf(√2) - (-erf(√2)))
 *   z      = √2 * erfinv(y)                                 in [-2, 2)
 *   weight = z * (√(1/inputs) / 0.87962566103423978)
 * </pre>
 *
 * One draw a weight, row-major ({@code [input][output]}, the output fastest), the layers one after
 * the other from one stream. Biases are 0 and draw nothing. A float32 network takes the weights
 * rounded to float once, at the end.
 *
 * <p>0.87962566103423978 is the standard deviation of the normal distribution cut off at ±2.
 */
public final class LecunOracle {
  /** Standard deviation of the normal distribution cut off at ±2. */
  public static final double CUT_DEVIATION = 0.87962566103423978;

  private LecunOracle() {}

  /**
   * The weights of one layer, {@code [inputs][outputs]}.
   *
   * @param random advances by inputs · outputs draws
   */
  public static double[][] weights(SplittableRandom random, int inputs, int outputs) {
    double edge = erf(Math.sqrt(2));
    double scale = Math.sqrt(1.0 / inputs) / CUT_DEVIATION;
    double[][] weights = new double[inputs][outputs];
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < outputs; j++) {
        double y = -edge + random.nextDouble() * (edge - -edge);
        weights[i][j] = Math.sqrt(2) * inverseErf(y) * scale;
      }
    }
    return weights;
  }

  /**
   * The error function by its series of positive terms, to some 2 ulp for |x| ≤ 2.
   *
   * <pre>
   *   erf(x) = 2/√π e^(-x²) Σ 2^n x^(2n+1) / (1·3·5···(2n+1))
   * </pre>
   */
  static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /**
   * The x with erf(x) = y, for |y| ≤ erf(√2).
   *
   * <p>Newton's method from 0: erf is concave right of 0, so the steps never overshoot.
   */
  static double inverseErf(double y) {
    double size = Math.abs(y);
    double x = 0;
    double last = Double.POSITIVE_INFINITY;
    while (true) {
      double step = (size - erf(x)) / (2 / Math.sqrt(Math.PI) * Math.exp(-x * x));
      if (Math.abs(step) >= Math.abs(last) || step == 0) {
        // Only rounding is left.
        return Math.copySign(x, y);
      }
      x += step;
      last = step;
    }
  }
}
