package io.afterspike.engine.oracle;

import static io.afterspike.engine.oracle.Closeness.assertClose;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * The two ways to differentiate agree, and both are right.
 *
 * <p>Finite differences cannot check a surrogate gradient: the spike is a step. But both ways use
 * the spike function only through its value and g, and for the fast sigmoid g is the true
 * derivative, so there finite differences decide.
 */
class DifferentiationTest implements OracleCases {

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void backwardEqualsForward(
      @ForAll("tinyCases") OracleCase example, @ForAll Readout readout, @ForAll long seed) {
    OracleCases.requireSpikes(example, 80);
    double[] stepWeights =
        new SplittableRandom(seed).doubles(example.input().length, -1, 1).toArray();
    OracleRun run = example.forward();
    double[] magnitudes = BpttOracle.magnitudes(run, example.labels(), readout, stepWeights);
    assertClose(
        weighted(example, readout, SpikeFunction.STEP, stepWeights),
        BpttOracle.gradient(run, example.labels(), readout, stepWeights),
        magnitudes,
        1e-13,
        "gradient");
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void bothEqualFiniteDifferencesOfTheSmoothNetwork(
      @ForAll("tinyCases") OracleCase example, @ForAll Readout readout) {
    OracleNetwork network = example.network();
    OracleRun run = network.forward(example.input(), SpikeFunction.FAST_SIGMOID);
    // The fast sigmoid has a kink in its second derivative at the threshold.
    boolean smooth = run.margin() > 1e-4;
    Statistics.label("smooth")
        .collect(smooth)
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 30));
    Assume.that(smooth);
    int steps = example.input().length;
    double[] mean = new double[steps];
    Arrays.fill(mean, 1.0 / steps);
    double[] backward = BpttOracle.gradient(run, example.labels(), readout);
    double[] forward = weighted(example, readout, SpikeFunction.FAST_SIGMOID, mean);
    double[] magnitudes = BpttOracle.magnitudes(run, example.labels(), readout, mean);
    assertClose(forward, backward, magnitudes, 1e-13, "backward");

    double[] differences = new double[network.parameters()];
    double[] parameters = network.read();
    double h = 1e-6;
    for (int p = 0; p < parameters.length; p++) {
      boolean learned = network.useBias() || !isBias(network, p);
      double center = parameters[p];
      parameters[p] = center + h;
      double above = meanLoss(example, parameters, readout);
      parameters[p] = center - h;
      double below = meanLoss(example, parameters, readout);
      parameters[p] = center;
      differences[p] = learned ? (above - below) / (2 * h) : 0;
    }
    double[] scale = Arrays.stream(magnitudes).map(m -> Math.max(m, 1e-3)).toArray();
    assertClose(differences, backward, scale, 1e-6, "finite differences");
  }

  /**
   * Forward mode with weights that change after every step: the last step's gradient is to a change
   * of a parameter that lasts the whole sequence, beside those that training makes.
   */
  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void forwardModeFollowsChangingWeights(
      @ForAll("tinyCases") OracleCase example, @ForAll Readout readout) {
    OracleNetwork network = example.network().copy();
    int steps = example.input().length;
    ForwardModeOracle oracle =
        new ForwardModeOracle(
            network, example.labels().length, readout, SpikeFunction.FAST_SIGMOID);
    double[][] trajectory = new double[steps][];
    double[] gradient = null;
    double margin = Double.POSITIVE_INFINITY;
    for (int t = 0; t < steps; t++) {
      trajectory[t] = network.read();
      gradient = oracle.step(example.input()[t], example.labels());
      margin = Math.min(margin, oracle.margin());
      double[] parameters = network.read();
      OracleOptimizer.sgd(1).apply(parameters, gradient);
      network.write(parameters);
    }
    boolean smooth = margin > 1e-4;
    Statistics.label("smooth")
        .collect(smooth)
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 30));
    Assume.that(smooth);

    double[] differences = new double[gradient.length];
    double largest = 1e-3;
    for (int p = 0; p < gradient.length; p++) {
      double h = network.useBias() || !isBias(network, p) ? 1e-6 : 0;
      double above = lastLoss(example, trajectory, p, h, readout);
      double below = lastLoss(example, trajectory, p, -h, readout);
      differences[p] = h == 0 ? 0 : (above - below) / (2 * h);
      largest = Math.max(largest, Math.abs(gradient[p]));
    }
    double[] scale = new double[gradient.length];
    Arrays.fill(scale, largest);
    assertClose(differences, gradient, scale, 1e-5, "finite differences");
  }

  /** The last step's loss with {@code change} added to a parameter at every step. */
  private static double lastLoss(
      OracleCase example, double[][] trajectory, int parameter, double change, Readout readout) {
    OracleNetwork network = example.network().copy();
    double[][][] u = new double[network.layers()][example.labels().length][];
    double[][] out = new double[example.labels().length][];
    for (int t = 0; t < trajectory.length; t++) {
      double[] parameters = trajectory[t].clone();
      parameters[parameter] += change;
      network.write(parameters);
      for (int b = 0; b < out.length; b++) {
        double[] x = example.input()[t][b];
        for (int l = 0; l < network.layers(); l++) {
          double[] current = network.current(l, x);
          double[] s = new double[current.length];
          u[l][b] = u[l][b] == null ? new double[s.length] : u[l][b];
          for (int j = 0; j < s.length; j++) {
            double v = network.leak() * u[l][b][j] + current[j];
            double d = v - network.threshold();
            s[j] = d / (1 + network.slope() * Math.abs(d));
            u[l][b][j] = v - network.threshold() * s[j];
          }
          x = s;
        }
        out[b] = out[b] == null ? new double[x.length] : out[b];
        for (int c = 0; c < x.length; c++) {
          out[b][c] = (readout == Readout.LEAKY_SUM ? network.leak() * out[b][c] : 0) + x[c];
        }
      }
    }
    return CrossEntropy.loss(out, example.labels());
  }

  private static boolean isBias(OracleNetwork network, int parameter) {
    for (int l = 0; l < network.layers(); l++) {
      int first = network.biasIndex(l, 0);
      if (parameter >= first && parameter < first + network.post(l)) {
        return true;
      }
    }
    return false;
  }

  private static double meanLoss(OracleCase example, double[] parameters, Readout readout) {
    OracleNetwork network = example.network().copy();
    network.write(parameters);
    return Arrays.stream(
            network
                .forward(example.input(), SpikeFunction.FAST_SIGMOID)
                .losses(example.labels(), readout))
        .average()
        .orElseThrow();
  }

  /** Σ_t stepWeights[t] · (forward mode's gradient of step t). */
  private static double[] weighted(
      OracleCase example, Readout readout, SpikeFunction function, double[] stepWeights) {
    double[][] gradients =
        ForwardModeOracle.gradients(
            example.network(), example.input(), example.labels(), readout, function);
    double[] sum = new double[example.network().parameters()];
    for (int t = 0; t < gradients.length; t++) {
      for (int p = 0; p < sum.length; p++) {
        sum[p] += stepWeights[t] * gradients[t][p];
      }
    }
    return sum;
  }
}
