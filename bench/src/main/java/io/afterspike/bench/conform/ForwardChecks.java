package io.afterspike.bench.conform;

import io.afterspike.bench.conform.Quantity.Family;
import io.afterspike.bench.train.Accuracy;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.UpdateMode;
import java.io.IOException;
import java.util.List;

/** Spikes, losses, accuracy, and the potentials and leaky sums that are left, without learning. */
final class ForwardChecks {
  private static final Quantity SPIKES = Quantity.exact(Family.FORWARD, "spikes");
  private static final Quantity ACCURACY = Quantity.exact(Family.FORWARD, "right answers");
  private static final Quantity LOSS = Quantity.of(Family.FORWARD, "loss");
  private static final Quantity LEAKY_LOSS =
      Quantity.of(Family.FORWARD, "loss on the leaky output");
  private static final Quantity POTENTIAL = Quantity.of(Family.END, "membrane potential u");
  private static final Quantity LEAKY_OUTPUT = Quantity.of(Family.END, "leaky output");

  private ForwardChecks() {}

  static void run(CaseContext context) {
    context.guarded(SPIKES, "forward", () -> plain(context));
    if (context.arrays().lists("loss_leaky") || context.arrays().lists("end_out")) {
      context.guarded(LEAKY_LOSS, "forward", () -> leaky(context));
    }
  }

  private static void plain(CaseContext context) {
    VectorCase vectors = context.vectors();
    Spikes[] spikes = new Spikes[vectors.layers()];
    for (int l = 0; l < spikes.length; l++) {
      spikes[l] = Spikes.listed(context, l);
    }
    double[] loss = new double[vectors.steps()];
    try (Network network =
        context.network(vectors.spec().with(LearningRule.OTTT, UpdateMode.ONLINE))) {
      for (int t = 0; t < loss.length; t++) {
        network.evaluate(context.stimulus().inputs()[t], context.stimulus().labels());
        loss[t] = network.loss();
        for (Spikes layer : spikes) {
          layer.compare(network, t);
        }
      }
      for (int l = 0; l < spikes.length; l++) {
        spikes[l].report(context);
        float[] potential = new float[vectors.batch() * vectors.sizes().get(l + 1)];
        network.readPotential(l, potential);
        context.compare(
            "end_u" + l,
            List.of(vectors.batch(), vectors.sizes().get(l + 1)),
            POTENTIAL,
            Way.ONLY,
            CaseContext.toDoubles(potential));
      }
      accuracy(context, network);
    }
    context.compare("loss", List.of(vectors.steps()), LOSS, Way.ONLY, loss);
  }

  private static void accuracy(CaseContext context, Network network) {
    VectorCase vectors = context.vectors();
    if (vectors.accuracy().isEmpty()) {
      return;
    }
    int classes = network.spec().classes();
    float[] counts = new float[vectors.batch() * classes];
    network.readCounts(counts);
    int[] labels = context.stimulus().labels();
    int correct = Accuracy.correct(counts, labels, classes, vectors.batch());
    long expected = Math.round(vectors.accuracy().get() * vectors.batch());
    context
        .checks()
        .exact(
            context.arrays().source(),
            "accuracy",
            ACCURACY,
            Way.ONLY,
            Math.abs(correct - expected),
            "expected " + expected + " of " + vectors.batch() + ", found " + correct);
  }

  private static void leaky(CaseContext context) {
    VectorCase vectors = context.vectors();
    double[] loss = new double[vectors.steps()];
    int classes = vectors.spec().classes();
    float[] output = new float[vectors.batch() * classes];
    try (Network network =
        context.network(vectors.spec().with(LearningRule.F_APPROX_OTPE, UpdateMode.ONLINE))) {
      for (int t = 0; t < loss.length; t++) {
        network.evaluate(context.stimulus().inputs()[t], context.stimulus().labels());
        loss[t] = network.loss();
      }
      network.readLeakyOutput(output);
    }
    context.compare("loss_leaky", List.of(vectors.steps()), LEAKY_LOSS, Way.ONLY, loss);
    context.compare(
        "end_out",
        List.of(vectors.batch(), classes),
        LEAKY_OUTPUT,
        Way.ONLY,
        CaseContext.toDoubles(output));
  }

  /** One layer's expected spikes, and how many of ours differ. */
  private static final class Spikes {
    private final String name;
    private final byte[] expected;
    private final float[] found;
    private long differences;
    private String first = "";

    private Spikes(String name, byte[] expected, int length) {
      this.name = name;
      this.expected = expected;
      this.found = new float[length];
    }

    static Spikes listed(CaseContext context, int layer) {
      VectorCase vectors = context.vectors();
      int neurons = vectors.sizes().get(layer + 1);
      String name = "spikes" + layer;
      byte[] expected = null;
      if (context.arrays().lists(name)) {
        try {
          expected =
              context.arrays().bits(name, List.of(vectors.steps(), vectors.batch(), neurons));
        } catch (IOException | ArithmeticException e) {
          context.checks().failed(context.arrays().source(), name, SPIKES, e.getMessage());
        }
      }
      return new Spikes(name, expected, vectors.batch() * neurons);
    }

    void compare(Network network, int t) {
      if (expected == null) {
        return;
      }
      int layer = Integer.parseInt(name.substring("spikes".length()));
      network.readSpikes(layer, found);
      for (int k = 0; k < found.length; k++) {
        if (found[k] != expected[t * found.length + k]) {
          if (differences == 0) {
            int neurons = network.spec().layers().get(layer).neurons();
            first =
                "first at step %d, sample %d, neuron %d: expected %d, found %s"
                    .formatted(
                        t, k / neurons, k % neurons, expected[t * found.length + k], found[k]);
          }
          differences++;
        }
      }
    }

    void report(CaseContext context) {
      if (expected != null) {
        context
            .checks()
            .exact(context.arrays().source(), name, SPIKES, Way.ONLY, differences, first);
      }
    }
  }
}
