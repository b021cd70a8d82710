package io.afterspike.kernels.reference;

/**
 * OTPE with one matrix trace per sample instead of the published two.
 *
 * <pre>
 *   R(t) = c(t) * R(t-1) + g(t) * â(t)          product rounded, then one fma; tiny values to +0
 * </pre>
 *
 * The potential is linear in the spikes, so E = â − Vth·R, and the membrane trace need not be kept.
 */
public final class OtpeTraceReference {
  private OtpeTraceReference() {}

  /**
   * Advances samples [fromSample, toSample) and neurons [fromNeuron, toNeuron).
   *
   * @param retention c of this step, [batch][post]; not modified
   * @param surrogate g, [batch][post]; not modified
   * @param presynapticTrace â of this step, [batch][pre]; not modified
   * @param trace R, [batch][pre][post]; modified
   */
  public static void step(
      float[] retention,
      float[] surrogate,
      float[] presynapticTrace,
      float[] trace,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromNeuron,
      int toNeuron) {
    for (int b = fromSample; b < toSample; b++) {
      for (int i = 0; i < pre; i++) {
        float a = presynapticTrace[b * pre + i];
        int row = (b * pre + i) * post;
        for (int j = fromNeuron; j < toNeuron; j++) {
          int n = b * post + j;
          trace[row + j] = Flush.tiny(Math.fma(retention[n], trace[row + j], surrogate[n] * a));
        }
      }
    }
  }
}
