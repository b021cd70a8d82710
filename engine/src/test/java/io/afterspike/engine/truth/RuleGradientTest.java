package io.afterspike.engine.truth;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import io.afterspike.engine.oracle.ForwardModeOracle;
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

  @AfterContainer
  static void report() {
    SHARES.report(19);
  }
}
