package io.afterspike.kernels.reference;

/**
 * Real-time recurrent learning through depth: the exact derivative of every neuron's spike by every
 * parameter below it, carried forward in time. Exact, and so large that it serves small networks
 * only.
 *
 * <pre>
 *   dv[b][j][p] = leak * dU[b][j][p]                              rounded
 *               + sum over i of weights[i][j] * inputSensitivity[b][i][p]      i ascending, fma
 *               + (p is weight (i,j) of this layer ? input[b][i] : 0)
 *               + (p is bias j of this layer ? 1 : 0)
 *   dS[b][j][p] = g[b][j] * dv                                    ds/dp
 *   dU[b][j][p] = dv - threshold * dS                             du/dp
 * </pre>
 *
 * The parameters of a layer follow those of all layers below it: first its weights, row-major, then
 * its biases. Tiny values are flushed to +0.
 */
public final class SensitivityReference {
  private SensitivityReference() {}

  /**
   * Advances samples [fromSample, toSample) and parameters [fromParameter, toParameter) of one
   * layer.
   *
   * @param weights [pre][post]; not modified
   * @param input [batch][pre]; not modified
   * @param surrogate [batch][post]; not modified
   * @param inputSensitivity ds/dp of the layer below, [batch][pre][below]; not modified
   * @param potentialSensitivity dU, [batch][post][parameters]; modified
   * @param spikeSensitivity receives dS, [batch][post][parameters]
   * @param below how many parameters the layers below have, 0 for the first layer
   */
  public static void step(
      float leak,
      float threshold,
      float[] weights,
      float[] input,
      float[] surrogate,
      float[] inputSensitivity,
      float[] potentialSensitivity,
      float[] spikeSensitivity,
      int pre,
      int post,
      int below,
      int fromSample,
      int toSample,
      int fromParameter,
      int toParameter) {
    int parameters = below + pre * post + post;
    for (int b = fromSample; b < toSample; b++) {
      for (int j = 0; j < post; j++) {
        float g = surrogate[b * post + j];
        int row = (b * post + j) * parameters;
        for (int p = fromParameter; p < toParameter; p++) {
          float dv = leak * potentialSensitivity[row + p];
          if (p < below) {
            for (int i = 0; i < pre; i++) {
              float s = inputSensitivity[(b * pre + i) * below + p];
              dv = Math.fma(weights[i * post + j], s, dv);
            }
          } else if (p < below + pre * post) {
            int own = p - below;
            if (own % post == j) {
              dv += input[b * pre + own / post];
            }
          } else if (p - below - pre * post == j) {
            dv += 1f;
          }
          float ds = Flush.tiny(g * dv);
          spikeSensitivity[row + p] = ds;
          potentialSensitivity[row + p] = Flush.tiny(Math.fma(-threshold, ds, dv));
        }
      }
    }
  }
}
