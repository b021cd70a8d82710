package io.afterspike.engine.oracle;

/**
 * Online SGD of a whole network, one update a step, with {@link DeferredWeights}: no weight is
 * written inside the sequence. Biases are few and are updated as they are.
 */
public final class DeferredSgdForm {
  private final OracleNetwork network;
  private final Rule rule;
  private final boolean tracedBias;
  private final double rate;
  private final DeferredWeights[] deferred;
  // [layer][sample][neuron]
  private final double[][][] u;
  private final double[][][] surrogateSum;
  private double surrogateWeight;
  private final double[][] leakySum;

  /**
   * A network at rest.
   *
   * @param start W_0; its weights are only read, its biases are updated
   */
  public DeferredSgdForm(
      OracleNetwork start, Rule rule, boolean tracedBias, int batch, double rate) {
    this.network = start;
    this.rule = rule;
    this.tracedBias = tracedBias;
    this.rate = rate;
    int count = start.layers();
    deferred = new DeferredWeights[count];
    u = new double[count][batch][];
    surrogateSum = new double[count][batch][];
    for (int l = 0; l < count; l++) {
      deferred[l] = new DeferredWeights(rule.of(l, count), start.leak(), start.threshold(), rate);
      for (int b = 0; b < batch; b++) {
        u[l][b] = new double[start.post(l)];
        surrogateSum[l][b] = new double[start.post(l)];
      }
    }
    leakySum = new double[batch][start.post(count - 1)];
  }

  /**
   * Advances by one step and learns from it.
   *
   * @param input {@code [sample][unit]}
   * @return this step's loss
   */
  public double step(double[][] input, int[] labels) {
    int count = network.layers();
    int batch = input.length;
    double leak = network.leak();
    double[][][] x = new double[count + 1][batch][];
    double[][][] g = new double[count][batch][];
    x[0] = input;
    surrogateWeight = leak * surrogateWeight + 1;
    for (int b = 0; b < batch; b++) {
      for (int l = 0; l < count; l++) {
        int post = network.post(l);
        double[] current = network.current(l, x[l][b]);
        double[] change = deferred[l].current(x[l][b], post);
        g[l][b] = new double[post];
        x[l + 1][b] = new double[post];
        for (int j = 0; j < post; j++) {
          double v = leak * u[l][b][j] + current[j] + change[j];
          x[l + 1][b][j] = v >= network.threshold() ? 1 : 0;
          u[l][b][j] = v - network.threshold() * x[l + 1][b][j];
          g[l][b][j] = network.surrogate(v);
          surrogateSum[l][b][j] = leak * surrogateSum[l][b][j] + g[l][b][j];
        }
      }
      for (int c = 0; c < leakySum[b].length; c++) {
        leakySum[b][c] = leak * leakySum[b][c] + x[count][b][c];
      }
    }

    double[][] output = rule.readout() == Readout.LEAKY_SUM ? leakySum : x[count];
    double[][] delta = CrossEntropy.signal(output, labels);
    for (int l = count - 1; l >= 0; l--) {
      delta = learn(l, x[l], g[l], delta);
    }
    return CrossEntropy.loss(output, labels);
  }

  private double[][] learn(int l, double[][] x, double[][] g, double[][] delta) {
    LayerRule layerRule = rule.of(l, network.layers());
    int batch = x.length;
    int pre = network.pre(l);
    int post = network.post(l);
    double[][] f = new double[batch][post];
    double[][] below = new double[batch][];
    for (int b = 0; b < batch; b++) {
      double[] h = new double[post];
      for (int j = 0; j < post; j++) {
        double meanG = surrogateSum[l][b][j] / surrogateWeight;
        h[j] = delta[b][j] * (layerRule.sendsMeanSurrogate() ? meanG : g[b][j]);
        // OTPE's surrogate is in its trace.
        f[b][j] = layerRule == LayerRule.OTPE ? delta[b][j] : h[j];
      }
      below[b] = deferred[l].project(h, pre);
      for (int i = 0; i < pre; i++) {
        for (int j = 0; j < post; j++) {
          below[b][i] += h[j] * network.weights()[l][i][j];
        }
      }
    }
    double[] traced = deferred[l].learn(x, g, f);
    boolean untraced =
        !tracedBias && (layerRule == LayerRule.OTTT || layerRule == LayerRule.APPROX_OTPE);
    for (int j = 0; network.useBias() && j < post; j++) {
      double gradient = traced[j];
      if (untraced) {
        gradient = 0;
        for (int b = 0; b < batch; b++) {
          gradient += f[b][j];
        }
      }
      network.biases()[l][j] -= rate * gradient;
    }
    return below;
  }

  /** All parameters as they are now, written out; flat. */
  public double[] parameters() {
    OracleNetwork now = network.copy();
    for (int l = 0; l < network.layers(); l++) {
      double[][] change = deferred[l].change(network.pre(l), network.post(l));
      for (int i = 0; i < network.pre(l); i++) {
        for (int j = 0; j < network.post(l); j++) {
          now.weights()[l][i][j] += change[i][j];
        }
      }
    }
    return now.read();
  }
}
