package io.afterspike.engine.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import io.afterspike.engine.oracle.BoundedValue;
import io.afterspike.engine.oracle.ForwardModeOracle;
import io.afterspike.engine.oracle.OracleCase;
import io.afterspike.engine.oracle.OracleNetwork;
import io.afterspike.engine.oracle.Readout;
import io.afterspike.engine.oracle.Rule;
import io.afterspike.engine.oracle.SpikeFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.StatisticsReport;

/** What must hold between two runs of an engine: both are within their bounds of one truth. */
class EngineIdentityTest implements EngineCase.Source {
  private static final Shares SHARES = new Shares("Identities");

  @Provide
  static Arbitrary<TraceForm> forms() {
    return Arbitraries.of(TraceForm.MATRIX, TraceForm.HISTORY, TraceForm.PUBLISHED);
  }

  /** All steps as one block: the online forms' gradient of a sequence. */
  private static NetworkSpec block(EngineCase example, LearningRule rule) {
    return example.spec(rule, UpdateMode.every(example.steps()));
  }

  private static void agree(String what, EngineCase example, NetworkSpec one, NetworkSpec other) {
    try (Duel a = Duel.fixed(example.requireSpikes(), one);
        Duel b = Duel.fixed(example, other)) {
      a.sequence().agree(SHARES, what, b.sequence());
    }
  }

