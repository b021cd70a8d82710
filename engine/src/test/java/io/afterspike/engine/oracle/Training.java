package io.afterspike.engine.oracle;

/**
 * A sequence's training run.
 *
 * @param network the network afterwards
 * @param losses of every step
 * @param spikeCounts of the whole batch, {@code [layer][step]}
 * @param margin the smallest |v − threshold| of the run
 */
public record Training(OracleNetwork network, double[] losses, int[][] spikeCounts, double margin) {

  /**
   * The offline gradient: the mean of the steps' gradients at fixed weights.
   *
   * @param oracle at rest; advances by the sequence and then has its end state
   * @param input {@code [step][sample][unit]}
   * @return flat
   */
  public static double[] offlineGradient(RuleOracle oracle, double[][][] input, int[] labels) {
    double[] mean = new double[oracle.network().parameters()];
    for (double[][] x : input) {
      double[] gradient = oracle.step(x, labels);
      for (int p = 0; p < mean.length; p++) {
        mean[p] += gradient[p] / input.length;
      }
    }
    return mean;
  }

  /**
   * Online training: one update after every {@code every} steps, by the mean of their gradients.
   * Traces are carried through. What remains at the end is applied as the mean of the steps it
   * holds.
   *
   * @param start not modified
   * @param input {@code [step][sample][unit]}
   * @param every W ≥ 1; with 1 the weights change after every step
   */
  public static Training online(
      OracleNetwork start,
      Rule rule,
      boolean tracedBias,
      double[][][] input,
      int[] labels,
      OracleOptimizer optimizer,
      int every) {
    OracleNetwork network = start.copy();
    RuleOracle oracle = new RuleOracle(network, rule, tracedBias, labels.length);
    double[] losses = new double[input.length];
    int[][] spikeCounts = new int[network.layers()][input.length];
    double[] block = new double[network.parameters()];
    double margin = Double.POSITIVE_INFINITY;
    for (int t = 0; t < input.length; t++) {
      double[] gradient = oracle.step(input[t], labels);
      int held = Math.min(every, input.length - t / every * every);
      for (int p = 0; p < block.length; p++) {
        block[p] += gradient[p] / held;
      }
      margin = Math.min(margin, oracle.margin());
      losses[t] = oracle.loss();
      for (int l = 0; l < network.layers(); l++) {
        for (double[] sample : oracle.spikes(l)) {
          for (double spike : sample) {
            spikeCounts[l][t] += (int) spike;
          }
        }
      }
      if ((t + 1) % every == 0 || t + 1 == input.length) {
        double[] parameters = network.read();
        optimizer.apply(parameters, block);
        network.write(parameters);
        block = new double[block.length];
      }
    }
    return new Training(network, losses, spikeCounts, margin);
  }
}
