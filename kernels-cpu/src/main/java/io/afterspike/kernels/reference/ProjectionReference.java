package io.afterspike.kernels.reference;

/**
 * Sends the postsynaptic factor down through the weights: the next layer's learning signal.
 *
 * <pre>
 *   learningSignal[b][i] = sum over j of factor[b][j] * weights[i][j]
 * </pre>
 *
 * Neurons j ascending from +0, one fma per term. Equation: h Wᵀ.
 */
public final class ProjectionReference {
  private ProjectionReference() {}

  /**
   * Computes samples [fromSample, toSample) and inputs [fromInput, toInput).
   *
   * @param factor [batch][post]; not modified
   * @param weights [pre][post]; not modified
   * @param learningSignal [batch][pre]; overwritten in the range
   */
  public static void project(
      float[] factor,
      float[] weights,
      float[] learningSignal,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromInput,
      int toInput) {
    for (int b = fromSample; b < toSample; b++) {
      for (int i = fromInput; i < toInput; i++) {
        float sum = 0f;
        for (int j = 0; j < post; j++) {
          sum = Math.fma(factor[b * post + j], weights[i * post + j], sum);
        }
        learningSignal[b * pre + i] = sum;
      }
    }
  }
}
