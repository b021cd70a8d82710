package io.afterspike.engine.oracle;

/**
 * Everything that happened in a forward run, {@code [layer][step][sample][neuron]}.
 *
 * @param network the network that ran, its weights unchanged since
 * @param input {@code [step][sample][unit]}
 * @param v membrane potential before the reset
 * @param u membrane potential after the reset
 * @param s spikes
 * @param g surrogate
 * @param margin the smallest |v − threshold| of the run. A float32 engine has the same spikes only
 *     if this is well above its rounding errors: compare values where it is at least 1e-4
 */
public record OracleRun(
    OracleNetwork network,
    double[][][] input,
    double[][][][] v,
    double[][][][] u,
    double[][][][] s,
    double[][][][] g,
    double margin) {

  /** The number of steps T. */
  public int steps() {
    return input.length;
  }

  /** The number of samples B. */
  public int batch() {
    return input[0].length;
  }

  /** What a layer received: the run's input, or the spikes of the layer below. */
  public double[][][] inputOf(int layer) {
    return layer == 0 ? input : s[layer - 1];
  }

  /** What the loss is taken of, {@code [step][sample][class]}. */
  public double[][][] output(Readout readout) {
    double[][][] spikes = s[s.length - 1];
    if (readout == Readout.SPIKES) {
      return spikes;
    }
    double[][][] out = new double[steps()][batch()][];
    for (int t = 0; t < steps(); t++) {
      for (int b = 0; b < batch(); b++) {
        out[t][b] = spikes[t][b].clone();
        for (int c = 0; t > 0 && c < out[t][b].length; c++) {
          out[t][b][c] += network.leak() * out[t - 1][b][c];
        }
      }
    }
    return out;
  }

  /** The loss of every step, mean over the batch. */
  public double[] losses(int[] labels, Readout readout) {
    double[][][] output = output(readout);
    double[] losses = new double[steps()];
    for (int t = 0; t < steps(); t++) {
      losses[t] = CrossEntropy.loss(output[t], labels);
    }
    return losses;
  }
}
