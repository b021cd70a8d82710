package io.afterspike.engine.oracle;

/**
 * Softmax cross entropy, mean over the batch.
 *
 * <pre>
 *   loss = 1/B Σ_b ( ln Σ_c e^out[b][c] - out[b][label] )
 *   δ[b][c] = dloss/dout[b][c] = ( e^out[b][c] / Σ_c e^out[b][c] - (c == label) ) / B
 * </pre>
 */
public final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * The loss of one step.
   *
   * @param output {@code [sample][class]}
   */
  public static double loss(double[][] output, int[] labels) {
    double loss = 0;
    for (int b = 0; b < output.length; b++) {
      // As ln Σ e^(out - out[label]): no large numbers meet.
      double sum = 0;
      for (double out : output[b]) {
        sum += Math.exp(out - output[b][labels[b]]);
      }
      loss += Math.log(sum);
    }
    return loss / output.length;
  }

  /** δ of one step, {@code [sample][class]}. */
  public static double[][] signal(double[][] output, int[] labels) {
    return signal(output, labels, -1);
  }

  /** (softmax + target) / B: Σ|terms| of δ, which its rounding errors are relative to. */
  public static double[][] signalMagnitude(double[][] output, int[] labels) {
    return signal(output, labels, 1);
  }

  private static double[][] signal(double[][] output, int[] labels, double targetSign) {
    int batch = output.length;
    double[][] signal = new double[batch][];
    for (int b = 0; b < batch; b++) {
      double highest = Double.NEGATIVE_INFINITY;
      for (double out : output[b]) {
        highest = Math.max(highest, out);
      }
      double sum = 0;
      for (double out : output[b]) {
        sum += Math.exp(out - highest);
      }
      signal[b] = new double[output[b].length];
      for (int c = 0; c < signal[b].length; c++) {
        double target = c == labels[b] ? 1 : 0;
        signal[b][c] = (Math.exp(output[b][c] - highest) / sum + targetSign * target) / batch;
      }
    }
    return signal;
  }
}
