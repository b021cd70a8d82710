package io.afterspike.kernels.reference;

/**
 * The history form's factors: what one past step k still contributes at step t, a number per output
 * neuron instead of one per weight.
 *
 * <pre>
 *   OSTL:  D(k,t) = c(t-1) * D(k,t-1)                       D(t,t) = 1
 *   OTPE:  Q(k,t) = c(t) * Q(k,t-1) + g(t) * λ^(t-k)        Q(t,t) = g(t)
 * </pre>
 *
 * Tiny values are flushed to +0.
 */
public final class HistoryFactorReference {
  private HistoryFactorReference() {}

  /**
   * Advances OSTL's factor of one past step, elements [from, to).
   *
   * @param previousRetention c(t−1), [batch][post]; not modified
   * @param factor D(k,·), [batch][post]; modified
   */
  public static void stepOstl(float[] previousRetention, float[] factor, int from, int to) {
    for (int j = from; j < to; j++) {
      factor[j] = Flush.tiny(previousRetention[j] * factor[j]);
    }
  }

  /**
   * Advances OTPE's factor of one past step, elements [from, to).
   *
   * @param decay λ^(t−k)
   * @param retention c(t), [batch][post]; not modified
   * @param surrogate g(t), [batch][post]; not modified
   * @param factor Q(k,·), [batch][post]; modified
   */
  public static void stepOtpe(
      float decay, float[] retention, float[] surrogate, float[] factor, int from, int to) {
    for (int j = from; j < to; j++) {
      factor[j] = Flush.tiny(Math.fma(retention[j], factor[j], surrogate[j] * decay));
    }
  }
}
