package io.afterspike.engine.oracle;

import java.util.Arrays;

/**
 * A published rule's run, step by step: what other forms of the rule are compared with.
 *
 * @param oracle at the end of the sequence
 * @param layers what each layer met
 * @param gradients of every step, {@code [step][parameter]}
 * @param magnitudes Σ|terms| of the gradients, {@code [step][parameter]}
 * @param traces what each layer's traces were, {@code [layer][step]}
 * @param margin the smallest |v − threshold|
 * @param start parameters before
 */
public record RuleRecording(
    RuleOracle oracle,
    LayerSteps[] layers,
    double[][] gradients,
    double[][] magnitudes,
    Traces[][] traces,
    double margin,
    double[] start) {

  /**
   * A layer's traces at a step, {@code [sample][pre][post]}, biases {@code [sample][post]}, inputs
   * {@code [sample][pre]}.
   */
  public record Traces(
      double[][][] p,
      double[][] pBias,
      double[][][] e,
      double[][] eBias,
      double[][][] r,
      double[][] rBias,
      double[][] a,
      double[][] z,
      double aBias,
      double zBias) {}

  /**
   * Runs a case.
   *
   * @param rate SGD's learning rate, one update a step; 0 keeps the weights
   */
  public static RuleRecording of(OracleCase example, Rule rule, boolean tracedBias, double rate) {
    OracleNetwork network = example.network().copy();
    int steps = example.input().length;
    int count = network.layers();
    RuleOracle oracle = new RuleOracle(network, rule, tracedBias, example.labels().length);
    double[][][][] x = new double[count][steps][][];
    double[][][][] g = new double[count][steps][][];
    double[][][][] delta = new double[count][steps][][];
    Traces[][] traces = new Traces[count][steps];
    double[][] gradients = new double[steps][];
    double[][] magnitudes = new double[steps][];
    double margin = Double.POSITIVE_INFINITY;
    for (int t = 0; t < steps; t++) {
      gradients[t] = oracle.step(example.input()[t], example.labels());
      magnitudes[t] = oracle.magnitudes(example.labels());
      for (int l = 0; l < count; l++) {
        x[l][t] = copy(oracle.input(l));
        g[l][t] = copy(oracle.surrogate(l));
        delta[l][t] = copy(oracle.learningSignal(l));
        traces[l][t] =
            new Traces(
                copy(oracle.eligibility(l)),
                copy(oracle.biasEligibility(l)),
                copy(oracle.membraneTrace(l)),
                copy(oracle.biasMembraneTrace(l)),
                copy(oracle.outputTrace(l)),
                copy(oracle.biasOutputTrace(l)),
                copy(oracle.presynapticTrace(l)),
                copy(oracle.filteredPresynapticTrace(l)),
                oracle.biasTrace(l),
                oracle.filteredBiasTrace(l));
      }
      margin = Math.min(margin, oracle.margin());
      double[] parameters = network.read();
      OracleOptimizer.sgd(rate).apply(parameters, gradients[t]);
      network.write(parameters);
    }
    LayerSteps[] layers = new LayerSteps[count];
    for (int l = 0; l < count; l++) {
      layers[l] =
          new LayerSteps(
              rule.of(l, count), network.leak(), network.threshold(), x[l], g[l], delta[l]);
    }
    return new RuleRecording(
        oracle, layers, gradients, magnitudes, traces, margin, example.network().read());
  }

  /** A layer's part of a flat array of parameters. */
  public double[] part(double[] flat, int layer) {
    OracleNetwork network = oracle.network();
    return Arrays.copyOfRange(
        flat, network.weightIndex(layer, 0, 0), network.weightIndex(layer + 1, 0, 0));
  }

  /**
   * Σ|δ| of a layer and step times the largest trace so far: no less than any term of its gradient,
   * and not small where a trace itself has cancelled.
   */
  public double scale(int l, int t) {
    double signal = 0;
    for (double value : GoldenCase.flat(layers[l].factor()[t])) {
      signal += Math.abs(value);
    }
    double trace = 0;
    for (int k = 0; k <= t; k++) {
      Traces kept = traces[l][k];
      Object[] parts =
          switch (layers[l].rule()) {
            case OSTL -> new Object[] {kept.p, kept.pBias};
            case OTPE -> new Object[] {kept.r, kept.rBias};
            case OTTT -> new Object[] {kept.a, new double[] {kept.aBias}};
            case APPROX_OTPE -> new Object[] {kept.z, new double[] {kept.zBias}};
          };
      for (double value : GoldenCase.flat(parts)) {
        trace = Math.max(trace, Math.abs(value));
      }
    }
    return signal * trace;
  }

  private static double[][] copy(double[][] values) {
    return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
  }

  private static double[][][] copy(double[][][] values) {
    return Arrays.stream(values).map(RuleRecording::copy).toArray(double[][][]::new);
  }
}
