package io.afterspike.kernels.reference;

/**
 * The synaptic current of a layer.
 *
 * <pre>
 *   current[b][j] = bias[j] + sum over i of input[b][i] * weights[i][j]
 * </pre>
 *
 * The sum starts from the bias and runs over i ascending, one fma per term; terms with input 0 are
 * skipped. Equation: W x + b.
 */
public final class CurrentReference {
  private CurrentReference() {}

  /**
   * Computes the currents of samples [fromSample, toSample) and neurons [fromNeuron, toNeuron).
   *
   * @param input [batch][pre], spikes, counts or real values; not modified
   * @param weights [pre][post]; not modified
   * @param bias [post]; not modified
   * @param current [batch][post]; overwritten in the range
   */
  public static void compute(
      float[] input,
      float[] weights,
      float[] bias,
      float[] current,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromNeuron,
      int toNeuron) {
    for (int b = fromSample; b < toSample; b++) {
      for (int j = fromNeuron; j < toNeuron; j++) {
        float sum = bias[j];
        for (int i = 0; i < pre; i++) {
          float x = input[b * pre + i];
          if (x != 0f) {
            sum = Math.fma(x, weights[i * post + j], sum);
          }
        }
        current[b * post + j] = sum + 0f;
      }
    }
  }
}
