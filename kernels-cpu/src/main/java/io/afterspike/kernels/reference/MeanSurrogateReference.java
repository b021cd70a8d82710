package io.afterspike.kernels.reference;

/**
 * The λ-weighted mean of the surrogate gradient over the steps so far.
 *
 * <pre>
 *   r = leak * r + 1                            the mean's weight, a scalar the caller keeps
 *   mean = mean + (surrogate - mean) * (1 / r)  equals (sum of λ^(t-k) g(k)) / (sum of λ^(t-k))
 * </pre>
 *
 * Equation: ḡ = G/r with G = λG + g, r = λr + 1, in the form that needs no second array.
 */
public final class MeanSurrogateReference {
  private MeanSurrogateReference() {}

  /**
   * Advances elements [from, to).
   *
   * @param inverseWeight 1/r, with r already advanced to this step
   * @param surrogate g, [batch][post]; not modified
   * @param meanSurrogate ḡ, [batch][post]; modified
   */
  public static void step(
      float inverseWeight, float[] surrogate, float[] meanSurrogate, int from, int to) {
    for (int j = from; j < to; j++) {
      float mean = meanSurrogate[j];
      meanSurrogate[j] = Math.fma(surrogate[j] - mean, inverseWeight, mean);
    }
  }
}
