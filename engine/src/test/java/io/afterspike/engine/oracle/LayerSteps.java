package io.afterspike.engine.oracle;

/**
 * What a layer met over a sequence; all that its gradients depend on.
 *
 * @param rule how the layer learns
 * @param leak λ
 * @param threshold Vth
 * @param x input, {@code [step][sample][pre]}
 * @param g surrogate, {@code [step][sample][post]}
 * @param delta learning signal, dloss/d(what the layer sends), {@code [step][sample][post]}
 */
public record LayerSteps(
    LayerRule rule,
    double leak,
    double threshold,
    double[][][] x,
    double[][][] g,
    double[][][] delta) {

  /** The number of steps T. */
  public int steps() {
    return x.length;
  }

  /** The number of samples B. */
  public int batch() {
    return x[0].length;
  }

  /** The number of presynaptic neurons. */
  public int pre() {
    return x[0][0].length;
  }

  /** The number of neurons. */
  public int post() {
    return g[0][0].length;
  }

  /** c(t) = λ(1 − Vth g(t)): what remains of a trace. */
  public double retention(int t, int b, int j) {
    return leak * (1 - threshold * g[t][b][j]);
  }

  /** δg for OSTL and OTTT, δḡ for Approx OTPE, δ for OTPE: what multiplies the rule's trace. */
  public double[][][] factor() {
    double[][][] factor = new double[steps()][batch()][post()];
    double[][] sum = new double[batch()][post()];
    double weight = 0;
    for (int t = 0; t < steps(); t++) {
      weight = leak * weight + 1;
      for (int b = 0; b < batch(); b++) {
        for (int j = 0; j < post(); j++) {
          sum[b][j] = leak * sum[b][j] + g[t][b][j];
          factor[t][b][j] =
              delta[t][b][j]
                  * switch (rule) {
                    case OSTL, OTTT -> g[t][b][j];
                    case OTPE -> 1;
                    case APPROX_OTPE -> sum[b][j] / weight;
                  };
        }
      }
    }
    return factor;
  }
}
