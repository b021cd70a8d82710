package io.afterspike.engine.oracle;

import java.util.Arrays;

/**
 * A feed-forward network of leaky integrate-and-fire neurons in double precision.
 *
 * <pre>
 *   v(t) = leak * u(t-1) + Σ_i W[i][j] x_i(t) + b_j
 *   s    = v >= threshold ? 1 : 0
 *   u    = v - threshold * s
 *   g    = 1 / (slope * |v - threshold| + 1)²
 * </pre>
 *
 * Flat parameters are W0 row-major, b0, W1, b1, …; the biases are always there. Without biases they
 * are 0, and so are their gradients.
 *
 * @param weights {@code [layer][pre][post]}; not copied, the owner may change the values
 * @param biases {@code [layer][post]}; not copied, the owner may change the values
 * @param leak λ
 * @param threshold Vth
 * @param slope k of the surrogate
 * @param useBias whether biases are learned
 */
public record OracleNetwork(
    double[][][] weights,
    double[][] biases,
    double leak,
    double threshold,
    double slope,
    boolean useBias) {

  /**
   * A network from flat parameters.
   *
   * @param sizes the number of inputs, then of each layer's neurons
   * @throws IllegalArgumentException if the number of parameters does not fit the sizes
   */
  public static OracleNetwork of(
      int[] sizes,
      double[] parameters,
      double leak,
      double threshold,
      double slope,
      boolean useBias) {
    int layers = sizes.length - 1;
    double[][][] weights = new double[layers][][];
    double[][] biases = new double[layers][];
    for (int l = 0; l < layers; l++) {
      weights[l] = new double[sizes[l]][sizes[l + 1]];
      biases[l] = new double[sizes[l + 1]];
    }
    OracleNetwork network = new OracleNetwork(weights, biases, leak, threshold, slope, useBias);
    network.write(parameters);
    return network;
  }

  /** The number of layers, the output layer included. */
  public int layers() {
    return weights.length;
  }

  /** The number of presynaptic neurons of a layer. */
  public int pre(int layer) {
    return weights[layer].length;
  }

  /** The number of neurons of a layer. */
  public int post(int layer) {
    return biases[layer].length;
  }

  /** The number of flat parameters. */
  public int parameters() {
    return weightIndex(layers(), 0, 0);
  }

  /** Where a weight is in the flat parameters. */
  public int weightIndex(int layer, int i, int j) {
    int before = 0;
    for (int l = 0; l < layer; l++) {
      before += (pre(l) + 1) * post(l);
    }
    return layer == layers() ? before : before + i * post(layer) + j;
  }

  /** Where a bias is in the flat parameters: behind its layer's weights. */
  public int biasIndex(int layer, int j) {
    return weightIndex(layer, pre(layer), j);
  }

  /** All parameters, flat; a copy. */
  public double[] read() {
    double[] flat = new double[parameters()];
    int at = 0;
    for (int l = 0; l < layers(); l++) {
      for (double[] row : weights[l]) {
        for (double weight : row) {
          flat[at++] = weight;
        }
      }
      for (double bias : biases[l]) {
        flat[at++] = bias;
      }
    }
    return flat;
  }

  /**
   * Sets all parameters.
   *
   * @throws IllegalArgumentException if their number is not {@link #parameters()}
   */
  public void write(double[] flat) {
    if (flat.length != parameters()) {
      throw new IllegalArgumentException(
          "flat: expected " + parameters() + " parameters, found " + flat.length);
    }
    int at = 0;
    for (int l = 0; l < layers(); l++) {
      for (double[] row : weights[l]) {
        for (int j = 0; j < row.length; j++) {
          row[j] = flat[at++];
        }
      }
      for (int j = 0; j < biases[l].length; j++) {
        biases[l][j] = flat[at++];
      }
    }
  }

  /** The same network with weights of its own. */
  public OracleNetwork copy() {
    double[][][] weights = new double[layers()][][];
    double[][] biases = new double[layers()][];
    for (int l = 0; l < layers(); l++) {
      weights[l] = Arrays.stream(this.weights[l]).map(double[]::clone).toArray(double[][]::new);
      biases[l] = this.biases[l].clone();
    }
    return new OracleNetwork(weights, biases, leak, threshold, slope, useBias);
  }

  /** g, the surrogate derivative of the spike at membrane potential v. */
  public double surrogate(double v) {
    double q = slope * Math.abs(v - threshold) + 1;
    return 1 / (q * q);
  }

  /**
   * Σ_i W[i][j] x_i + b_j of one layer and sample, {@code [post]}.
   *
   * @param x the layer's input, {@code [pre]}
   */
  public double[] current(int layer, double[] x) {
    double[] current = biases[layer].clone();
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < current.length; j++) {
        current[j] += weights[layer][i][j] * x[i];
      }
    }
    return current;
  }

  /** Runs a sequence from rest: {@link #forward(double[][][], SpikeFunction)} with true spikes. */
  public OracleRun forward(double[][][] input) {
    return forward(input, SpikeFunction.STEP);
  }

  /**
   * Runs a sequence from rest with fixed weights.
   *
   * @param input {@code [step][sample][unit]}
   */
  public OracleRun forward(double[][][] input, SpikeFunction function) {
    int steps = input.length;
    int batch = input[0].length;
    double[][][][] v = new double[layers()][steps][batch][];
    double[][][][] u = new double[layers()][steps][batch][];
    double[][][][] s = new double[layers()][steps][batch][];
    double[][][][] g = new double[layers()][steps][batch][];
    double margin = Double.POSITIVE_INFINITY;
    for (int t = 0; t < steps; t++) {
      for (int b = 0; b < batch; b++) {
        double[] x = input[t][b];
        for (int l = 0; l < layers(); l++) {
          int post = post(l);
          double[] current = current(l, x);
          v[l][t][b] = new double[post];
          u[l][t][b] = new double[post];
          s[l][t][b] = new double[post];
          g[l][t][b] = new double[post];
          for (int j = 0; j < post; j++) {
            double before = t == 0 ? 0 : u[l][t - 1][b][j];
            double potential = leak * before + current[j];
            double spike = function.of(potential - threshold, slope);
            v[l][t][b][j] = potential;
            s[l][t][b][j] = spike;
            u[l][t][b][j] = potential - threshold * spike;
            g[l][t][b][j] = surrogate(potential);
            margin = Math.min(margin, Math.abs(potential - threshold));
          }
          x = s[l][t][b];
        }
      }
    }
    return new OracleRun(this, input, v, u, s, g, margin);
  }
}
