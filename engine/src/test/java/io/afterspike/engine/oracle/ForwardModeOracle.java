package io.afterspike.engine.oracle;

/**
 * Exact forward-mode differentiation (real-time recurrent learning through depth): every state
 * carries its derivative to every parameter θ, so each step's gradient is known at that step, and
 * the weights may change between the steps. For tiny networks.
 *
 * <pre>
 *   dv/dθ = λ du(t-1)/dθ + Σ_i W[i][j] dx_i/dθ + (θ is W[i][j] ? x_i : θ is b_j ? 1 : 0)
 *   ds/dθ = g dv/dθ        du/dθ = dv/dθ - Vth ds/dθ
 *   dloss(t)/dθ = Σ_b Σ_c δ[b][c] dout[b][c]/dθ
 * </pre>
 */
public final class ForwardModeOracle {
  private final OracleNetwork network;
  private final Readout readout;
  private final SpikeFunction function;
  // [layer][sample][neuron]
  private final double[][][] u;
  private final double[][] out;
  // [layer][sample][neuron][parameter]
  private final double[][][][] dU;
  private final double[][][] dOut;
  private double loss;
  private double margin;

  /**
   * A network at rest.
   *
   * @param network its weights are read at every step and may be changed between steps
   */
  public ForwardModeOracle(
      OracleNetwork network, int batch, Readout readout, SpikeFunction function) {
    this.network = network;
    this.readout = readout;
    this.function = function;
    int layers = network.layers();
    u = new double[layers][batch][];
    dU = new double[layers][batch][][];
    for (int l = 0; l < layers; l++) {
      for (int b = 0; b < batch; b++) {
        u[l][b] = new double[network.post(l)];
        dU[l][b] = new double[network.post(l)][network.parameters()];
      }
    }
    int classes = network.post(layers - 1);
    out = new double[batch][classes];
    dOut = new double[batch][classes][network.parameters()];
  }

  /** The gradient of every step's loss with fixed weights, {@code [step][parameter]}. */
  public static double[][] gradients(
      OracleNetwork network,
      double[][][] input,
      int[] labels,
      Readout readout,
      SpikeFunction function) {
    ForwardModeOracle oracle = new ForwardModeOracle(network, labels.length, readout, function);
    double[][] gradients = new double[input.length][];
    for (int t = 0; t < input.length; t++) {
      gradients[t] = oracle.step(input[t], labels);
    }
    return gradients;
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
   * Advances by one step.
   *
   * @param input {@code [sample][unit]}
   * @return the gradient of this step's loss, flat
   */
  public double[] step(double[][] input, int[] labels) {
    int parameters = network.parameters();
    int layers = network.layers();
    margin = Double.POSITIVE_INFINITY;
    for (int b = 0; b < input.length; b++) {
      double[] x = input[b];
      double[][] dX = new double[x.length][parameters];
      for (int l = 0; l < layers; l++) {
        double[] current = network.current(l, x);
        double[] s = new double[current.length];
        double[][] dS = new double[network.post(l)][parameters];
        for (int j = 0; j < s.length; j++) {
          double v = network.leak() * u[l][b][j] + current[j];
          double[] dV = dCurrent(l, j, x, dX);
          margin = Math.min(margin, Math.abs(v - network.threshold()));
          s[j] = function.of(v - network.threshold(), network.slope());
          u[l][b][j] = v - network.threshold() * s[j];
          double g = network.surrogate(v);
          for (int p = 0; p < parameters; p++) {
            dV[p] += network.leak() * dU[l][b][j][p];
            dS[j][p] = g * dV[p];
            dU[l][b][j][p] = dV[p] - network.threshold() * dS[j][p];
          }
        }
        x = s;
        dX = dS;
      }
      double kept = readout == Readout.LEAKY_SUM ? network.leak() : 0;
      for (int c = 0; c < x.length; c++) {
        out[b][c] = kept * out[b][c] + x[c];
        for (int p = 0; p < parameters; p++) {
          dOut[b][c][p] = kept * dOut[b][c][p] + dX[c][p];
        }
      }
    }

    loss = CrossEntropy.loss(out, labels);
    double[][] signal = CrossEntropy.signal(out, labels);
    double[] gradient = new double[parameters];
    for (int b = 0; b < input.length; b++) {
      for (int c = 0; c < signal[b].length; c++) {
        for (int p = 0; p < parameters; p++) {
          gradient[p] += signal[b][c] * dOut[b][c][p];
        }
      }
    }
    return gradient;
  }

  private double[] dCurrent(int layer, int j, double[] x, double[][] dX) {
    double[] derivative = new double[network.parameters()];
    for (int i = 0; i < x.length; i++) {
      for (int p = 0; p < derivative.length; p++) {
        derivative[p] += network.weights()[layer][i][j] * dX[i][p];
      }
      derivative[network.weightIndex(layer, i, j)] += x[i];
    }
    if (network.useBias()) {
      derivative[network.biasIndex(layer, j)] += 1;
    }
    return derivative;
  }
}
