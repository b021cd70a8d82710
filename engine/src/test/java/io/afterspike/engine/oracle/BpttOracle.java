package io.afterspike.engine.oracle;

import java.util.Arrays;

/**
 * Backpropagation through time: the chain rule, backwards through every edge of the graph, with the
 * surrogate as the derivative of the spike, in the reset too.
 *
 * <pre>
 *   edges      u(t-1) → v(t)  λ      x(t) → v(t)  W      v → s  g      v → u  1      s → u  -Vth
 *   dL/ds(t) = dL/dout(t)             (output layer)     or  Σ_j W[i][j] dL/dv_j(t) of the layer above
 *   dL/du(t) = λ dL/dv(t+1)
 *   dL/dv(t) = (1 - Vth g) dL/du(t) + g dL/ds(t)
 *   dL/dW    = Σ_t x(t) ⊗ dL/dv(t)       dL/db = Σ_t dL/dv(t)
 * </pre>
 */
public final class BpttOracle {
  private BpttOracle() {}

  /**
   * The offline gradient: of the loss's mean over the steps.
   *
   * @return flat, as {@link OracleNetwork} orders parameters
   */
  public static double[] gradient(OracleRun run, int[] labels, Readout readout) {
    double[] weights = new double[run.steps()];
    Arrays.fill(weights, 1.0 / run.steps());
    return gradient(run, labels, readout, weights);
  }

  /**
   * The gradient of Σ_t stepWeights[t] · loss(t).
   *
   * @return flat, as {@link OracleNetwork} orders parameters
   */
  public static double[] gradient(
      OracleRun run, int[] labels, Readout readout, double[] stepWeights) {
    return backward(run, labels, readout, stepWeights, false);
  }

  /**
   * Σ|terms| of {@link #gradient(OracleRun, int[], Readout, double[])} over all paths through the
   * graph: what its rounding errors are relative to.
   */
  public static double[] magnitudes(
      OracleRun run, int[] labels, Readout readout, double[] stepWeights) {
    return backward(run, labels, readout, stepWeights, true);
  }

  private static double[] backward(
      OracleRun run, int[] labels, Readout readout, double[] stepWeights, boolean magnitude) {
    OracleNetwork network = run.network();
    int top = network.layers() - 1;
    double[] gradient = new double[network.parameters()];
    double[][][] output = run.output(readout);

    // [layer][sample][neuron], of the step after the one at work
    double[][][] laterV = new double[network.layers()][run.batch()][];
    for (int l = 0; l <= top; l++) {
      for (int b = 0; b < run.batch(); b++) {
        laterV[l][b] = new double[network.post(l)];
      }
    }
    double[][] laterOut = new double[run.batch()][network.post(top)];

    for (int t = run.steps() - 1; t >= 0; t--) {
      double[][] signal =
          magnitude
              ? CrossEntropy.signalMagnitude(output[t], labels)
              : CrossEntropy.signal(output[t], labels);
      for (int b = 0; b < run.batch(); b++) {
        double[] dS = new double[network.post(top)];
        for (int c = 0; c < dS.length; c++) {
          dS[c] = (magnitude ? Math.abs(stepWeights[t]) : stepWeights[t]) * signal[b][c];
          if (readout == Readout.LEAKY_SUM) {
            // s(t) → out(t) → out(t+1) → …
            dS[c] += network.leak() * laterOut[b][c];
            laterOut[b][c] = dS[c];
          }
        }
        for (int l = top; l >= 0; l--) {
          double[] x = run.inputOf(l)[t][b];
          double[] dX = new double[x.length];
          for (int j = 0; j < network.post(l); j++) {
            double g = run.g()[l][t][b][j];
            double dU = network.leak() * laterV[l][b][j];
            double dUdV = 1 - network.threshold() * g;
            double dV = dU * (magnitude ? Math.abs(dUdV) : dUdV) + dS[j] * g;
            laterV[l][b][j] = dV;
            int first = network.weightIndex(l, 0, j);
            for (int i = 0; i < x.length; i++) {
              double weight = network.weights()[l][i][j];
              gradient[first + i * network.post(l)] += (magnitude ? Math.abs(x[i]) : x[i]) * dV;
              dX[i] += (magnitude ? Math.abs(weight) : weight) * dV;
            }
            if (network.useBias()) {
              gradient[network.biasIndex(l, j)] += dV;
            }
          }
          dS = dX;
        }
      }
    }
    return gradient;
  }
}
