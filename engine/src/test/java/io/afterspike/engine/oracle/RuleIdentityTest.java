package io.afterspike.engine.oracle;

import static io.afterspike.engine.oracle.Closeness.assertClose;
import static io.afterspike.engine.oracle.GoldenCase.flat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.StatisticsReport;

/** What must hold between the rules, whatever the network. */
class RuleIdentityTest implements OracleCases {
  private static final double TOLERANCE = 1e-12;

  /**
   * The output layer of OSTL and OTPE is exact: nothing but its own neurons' past matters there.
   */
  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void ostlIsExactInTheOutputLayer(@ForAll("tinyCases") OracleCase example) {
    OracleCases.requireSpikes(example, 80);
    isExactInTheOutputLayer(example, Rule.OSTL);
    isExactInTheOutputLayer(example, Rule.OTPE);
  }

  /** F-OTPE's output layer is the exact derivative of the leaky sum's loss. */
  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void otpeOfTheLeakySumIsExactInTheOutputLayer(@ForAll("tinyCases") OracleCase example) {
    OracleCases.requireSpikes(example, 80);
    isExactInTheOutputLayer(example, Rule.F_OTPE);
  }

  /** With weights that change after every step, as forward mode allows. */
  private static void isExactInTheOutputLayer(OracleCase example, Rule rule) {
    double rate = 0.1;
    RuleRecording run = RuleRecording.of(example, rule, false, rate);
    OracleNetwork network = example.network().copy();
    int top = network.layers() - 1;
    double[] parameters = network.read();
    ForwardModeOracle exact =
        new ForwardModeOracle(network, example.labels().length, rule.readout(), SpikeFunction.STEP);
    for (int t = 0; t < run.gradients().length; t++) {
      double[] expected = run.part(exact.step(example.input()[t], example.labels()), top);
      double[] scale = new double[expected.length];
      Arrays.fill(scale, run.scale(top, t));
      double[] found = run.part(run.gradients()[t], top);
      assertClose(expected, found, scale, TOLERANCE, rule + ", step " + t);
      OracleOptimizer.sgd(rate).apply(parameters, run.gradients()[t]);
      network.write(parameters);
    }
  }

  /** Within one step there is no past, so every rule is backpropagation. */
  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void allRulesAreExactForASingleStep(
      @ForAll("singleSteps") OracleCase example, @ForAll Rule rule) {
    OracleCases.requireSpikes(example, 60);
    RuleRecording run = RuleRecording.of(example, rule, false, 0);
    double[] once = {1};
    assertClose(
        BpttOracle.gradient(example.forward(), example.labels(), rule.readout(), once),
        run.gradients()[0],
        BpttOracle.magnitudes(example.forward(), example.labels(), rule.readout(), once),
        TOLERANCE,
        rule.toString());
  }

  /**
   * A traced bias is the weight of one more input that is always 1. It is then added last, so
   * potentials round otherwise, and over 60 steps the surrogates (slope 25) make 1e-11 of that.
   */
  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void tracedBiasIsAWeightOfAConstantInput(@ForAll("cases") OracleCase example, @ForAll Rule rule) {
    OracleCases.requireSpikes(example, 80);
    OracleNetwork network = example.network();
    RuleRecording run = RuleRecording.of(example, rule, true, 0);
    // The first layer gets the input; its biases become a row of weights.
    int pre = network.pre(0);
    double[][][] weights = network.weights().clone();
    weights[0] = Arrays.copyOf(weights[0], pre + 1);
    weights[0][pre] = network.biases()[0];
    double[][] biases = network.biases().clone();
    biases[0] = new double[network.post(0)];
    double[][][] input =
        Arrays.stream(example.input())
            .map(step -> Arrays.stream(step).map(x -> with(x, 1)).toArray(double[][]::new))
            .toArray(double[][][]::new);
    OracleNetwork wider =
        new OracleNetwork(
            weights, biases, network.leak(), network.threshold(), network.slope(), true);
    RuleRecording widerRun =
        RuleRecording.of(new OracleCase(wider, input, example.labels()), rule, true, 0);
    for (int t = 0; network.useBias() && t < input.length; t++) {
      int weightsAndBias = (pre + 1) * network.post(0);
      assertClose(
          run.part(run.gradients()[t], 0),
          Arrays.copyOf(widerRun.gradients()[t], weightsAndBias),
          run.part(run.magnitudes()[t], 0),
          1e-9,
          rule + ", step " + t);
    }
  }

  private static double[] with(double[] values, double last) {
    double[] longer = Arrays.copyOf(values, values.length + 1);
    longer[values.length] = last;
    return longer;
  }

