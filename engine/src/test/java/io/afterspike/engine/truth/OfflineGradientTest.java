package io.afterspike.engine.truth;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.UpdateMode;
import io.afterspike.engine.oracle.BpttOracle;
import io.afterspike.engine.oracle.ForwardModeOracle;
import io.afterspike.engine.oracle.Readout;
import io.afterspike.engine.oracle.Rule;
import io.afterspike.engine.oracle.RuleOracle;
import io.afterspike.engine.oracle.SpikeFunction;
import io.afterspike.engine.oracle.Training;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.StatisticsReport;

/** A sequence's gradient: the reverse forms, and forward mode's mean. */
class OfflineGradientTest implements EngineCase.Source {
  private static final Shares SHARES = new Shares("Offline gradient");

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void everyRule(
      @ForAll("cases") EngineCase example, @ForAll Rule rule, @ForAll boolean tracedBias) {
    LearningRule learning = LearningRule.valueOf(rule.name());
    try (Duel duel =
        Duel.fixed(
            example.requireSpikes(),
            example.spec(learning, UpdateMode.OFFLINE).withTracedBias(tracedBias))) {
      RuleOracle oracle = new RuleOracle(example.network(), rule, tracedBias, example.batch());
      double[] truth =
          Training.offlineGradient(oracle, example.example().input(), example.labels());
      duel.sequence().requireSameSpikes(oracle);
      duel.compareGradient(SHARES, learning.label(), truth);
    }
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void backpropagationThroughTime(@ForAll("cases") EngineCase example) {
    try (Duel duel =
        Duel.fixed(example.requireSpikes(), example.spec(LearningRule.BPTT, UpdateMode.OFFLINE))) {
      double[] truth =
          BpttOracle.gradient(example.example().forward(), example.labels(), Readout.SPIKES);
      duel.sequence().compareGradient(SHARES, "bptt", truth);
    }
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void realTimeRecurrentLearning(@ForAll("tinyCases") EngineCase example) {
    try (Duel duel =
        Duel.fixed(example.requireSpikes(), example.spec(LearningRule.RTRL, UpdateMode.OFFLINE))) {
      double[] truth = new double[example.network().parameters()];
      double[][] gradients =
          ForwardModeOracle.gradients(
              example.network(),
              example.example().input(),
              example.labels(),
              Readout.SPIKES,
              SpikeFunction.STEP);
      for (double[] gradient : gradients) {
        for (int p = 0; p < truth.length; p++) {
          truth[p] += gradient[p] / gradients.length;
        }
      }
      duel.sequence().compareGradient(SHARES, "rtrl", truth);
    }
  }

  @AfterContainer
  static void report() {
    SHARES.report(8);
  }
}
