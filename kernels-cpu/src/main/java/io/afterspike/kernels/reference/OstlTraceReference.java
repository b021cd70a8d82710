package io.afterspike.kernels.reference;

/**
 * OSTL with one matrix trace per sample.
 *
 * <pre>
 *   P(t) = c(t-1) * P(t-1) + x(t)               rounded once (fma), tiny values flushed to +0
 * </pre>
 *
 * Follows from P = λE + x and E = (1 − Vth·g)∘P.
 */
public final class OstlTraceReference {
  private OstlTraceReference() {}

  /**
   * Advances samples [fromSample, toSample) and neurons [fromNeuron, toNeuron).
   *
   * @param previousRetention c of the step before, [batch][post]; not modified
   * @param input x, [batch][pre]; not modified
   * @param trace P, [batch][pre][post]; modified
   */
  public static void step(
      float[] previousRetention,
      float[] input,
      float[] trace,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromNeuron,
      int toNeuron) {
    for (int b = fromSample; b < toSample; b++) {
      for (int i = 0; i < pre; i++) {
        float x = input[b * pre + i];
        int row = (b * pre + i) * post;
        for (int j = fromNeuron; j < toNeuron; j++) {
          trace[row + j] = Flush.tiny(Math.fma(previousRetention[b * post + j], trace[row + j], x));
        }
      }
    }
  }
}
