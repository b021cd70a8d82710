package io.afterspike.kernels.reference;

/**
 * Adds the outer product of a layer's input (or its trace) and a postsynaptic factor.
 *
 * <pre>
 *   gradient[i][j] += sum over b of input[b][i] * factor[b][j]
 * </pre>
 *
 * Samples ascending, one fma per term; terms with input 0 are skipped. This is the gradient of OTTT
 * and Approx OTPE, of the history form, of every rule offline, and with a single input that is
 * always 1 that of a bias.
 */
public final class OuterProductReference {
  private OuterProductReference() {}

  /**
   * Adds into rows [fromRow, toRow) and neurons [fromNeuron, toNeuron) of the gradient.
   *
   * @param input [batch][pre]; not modified
   * @param factor [batch][post]; not modified
   * @param gradient [pre][post]; added into
   */
  public static void accumulate(
      float[] input,
      float[] factor,
      float[] gradient,
      int batch,
      int pre,
      int post,
      int fromRow,
      int toRow,
      int fromNeuron,
      int toNeuron) {
    for (int i = fromRow; i < toRow; i++) {
      for (int j = fromNeuron; j < toNeuron; j++) {
        float sum = gradient[i * post + j];
        for (int b = 0; b < batch; b++) {
          float x = input[b * pre + i];
          if (x != 0f) {
            sum = Math.fma(x, factor[b * post + j], sum);
          }
        }
        gradient[i * post + j] = sum + 0f;
      }
    }
  }
}