  /** The gradient of a batch is the mean of its samples' gradients. */
  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void batchIsTheMeanOfItsSamples(@ForAll("cases") OracleCase example, @ForAll Rule rule) {
    OracleCases.requireSpikes(example, 80);
    RuleRecording run = RuleRecording.of(example, rule, false, 0);
    int batch = example.labels().length;
    double[][] mean = new double[run.gradients().length][run.start().length];
    for (int b = 0; b < batch; b++) {
      int sample = b;
      double[][][] input =
          Arrays.stream(example.input())
              .map(step -> new double[][] {step[sample]})
              .toArray(double[][][]::new);
      OracleCase single = new OracleCase(example.network(), input, new int[] {example.labels()[b]});
      double[][] gradients = RuleRecording.of(single, rule, false, 0).gradients();
      for (int t = 0; t < mean.length; t++) {
        for (int p = 0; p < mean[t].length; p++) {
          mean[t][p] += gradients[t][p] / batch;
        }
      }
    }
    for (int t = 0; t < mean.length; t++) {
      assertClose(mean[t], run.gradients()[t], run.magnitudes()[t], TOLERANCE, "step " + t);
    }
  }

  /** Weights and threshold times 2^k, slope divided by it: the same spikes and surrogates. */
  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void scaleOfPotentialsDoesNotMatter(
      @ForAll("cases") OracleCase example, @ForAll @IntRange(min = -8, max = 8) int k) {
    OracleCases.requireSpikes(example, 80);
    OracleNetwork network = example.network();
    double scale = Math.scalb(1, k);
    OracleNetwork scaled =
        new OracleNetwork(
            network.copy().weights(),
            network.copy().biases(),
            network.leak(),
            network.threshold() * scale,
            network.slope() / scale,
            network.useBias());
    scaled.write(Arrays.stream(network.read()).map(p -> p * scale).toArray());
    OracleRun run = example.forward();
    OracleRun scaledRun = scaled.forward(example.input());
    assertArrayEquals(flat(run.s()), flat(scaledRun.s()), "spikes");
    assertArrayEquals(flat(run.g()), flat(scaledRun.g()), "surrogates");
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void withoutBiasNothingMovesIt(@ForAll("cases") OracleCase example, @ForAll Rule rule) {
    OracleNetwork network = example.network();
    OracleNetwork without =
        new OracleNetwork(
            network.weights(),
            Arrays.stream(network.biases()).map(b -> new double[b.length]).toArray(double[][]::new),
            network.leak(),
            network.threshold(),
            network.slope(),
            false);
    Training run =
        Training.online(
            without,
            rule,
            true,
            example.input(),
            example.labels(),
            OracleOptimizer.adamax(0.01),
            1);
    for (double[] bias : run.network().biases()) {
      assertArrayEquals(new double[bias.length], bias);
    }
  }

  /** One update at the end of the sequence by the mean is offline training. */
  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void oneUpdateForAllStepsIsOfflineTraining(
      @ForAll("cases") OracleCase example, @ForAll Rule rule) {
    OracleNetwork network = example.network();
    double[] offline = network.read();
    double[] gradient =
        Training.offlineGradient(
            new RuleOracle(network, rule, false, example.labels().length),
            example.input(),
            example.labels());
    OracleOptimizer.sgd(0.1).apply(offline, gradient);
    Training run =
        Training.online(
            network,
            rule,
            false,
            example.input(),
            example.labels(),
            OracleOptimizer.sgd(0.1),
            example.input().length);
    assertClose(offline, run.network().read(), TOLERANCE, "parameters");
  }

  /**
   * Blocks of 3 in 7 steps: updates after steps 3, 6 and, by the mean of the one step left, 7. The
   * blocks' gradients are the differences of gradients whose traces were never cut.
   */
  @Example
  void blocksCarryTracesAndApplyTheirMean() {
    OracleCase example =
        OracleCase.random(21, new int[] {4, 3, 2}, 7, 2, 0.9525741, 1, 10, true, false);
    OracleNetwork network = example.network().copy();
    RuleOracle oracle = new RuleOracle(network, Rule.OTPE, false, 2);
    OracleOptimizer optimizer = OracleOptimizer.adamax(0.05);
    double[] parameters = network.read();
    for (int[] block : new int[][] {{0, 1, 2}, {3, 4, 5}, {6}}) {
      double[] mean = new double[parameters.length];
      for (int t : block) {
        double[] gradient = oracle.step(example.input()[t], example.labels());
        for (int p = 0; p < mean.length; p++) {
          mean[p] += gradient[p] / block.length;
        }
      }
      optimizer.apply(parameters, mean);
      network.write(parameters);
    }
    Training run =
        Training.online(
            example.network(),
            Rule.OTPE,
            false,
            example.input(),
            example.labels(),
            OracleOptimizer.adamax(0.05),
            3);
    assertClose(parameters, run.network().read(), 1e-15, "parameters");
  }
}
