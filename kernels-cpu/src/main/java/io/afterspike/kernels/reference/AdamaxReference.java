package io.afterspike.kernels.reference;

/**
 * One Adamax update.
 *
 * <pre>
 *   m = beta1 * m + (1 - beta1) * G             product rounded, then one fma; tiny values to +0
 *   n = max(beta2 * n, |G| + epsilon)           NaN-propagating
 *   W = W - (rate * m) / n                      rate = learning rate / (1 - beta1^updates)
 * </pre>
 */
public final class AdamaxReference {
  private AdamaxReference() {}

  /**
   * Updates elements [from, to).
   *
   * @param rate the learning rate over 1 − β₁^t, with t the number of this update from 1
   * @param gradient G; not modified
   * @param weights W; modified
   * @param firstMoment μ; modified
   * @param infinityNorm ν; modified
   */
  public static void apply(
      float rate,
      float beta1,
      float beta2,
      float epsilon,
      float[] gradient,
      float[] weights,
      float[] firstMoment,
      float[] infinityNorm,
      int from,
      int to) {
    float rest1 = 1f - beta1;
    for (int k = from; k < to; k++) {
      float g = gradient[k];
      float m = Flush.tiny(Math.fma(beta1, firstMoment[k], rest1 * g));
      float n = Math.max(beta2 * infinityNorm[k], Math.abs(g) + epsilon);
      firstMoment[k] = m;
      infinityNorm[k] = n;
      weights[k] = weights[k] - (rate * m) / n;
    }
  }
}
