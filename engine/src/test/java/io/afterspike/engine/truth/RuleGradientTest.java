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
import io.afterspike.engine.oracle.Readout;
import io.afterspike.engine.oracle.Rule;
import io.afterspike.engine.oracle.RuleOracle;
import io.afterspike.engine.oracle.SpikeFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * Every step's gradient at fixed weights, of every rule in every form. The bound of each element is
 * the recurrence of bounds that {@link BoundedEngine} runs beside the operations of the form.
 */
class RuleGradientTest implements EngineCase.Source {
  private static final Shares SHARES = new Shares("Gradient of every step");

  @Provide
  static Arbitrary<TraceForm> forms() {
    return Arbitraries.of(TraceForm.MATRIX, TraceForm.HISTORY, TraceForm.PUBLISHED);
  }

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void everyRuleInEveryForm(
      @ForAll("cases") EngineCase example,
      @ForAll Rule rule,
      @ForAll("forms") TraceForm form,
      @ForAll boolean tracedBias) {
    LearningRule learning = LearningRule.valueOf(rule.name());
    try (Duel duel =
        Duel.fixed(
            example.requireSpikes(),
            example.spec(learning, UpdateMode.ONLINE).with(form).withTracedBias(tracedBias))) {
      RuleOracle oracle = new RuleOracle(example.network(), rule, tracedBias, example.batch());
      for (int t = 0; t < example.steps(); t++) {
        double[] truth = oracle.step(example.example().input()[t], example.labels());
        duel.step(t);
        duel.requireSameSpikes(oracle);
        duel.compareGradient(SHARES, learning + " " + form.label(), truth);
      }
    }
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void realTimeRecurrentLearning(@ForAll("tinyCases") EngineCase example) {
    try (Duel duel =
        Duel.fixed(example.requireSpikes(), example.spec(LearningRule.RTRL, UpdateMode.ONLINE))) {
      ForwardModeOracle oracle =
          new ForwardModeOracle(
              example.network(), example.batch(), Readout.SPIKES, SpikeFunction.STEP);
      for (int t = 0; t < example.steps(); t++) {
        double[] truth = oracle.step(example.example().input()[t], example.labels());
        duel.step(t);
        duel.compareGradient(SHARES, "rtrl", truth);
      }
    }
  }

  /**
   * A history keeps 31 steps at leak 1/2. Threshold 1, so what an older step still adds to a trace
   * is at most λ^age of its input (at most 2), and all older ones 2 · 2^-31 · 2; |δ| is at most 1.
   */
  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void historyForgetsNoMoreThanItsBound(
      @ForAll long seed, @ForAll("oneLayerRules") LearningRule rule) {
    double forgotten = 0x1p-29;
    EngineCase example =
        EngineCase.of(OracleCase.random(seed, new int[] {5, 4}, 45, 2, 0.5, 1, 10, true, false));
    NetworkSpec spec = example.spec(rule, UpdateMode.ONLINE).with(TraceForm.HISTORY);
    try (Duel duel = Duel.fixed(example.requireSpikes(), spec)) {
      RuleOracle oracle =
          new RuleOracle(example.network(), Rule.valueOf(rule.name()), false, example.batch());
      for (int t = 0; t < example.steps(); t++) {
        double[] truth = oracle.step(example.example().input()[t], example.labels());
        duel.step(t);
        BoundedValue[] bounds = duel.bounded().gradient();
        float[] found = duel.gradient();
        for (int p = 0; p < truth.length; p++) {
          double bound = bounds[p].error() * (1 + 0x1p-20) + forgotten;
          assertEquals(truth[p], found[p], bound, "step " + t + ", parameter " + p);
          assertEquals(
              truth[p], bounds[p].value(), 0x1p-20 * bounds[p].error() + forgotten, "exact");
        }
      }
      for (Network network : duel.networks()) {
        assertEquals(31, network.save().counters().get("traces.0.pastSteps"), "kept steps");
      }
    }
  }

  @Provide
  static Arbitrary<LearningRule> oneLayerRules() {
    return Arbitraries.of(LearningRule.OSTL, LearningRule.F_OTPE);
  }

  @AfterContainer
  static void report() {
    SHARES.report(19);
  }
}
