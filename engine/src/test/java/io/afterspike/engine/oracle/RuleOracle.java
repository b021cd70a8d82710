package io.afterspike.engine.oracle;

/**
 * The online learning rules as they are published, a step at a time. P is dv/dW, E is du/dW, per
 * sample.
 *
 * <pre>
 *   every layer, from the bottom
 *     P = λE + x        E = (1 - Vth g)∘P        R = λR + g∘P            bias: x = 1
 *     â = λâ + x        ẑ = λẑ + â
 *     G = λG + g        r = λr + 1               ḡ = G / r
 *   δ of the output layer = dloss/dout
 *   every layer, from the top: {@link LayerRule} says dW, db and h, what is sent;
 *     δ_below = h Wᵀ
 * </pre>
 *
 * Gradients are sums over the batch (the loss is its mean, so δ has the 1/B). All traces are kept
 * whatever the rule is. An object is one network with its state; its weights are read at every step
 * and may be changed between steps.
 */
public final class RuleOracle {
  private final OracleNetwork network;
  private final Rule rule;
  private final boolean tracedBias;
  private final Layer[] layers;
  private final double[][] leakySum;
  private double loss;
  private double margin;
  private double[][] output;

  /** What a layer keeps, and its last step; {@code [sample]} first. */
  private static final class Layer {
    final double[][] x;
    final double[][] u;
    final double[][] s;
    final double[][] g;
    final double[][][] p;
    final double[][] pBias;
    final double[][][] e;
    final double[][] eBias;
    final double[][][] r;
    final double[][] rBias;
    final double[][] a;
    final double[][] z;
    double aBias;
    double zBias;
    final double[][] surrogateSum;
    double surrogateWeight;
    double[][] signal;

    Layer(int batch, int pre, int post) {
      x = new double[batch][];
      u = new double[batch][post];
      s = new double[batch][post];
      g = new double[batch][post];
      p = new double[batch][pre][post];
      pBias = new double[batch][post];
      e = new double[batch][pre][post];
      eBias = new double[batch][post];
      r = new double[batch][pre][post];
      rBias = new double[batch][post];
      a = new double[batch][pre];
      z = new double[batch][pre];
      surrogateSum = new double[batch][post];
    }
  }

  /**
   * A network at rest with empty traces.
   *
   * @param tracedBias whether the bias of OTTT and Approx OTPE is an input of 1 like any other: db
   *     = ab·δg and zb·δḡ with ab = λab + 1, zb = λzb + ab. The published rules have no trace there
   */
  public RuleOracle(OracleNetwork network, Rule rule, boolean tracedBias, int batch) {
    this.network = network;
    this.rule = rule;
    this.tracedBias = tracedBias;
    layers = new Layer[network.layers()];
    for (int l = 0; l < layers.length; l++) {
      layers[l] = new Layer(batch, network.pre(l), network.post(l));
    }
    leakySum = new double[batch][network.post(layers.length - 1)];
  }

  /**
   * Advances states and traces by one step.
   *
   * @param input {@code [sample][unit]}
   * @return the gradient of this step, flat
   */
  public double[] step(double[][] input, int[] labels) {
    int batch = input.length;
    margin = Double.POSITIVE_INFINITY;
    for (int b = 0; b < batch; b++) {
      double[] x = input[b];
      for (int l = 0; l < layers.length; l++) {
        layers[l].x[b] = x;
        advance(l, b, x);
        x = layers[l].s[b].clone();
      }
      for (int c = 0; c < x.length; c++) {
        leakySum[b][c] = network.leak() * leakySum[b][c] + x[c];
      }
    }
    for (Layer layer : layers) {
      layer.aBias = network.leak() * layer.aBias + 1;
      layer.zBias = network.leak() * layer.zBias + layer.aBias;
      layer.surrogateWeight = network.leak() * layer.surrogateWeight + 1;
    }

    output = rule.readout() == Readout.LEAKY_SUM ? leakySum : layers[layers.length - 1].s;
    loss = CrossEntropy.loss(output, labels);
    double[] gradient = new double[network.parameters()];
    double[][] signal = CrossEntropy.signal(output, labels);
    for (int l = layers.length - 1; l >= 0; l--) {
      layers[l].signal = signal;
      signal = learn(l, signal, gradient, false);
    }
    return gradient;
  }

  private void advance(int l, int b, double[] x) {
    double leak = network.leak();
    double threshold = network.threshold();
    Layer layer = layers[l];
    double[] current = network.current(l, x);
    for (int j = 0; j < current.length; j++) {
      double v = leak * layer.u[b][j] + current[j];
      double s = v >= threshold ? 1 : 0;
      margin = Math.min(margin, Math.abs(v - threshold));
      double g = network.surrogate(v);
      layer.u[b][j] = v - threshold * s;
      layer.s[b][j] = s;
      layer.g[b][j] = g;
      layer.surrogateSum[b][j] = leak * layer.surrogateSum[b][j] + g;

      layer.pBias[b][j] = leak * layer.eBias[b][j] + 1;
      layer.eBias[b][j] = (1 - threshold * g) * layer.pBias[b][j];
      layer.rBias[b][j] = leak * layer.rBias[b][j] + g * layer.pBias[b][j];
    }
    for (int i = 0; i < x.length; i++) {
      layer.a[b][i] = leak * layer.a[b][i] + x[i];
      layer.z[b][i] = leak * layer.z[b][i] + layer.a[b][i];
      double[] p = layer.p[b][i];
      double[] e = layer.e[b][i];
      double[] r = layer.r[b][i];
      for (int j = 0; j < p.length; j++) {
        double g = layer.g[b][j];
        p[j] = leak * e[j] + x[i];
        e[j] = (1 - threshold * g) * p[j];
        r[j] = leak * r[j] + g * p[j];
      }
    }
  }

