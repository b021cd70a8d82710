package io.afterspike.kernels.reference;

/**
 * One step of the reverse recurrence of the offline forms, from the last time step to the first.
 *
 * <pre>
 *   A(t) = c(t) * A(t+1) + g(t) * F(t)          product rounded, then one fma; tiny values to +0
 * </pre>
 *
 * F is the learning signal δ for BPTT and OSTL, and its filtered form δ + λF(t+1) for OTPE.
 */
public final class ReverseReference {
  private ReverseReference() {}

  /**
   * Steps elements [from, to) back by one time step.
   *
   * @param retention c(t), [batch][post]; not modified
   * @param surrogate g(t), [batch][post]; not modified
   * @param learningSignal F(t), [batch][post]; not modified
   * @param adjoint A, [batch][post]; modified
   */
  public static void step(
      float[] retention,
      float[] surrogate,
      float[] learningSignal,
      float[] adjoint,
      int from,
      int to) {
    for (int j = from; j < to; j++) {
      adjoint[j] = Flush.tiny(Math.fma(retention[j], adjoint[j], surrogate[j] * learningSignal[j]));
    }
  }
}
