package io.afterspike.engine.oracle;

/**
 * Offline gradients layer by layer from the top, each by one recurrence backwards in time and one
 * product. Everything beyond the last step is 0; δ is divided by the number of steps.
 *
 * <pre>
 *   dW = Σ_t x(t)ᵀ A(t)      db = Σ_t A(t)      δ_below(t) = h(t) Wᵀ
 *   BPTT:    A(t) = gδ + c(t) A(t+1)                        h = A
 *   OSTL:    A(t) = gδ + c(t) A(t+1)                        h = δg
 *   OTPE:    F = δ + λF(t+1)     A = gF + c(t) A(t+1)       h = δḡ
 *   OTTT:    A = h + λA(t+1)                                h = δg
 *   Approx:  A1 = h + λA1(t+1)   A = A1 + λA(t+1)           h = δḡ
 * </pre>
 *
 * The published bias of OTTT and Approx OTPE is db = Σ_t h; theirs above is the traced one. BPTT
 * through a leaky sum: δ = F of the loss's derivative.
 */
public final class ReverseForm {
  private ReverseForm() {}

  /**
   * BPTT's offline gradient.
   *
   * @return flat
   */
  public static double[] bptt(OracleRun run, int[] labels, Readout readout) {
    return gradient(run, labels, null, readout, false);
  }

  /**
   * A rule's offline gradient.
   *
   * @param tracedBias see {@link RuleOracle#RuleOracle}
   * @return flat
   */
  public static double[] gradient(OracleRun run, int[] labels, Rule rule, boolean tracedBias) {
    return gradient(run, labels, rule, rule.readout(), tracedBias);
  }

  private static double[] gradient(
      OracleRun run, int[] labels, Rule rule, Readout readout, boolean tracedBias) {
    OracleNetwork network = run.network();
    double leak = network.leak();
    int steps = run.steps();
    int top = network.layers() - 1;

    double[][][] output = run.output(readout);
    double[][][] delta = new double[steps][][];
    for (int t = steps - 1; t >= 0; t--) {
      delta[t] = CrossEntropy.signal(output[t], labels);
      for (int b = 0; b < run.batch(); b++) {
        for (int c = 0; c < delta[t][b].length; c++) {
          delta[t][b][c] /= steps;
          if (rule == null && readout == Readout.LEAKY_SUM && t + 1 < steps) {
            delta[t][b][c] += leak * delta[t + 1][b][c];
          }
        }
      }
    }

    double[] gradient = new double[network.parameters()];
    for (int l = top; l >= 0; l--) {
      // Without a rule: BPTT, which is OSTL but for what it sends.
      LayerRule layerRule = rule == null ? LayerRule.OSTL : rule.of(l, network.layers());
      LayerSteps layer =
          new LayerSteps(layerRule, leak, network.threshold(), run.inputOf(l), run.g()[l], delta);
      double[][][] a = reversed(layer);
      double[][][] h = sent(layer, layerRule);
      double[][][] bias =
          !tracedBias && (layerRule == LayerRule.OTTT || layerRule == LayerRule.APPROX_OTPE)
              ? h
              : a;
      for (int t = 0; t < steps; t++) {
        for (int b = 0; b < run.batch(); b++) {
          for (int i = 0; i < network.pre(l); i++) {
            double x = layer.x()[t][b][i];
            int row = network.weightIndex(l, i, 0);
            for (int j = 0; j < network.post(l); j++) {
              gradient[row + j] += x * a[t][b][j];
            }
          }
          for (int j = 0; network.useBias() && j < network.post(l); j++) {
            gradient[network.biasIndex(l, j)] += bias[t][b][j];
          }
        }
      }
      delta = below(network, l, rule == null ? a : h);
    }
    return gradient;
  }

  /** A(t) of every step, {@code [step][sample][post]}. */
  static double[][][] reversed(LayerSteps layer) {
    double[][][] f = layer.factor();
    double[][][] a = new double[layer.steps()][layer.batch()][layer.post()];
    for (int b = 0; b < layer.batch(); b++) {
      for (int j = 0; j < layer.post(); j++) {
        double later = 0;
        double laterInner = 0;
        for (int t = layer.steps() - 1; t >= 0; t--) {
          double c = layer.retention(t, b, j);
          // F of OTPE, A1 of Approx.
          laterInner = f[t][b][j] + layer.leak() * laterInner;
          later =
              switch (layer.rule()) {
                case OSTL -> f[t][b][j] + c * later;
                case OTPE -> layer.g()[t][b][j] * laterInner + c * later;
                case OTTT -> laterInner;
                case APPROX_OTPE -> laterInner + layer.leak() * later;
              };
          a[t][b][j] = later;
        }
      }
    }
    return a;
  }

  /** h(t) of every step. */
  private static double[][][] sent(LayerSteps layer, LayerRule rule) {
    // The factors of Approx OTPE and OTTT are δḡ and δg.
    LayerRule sender = rule.sendsMeanSurrogate() ? LayerRule.APPROX_OTPE : LayerRule.OTTT;
    return new LayerSteps(
            sender, layer.leak(), layer.threshold(), layer.x(), layer.g(), layer.delta())
        .factor();
  }

  private static double[][][] below(OracleNetwork network, int l, double[][][] h) {
    double[][][] below = new double[h.length][h[0].length][network.pre(l)];
    for (int t = 0; t < h.length; t++) {
      for (int b = 0; b < h[t].length; b++) {
        for (int i = 0; i < network.pre(l); i++) {
          for (int j = 0; j < network.post(l); j++) {
            below[t][b][i] += h[t][b][j] * network.weights()[l][i][j];
          }
        }
      }
    }
    return below;
  }
}