  @Property(tries = 50, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void ostlOfOneLayerIsBackpropagationThroughTime(
      @ForAll("oneLayer") EngineCase example, @ForAll("forms") TraceForm form) {
    agree(
        "ostl = bptt, one layer",
        example,
        block(example, LearningRule.OSTL).with(form),
        example.spec(LearningRule.BPTT, UpdateMode.OFFLINE));
  }

  @Property(tries = 50, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void otpeOfOneStepIsOstl(
      @ForAll("singleSteps") EngineCase example, @ForAll("forms") TraceForm form) {
    agree(
        "otpe = ostl, one step",
        example,
        example.spec(LearningRule.OTPE, UpdateMode.ONLINE).with(form),
        example.spec(LearningRule.OSTL, UpdateMode.ONLINE).with(form));
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void allFormsAgree(@ForAll("cases") EngineCase example, @ForAll("matrixRules") Rule rule) {
    NetworkSpec spec = block(example, LearningRule.valueOf(rule.name()));
    agree("history = matrix", example, spec.with(TraceForm.HISTORY), spec);
    agree("published = matrix", example, spec.with(TraceForm.PUBLISHED), spec);
  }

  @Provide
  static Arbitrary<Rule> matrixRules() {
    return Arbitraries.of(Rule.OSTL, Rule.OTPE, Rule.F_OTPE);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void otpeOfOneLayerIsTheExactDerivativeOfTheLeakySumsLoss(
      @ForAll("oneLayer") EngineCase example, @ForAll("forms") TraceForm form) {
    NetworkSpec spec = example.spec(LearningRule.F_OTPE, UpdateMode.ONLINE).with(form);
    try (Duel duel = Duel.fixed(example.requireSpikes(), spec)) {
      ForwardModeOracle exact =
          new ForwardModeOracle(
              example.network(), example.batch(), Readout.LEAKY_SUM, SpikeFunction.STEP);
      for (int t = 0; t < example.steps(); t++) {
        double[] truth = exact.step(example.example().input()[t], example.labels());
        duel.step(t);
        duel.compareGradient(SHARES, "f-otpe exact, one layer", truth);
      }
    }
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void forwardAndReverseModeAgree(@ForAll("tinyCases") EngineCase example) {
    agree(
        "rtrl = bptt",
        example,
        example.spec(LearningRule.RTRL, UpdateMode.OFFLINE),
        example.spec(LearningRule.BPTT, UpdateMode.OFFLINE));
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void oneBlockIsOffline(
      @ForAll("cases") EngineCase example,
      @ForAll Rule rule,
      @ForAll("forms") TraceForm form,
      @ForAll boolean tracedBias) {
    LearningRule learning = LearningRule.valueOf(rule.name());
    agree(
        "every T steps = offline",
        example,
        block(example, learning).with(form).withTracedBias(tracedBias),
        example.spec(learning, UpdateMode.OFFLINE).withTracedBias(tracedBias));
  }

  @Property(tries = 50, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void orderOfTheBatchDoesNotMatter(
      @ForAll("cases") EngineCase example,
      @ForAll LearningRule rule,
      @ForAll("forms") TraceForm form,
      @ForAll long seed) {
    int[] order = shuffled(example.batch(), seed);
    EngineCase other = withSamples(example, order);
    try (Duel a = Duel.fixed(example.requireSpikes(), spec(example, rule).with(form));
        Duel b = Duel.fixed(other, spec(other, rule).with(form))) {
      a.sequence().agree(SHARES, "batch permuted", b.sequence());
      float[] counts = counts(a);
      float[] moved = counts(b);
      int classes = a.spec().classes();
      for (int k = 0; k < counts.length; k++) {
        int from = order[k / classes] * classes + k % classes;
        assertEquals(counts[from], moved[k], "count " + k);
      }
    }
  }

  @Property(tries = 50, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void orderOfHiddenNeuronsDoesNotMatter(
      @ForAll("cases") EngineCase example,
      @ForAll LearningRule rule,
      @ForAll("forms") TraceForm form,
      @ForAll long seed) {
    OracleNetwork network = example.network();
    Assume.that(network.layers() > 1);
    int[] order = shuffled(network.post(0), seed);
    int[] from = parameterOrder(network, order);
    double[] parameters = network.read();
    OracleNetwork permuted = network.copy();
    permuted.write(Arrays.stream(from).mapToDouble(k -> parameters[k]).toArray());
    EngineCase other =
        new EngineCase(new OracleCase(permuted, example.example().input(), example.labels()));
    try (Duel a = Duel.fixed(example.requireSpikes(), spec(example, rule).with(form));
        Duel b = Duel.fixed(other, spec(other, rule).with(form))) {
      a.sequence();
      b.sequence();
      SHARES.agree(
          "hidden neurons permuted",
          permuted(a.bounded().gradient(), from),
          permuted(a.gradient(), from),
          b.bounded().gradient(),
          b.gradient());
    }
  }

  @Property(tries = 50, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void batchIsTheMeanOfItsSamples(
      @ForAll("cases") EngineCase example,
      @ForAll LearningRule rule,
      @ForAll("forms") TraceForm form) {
    try (Duel whole = Duel.fixed(example.requireSpikes(), spec(example, rule).with(form))) {
      int batch = example.batch();
      double[] found = new double[example.parameters().length];
      double[] values = new double[found.length];
      double[] errors = new double[found.length];
      for (int sample = 0; sample < batch; sample++) {
        EngineCase single = withSamples(example, new int[] {sample});
        try (Duel alone = Duel.fixed(single, spec(single, rule).with(form))) {
          alone.sequence();
          BoundedValue[] bounds = alone.bounded().gradient();
          float[] gradient = alone.gradient();
          for (int p = 0; p < found.length; p++) {
            found[p] += (double) gradient[p] / batch;
            values[p] += bounds[p].value() / batch;
            errors[p] += bounds[p].error() / batch;
          }
        }
      }
      BoundedValue[] mean = new BoundedValue[found.length];
      // The mean is taken in double; plus 0 adds its one rounding to float.
      Arrays.setAll(mean, p -> new BoundedValue(values[p], errors[p]).plus(BoundedValue.exact(0f)));
      whole.sequence();
      SHARES.agree(
          "batch = mean of its samples",
          whole.bounded().gradient(),
          whole.gradient(),
          mean,
          EngineCase.floats(found));
    }
  }

  /** The gradient of the sequence: offline for BPTT and RTRL, else all steps as one block. */
  private static NetworkSpec spec(EngineCase example, LearningRule rule) {
    return rule.exact() ? example.spec(rule, UpdateMode.OFFLINE) : block(example, rule);
  }

  private static int[] shuffled(int length, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, length).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return order.stream().mapToInt(k -> k).toArray();
  }

  private static EngineCase withSamples(EngineCase example, int[] samples) {
    double[][][] input =
        Arrays.stream(example.example().input())
            .map(step -> Arrays.stream(samples).mapToObj(b -> step[b]).toArray(double[][]::new))
            .toArray(double[][][]::new);
    int[] labels = Arrays.stream(samples).map(b -> example.labels()[b]).toArray();
    return new EngineCase(new OracleCase(example.network(), input, labels));
  }

  /** Where each parameter comes from if neuron j of the first layer was neuron order[j]. */
  private static int[] parameterOrder(OracleNetwork network, int[] order) {
    int[] from = IntStream.range(0, network.parameters()).toArray();
    for (int j = 0; j < order.length; j++) {
      for (int i = 0; i < network.pre(0); i++) {
        from[network.weightIndex(0, i, j)] = network.weightIndex(0, i, order[j]);
      }
      from[network.biasIndex(0, j)] = network.biasIndex(0, order[j]);
      for (int k = 0; k < network.post(1); k++) {
        from[network.weightIndex(1, j, k)] = network.weightIndex(1, order[j], k);
      }
    }
    return from;
  }

  private static BoundedValue[] permuted(BoundedValue[] values, int[] from) {
    return Arrays.stream(from).mapToObj(k -> values[k]).toArray(BoundedValue[]::new);
  }

  private static float[] permuted(float[] values, int[] from) {
    float[] permuted = new float[values.length];
    for (int k = 0; k < permuted.length; k++) {
      permuted[k] = values[from[k]];
    }
    return permuted;
  }

  private static float[] counts(Duel duel) {
    Network network = duel.networks().get(0);
    float[] counts = new float[network.spec().shape(network.spec().layers().size() - 1).outputs()];
    network.readCounts(counts);
    return counts;
  }

  @AfterContainer
  static void report() {
    SHARES.report(9);
  }
}
