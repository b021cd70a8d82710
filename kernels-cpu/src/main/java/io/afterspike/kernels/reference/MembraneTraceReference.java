package io.afterspike.kernels.reference;

/**
 * The membrane trace of the published rules, one matrix per sample: how each weight moved the
 * membrane potential.
 *
 * <pre>
 *   P = leak * E + x                            local: dv/dW
 *   eligibility = g * P                         ds/dW
 *   E = P - threshold * eligibility             du/dW = (1 - Vth g) P
 * </pre>
 *
 * Both outputs have tiny values flushed to +0. A bias has the trace of a single input that is
 * always 1.
 */
public final class MembraneTraceReference {
  private MembraneTraceReference() {}

  /**
   * Advances samples [fromSample, toSample) and neurons [fromNeuron, toNeuron).
   *
   * @param input x, [batch][pre]; not modified
   * @param surrogate g, [batch][post]; not modified
   * @param membraneTrace E, [batch][pre][post]; modified
   * @param eligibility receives g∘P, [batch][pre][post]
   */
  public static void step(
      float leak,
      float threshold,
      float[] input,
      float[] surrogate,
      float[] membraneTrace,
      float[] eligibility,
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
          float p = Math.fma(leak, membraneTrace[row + j], x);
          float e = surrogate[b * post + j] * p;
          eligibility[row + j] = Flush.tiny(e);
          membraneTrace[row + j] = Flush.tiny(Math.fma(-threshold, e, p));
        }
      }
    }
  }
}