  /** Adds a layer's gradient, or its terms' magnitudes, and returns δ of the layer below. */
  private double[][] learn(int l, double[][] signal, double[] gradient, boolean magnitude) {
    Layer layer = layers[l];
    LayerRule layerRule = rule.of(l, layers.length);
    int pre = network.pre(l);
    int post = network.post(l);
    double[][] below = new double[signal.length][pre];
    for (int b = 0; b < signal.length; b++) {
      double[] h = new double[post];
      for (int j = 0; j < post; j++) {
        double delta = signal[b][j];
        double meanG = layer.surrogateSum[b][j] / layer.surrogateWeight;
        h[j] = delta * (layerRule.sendsMeanSurrogate() ? meanG : layer.g[b][j]);
        double term =
            switch (layerRule) {
              case OSTL -> h[j] * layer.pBias[b][j];
              case OTTT -> h[j] * (tracedBias ? layer.aBias : 1);
              case OTPE -> delta * layer.rBias[b][j];
              case APPROX_OTPE -> h[j] * (tracedBias ? layer.zBias : 1);
            };
        if (network.useBias()) {
          gradient[network.biasIndex(l, j)] += magnitude ? Math.abs(term) : term;
        }
      }
      for (int i = 0; i < pre; i++) {
        int row = network.weightIndex(l, i, 0);
        for (int j = 0; j < post; j++) {
          double term =
              switch (layerRule) {
                case OSTL -> h[j] * layer.p[b][i][j];
                case OTTT -> h[j] * layer.a[b][i];
                case OTPE -> signal[b][j] * layer.r[b][i][j];
                case APPROX_OTPE -> h[j] * layer.z[b][i];
              };
          double weight = network.weights()[l][i][j];
          gradient[row + j] += magnitude ? Math.abs(term) : term;
          below[b][i] += h[j] * (magnitude ? Math.abs(weight) : weight);
        }
      }
    }
    return below;
  }

  /** The network, whose weights may be changed between steps. */
  public OracleNetwork network() {
    return network;
  }

  /** The last step's loss. */
  public double loss() {
    return loss;
  }

  /** The smallest |v − threshold| of the last step. */
  public double margin() {
    return margin;
  }

  /**
   * Σ|terms| of the last step's gradient, flat: what its rounding errors are relative to. A
   * gradient can cancel to nothing; this cannot. To be asked for before the weights change.
   */
  public double[] magnitudes(int[] labels) {
    double[] magnitudes = new double[network.parameters()];
    double[][] signal = CrossEntropy.signalMagnitude(output, labels);
    for (int l = layers.length - 1; l >= 0; l--) {
      signal = learn(l, signal, magnitudes, true);
    }
    return magnitudes;
  }

  /** x of a layer's last step, {@code [sample][pre]}. */
  public double[][] input(int layer) {
    return layers[layer].x;
  }

  /** u, {@code [sample][post]}. */
  public double[][] potential(int layer) {
    return layers[layer].u;
  }

  /** s of the last step, {@code [sample][post]}. */
  public double[][] spikes(int layer) {
    return layers[layer].s;
  }

  /** g of the last step, {@code [sample][post]}. */
  public double[][] surrogate(int layer) {
    return layers[layer].g;
  }

  /** δ of the last step, dloss/d(what the layer sends), {@code [sample][post]}. */
  public double[][] learningSignal(int layer) {
    return layers[layer].signal;
  }

  /** P, {@code [sample][pre][post]}. */
  public double[][][] eligibility(int layer) {
    return layers[layer].p;
  }

  /** Pb, {@code [sample][post]}. */
  public double[][] biasEligibility(int layer) {
    return layers[layer].pBias;
  }

  /** E, {@code [sample][pre][post]}. */
  public double[][][] membraneTrace(int layer) {
    return layers[layer].e;
  }

  /** Eb, {@code [sample][post]}. */
  public double[][] biasMembraneTrace(int layer) {
    return layers[layer].eBias;
  }

  /** R, {@code [sample][pre][post]}. */
  public double[][][] outputTrace(int layer) {
    return layers[layer].r;
  }

  /** Rb, {@code [sample][post]}. */
  public double[][] biasOutputTrace(int layer) {
    return layers[layer].rBias;
  }

  /** â, {@code [sample][pre]}. */
  public double[][] presynapticTrace(int layer) {
    return layers[layer].a;
  }

  /** ẑ, {@code [sample][pre]}. */
  public double[][] filteredPresynapticTrace(int layer) {
    return layers[layer].z;
  }

  /** ab, the same for every sample. */
  public double biasTrace(int layer) {
    return layers[layer].aBias;
  }

  /** zb, the same for every sample. */
  public double filteredBiasTrace(int layer) {
    return layers[layer].zBias;
  }

  /** ḡ, {@code [sample][post]}; a copy. */
  public double[][] meanSurrogate(int layer) {
    Layer state = layers[layer];
    double[][] mean = new double[state.surrogateSum.length][];
    for (int b = 0; b < mean.length; b++) {
      mean[b] = state.surrogateSum[b].clone();
      for (int j = 0; j < mean[b].length; j++) {
        mean[b][j] /= state.surrogateWeight;
      }
    }
    return mean;
  }

  /** out, {@code [sample][class]}. */
  public double[][] leakySum() {
    return leakySum;
  }
}
