package io.afterspike.kernels.reference;

/**
 * Adds the gradient of the matrix form: each sample's trace weighted by its postsynaptic factor.
 *
 * <pre>
 *   gradient[i][j] += sum over b of factor[b][j] * trace[b][i][j]
 * </pre>
 *
 * Samples ascending, one fma per term. OTPE: δ∘R; OSTL: (δ∘g)∘P.
 */
public final class MatrixGradientReference {
  private MatrixGradientReference() {}

  /**
   * Adds into rows [fromRow, toRow) and neurons [fromNeuron, toNeuron) of the gradient.
   *
   * @param factor [batch][post]; not modified
   * @param trace [batch][pre][post]; not modified
   * @param gradient [pre][post]; added into
   */
  public static void accumulate(
      float[] factor,
      float[] trace,
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
          sum = Math.fma(factor[b * post + j], trace[(b * pre + i) * post + j], sum);
        }
        gradient[i * post + j] = sum + 0f;
      }
    }
  }
}
