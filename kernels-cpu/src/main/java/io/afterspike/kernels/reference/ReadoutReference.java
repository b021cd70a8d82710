package io.afterspike.kernels.reference;

/**
 * Softmax cross entropy of the output and its derivative, the output layer's learning signal.
 *
 * <pre>
 *   m = max over c of output[b][c]
 *   z = sum over c of exp(output[b][c] - m)
 *   loss[b] = ln z - (output[b][label] - m)
 *   learningSignal[b][c] = (exp(output[b][c] - m) / z - (c == label ? 1 : 0)) * scale
 * </pre>
 *
 * Classes ascending. With scale = 1/batch the learning signal is that of the batch's mean loss.
 */
public final class ReadoutReference {
  private ReadoutReference() {}

  /**
   * Computes samples [fromSample, toSample).
   *
   * @param scale what the learning signal is multiplied by
   * @param output spikes, or their leaky sum, [batch][classes]; not modified
   * @param labels the class of each sample as a whole number, [batch]; not modified
   * @param learningSignal receives δ, [batch][classes]
   * @param loss receives each sample's cross entropy, [batch]
   */
  public static void crossEntropy(
      float scale,
      float[] output,
      float[] labels,
      float[] learningSignal,
      float[] loss,
      int classes,
      int fromSample,
      int toSample) {
    for (int b = fromSample; b < toSample; b++) {
      int row = b * classes;
      float highest = output[row];
      for (int c = 1; c < classes; c++) {
        highest = Math.max(highest, output[row + c]);
      }
      float sum = 0f;
      for (int c = 0; c < classes; c++) {
        float e = Exponential.exp(output[row + c] - highest);
        learningSignal[row + c] = e;
        sum += e;
      }
      int label = (int) labels[b];
      for (int c = 0; c < classes; c++) {
        float target = c == label ? 1f : 0f;
        learningSignal[row + c] = (learningSignal[row + c] / sum - target) * scale;
      }
      loss[b] = Exponential.log(sum) - (output[row + label] - highest);
    }
  }
}
