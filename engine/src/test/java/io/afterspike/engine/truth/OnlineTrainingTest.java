package io.afterspike.engine.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import io.afterspike.engine.oracle.BoundedValue;
import io.afterspike.engine.oracle.OracleOptimizer;
import io.afterspike.engine.oracle.Rule;
import io.afterspike.engine.oracle.Training;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * Short runs in which the weights change: the bounds run through the optimizer and on into the next
 * steps. Losses and spike counts of every step, parameters at the end.
 */
class OnlineTrainingTest implements EngineCase.Source {
  private static final Shares SHARES = new Shares("Training");
  private static final double RATE = 1e-3;

  @Provide
  static Arbitrary<TraceForm> forms() {
    return Arbitraries.of(TraceForm.MATRIX, TraceForm.HISTORY, TraceForm.PUBLISHED);
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void follows(
      @ForAll("shortCases") EngineCase example,
      @ForAll Rule rule,
      @ForAll("forms") TraceForm form,
      @ForAll boolean tracedBias,
      @ForAll boolean adamax,
      @ForAll @IntRange(min = 1, max = 4) int every) {
    Training truth =
        Training.online(
            example.network(),
            rule,
            tracedBias,
            example.example().input(),
            example.labels(),
            adamax ? OracleOptimizer.adamax(RATE) : OracleOptimizer.sgd(RATE),
            every);
    LearningRule learning = LearningRule.valueOf(rule.name());
    NetworkSpec spec =
        example
            .requireSpikes()
            .spec(learning, UpdateMode.every(every))
            .with(adamax ? new OptimizerSpec.Adamax(RATE) : new OptimizerSpec.Sgd(RATE))
            .with(form)
            .withTracedBias(tracedBias);
    // Some twenty tries each: few enough names that none meets only networks that learn nothing.
    String what = learning + (adamax ? " adamax" : " sgd");
    try (Duel duel = Duel.changing(example, spec, truth.margin())) {
      for (int t = 0; t < example.steps(); t++) {
        duel.step(t);
        BoundedValue bound = duel.bounded().loss();
        for (Network network : duel.networks()) {
          compareSpikes(truth, network, t);
          // The mean over the batch is taken in double, so only its rounding to float is added.
          SHARES.compare(
              "loss",
              new double[] {truth.losses()[t]},
              new BoundedValue[] {bound.plus(BoundedValue.exact(0f))},
              new float[] {(float) network.loss()});
        }
      }
      duel.finish();
      for (Network network : duel.networks()) {
        float[] found = new float[network.parameters()];
        network.readParameters(found);
        SHARES.compare(what, truth.network().read(), duel.bounded().parameters(), found);
        assertEquals((example.steps() + every - 1) / every, network.updates(), "updates");
      }
    }
  }

  private static void compareSpikes(Training truth, Network network, int t) {
    for (int l = 0; l < truth.network().layers(); l++) {
      NetworkSpec spec = network.spec();
      float[] spikes = new float[spec.shape(l).outputs()];
      network.readSpikes(l, spikes);
      int count = 0;
      for (float spike : spikes) {
        count += (int) spike;
      }
      assertEquals(truth.spikeCounts()[l][t], count, "spikes of layer " + l + ", step " + t);
    }
  }

  @AfterContainer
  static void report() {
    SHARES.report(13);
  }
}
