package io.afterspike.bench.conform;

import io.afterspike.bench.conform.Quantity.Family;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Changing weights: whole sequences with an update at every step, in every form of the traces, and
 * one update after an offline sequence.
 */
final class UpdateChecks {
  private static final String COUNTS = "online_spikecount";

  private final CaseContext context;

  private UpdateChecks(CaseContext context) {
    this.context = context;
  }

  /**
   * Runs them.
   *
   * @param onlineRuns the order of the runs in the array of spike counts
   */
  static void run(CaseContext context, List<String> onlineRuns) {
    UpdateChecks checks = new UpdateChecks(context);
    checks.online(onlineRuns);
    checks.offline();
  }

  private void online(List<String> runs) {
    int[] counts = counts(runs);
    for (String name : context.arrays().names()) {
      // Runs that the index's list leaves out are known by their arrays alone.
      if (name.startsWith("online_") && name.endsWith("_params")) {
        String run = name.substring("online_".length(), name.length() - "_params".length());
        if (!runs.contains(run)) {
          onlineRun(run, null, 0);
        }
      }
    }
    for (int r = 0; r < runs.size(); r++) {
      if (counts != null
          || context.arrays().lists(parameters(runs.get(r)))
          || context.arrays().lists(losses(runs.get(r)))) {
        onlineRun(runs.get(r), counts, r);
      }
    }
  }

  private static String parameters(String run) {
    return "online_" + run + "_params";
  }

  private static String losses(String run) {
    return "online_" + run + "_loss";
  }

  /** The expected spike counts, [run][layer][step], or {@code null}. */
  private int[] counts(List<String> runs) {
    if (!context.arrays().lists(COUNTS)) {
      return null;
    }
    Quantity quantity = Quantity.exact(Family.ONLINE, "spike counts");
    try {
      VectorCase vectors = context.vectors();
      return context
          .arrays()
          .read(COUNTS, List.of(runs.size(), vectors.layers(), vectors.steps()))
          .toInts();
    } catch (IOException | ArithmeticException | IllegalStateException e) {
      context.checks().failed(context.arrays().source(), COUNTS, quantity, e.getMessage());
      return null;
    }
  }

  private void onlineRun(String name, int[] counts, int number) {
    Optional<RuleNames.Run> known = RuleNames.onlineRun(name);
    if (known.isEmpty() || known.get().rule() == LearningRule.BPTT) {
      if (counts != null) {
        context
            .checks()
            .notChecked(
                context.arrays().source(),
                COUNTS + " of " + name,
                "no online rule and optimizer of this name");
      }
      return;
    }
    RuleNames.Run run = known.get();
    for (TraceForm form : GradientChecks.forms(run.rule(), context.vectors().layers())) {
      context.guarded(
          Quantity.of(Family.ONLINE, title(run) + ": parameters"),
          parameters(name),
          () -> onlineRun(name, run, form, counts, number));
    }
  }

  private static String title(RuleNames.Run run) {
    return run.rule() + ", " + run.optimizer().label();
  }

  private void onlineRun(String name, RuleNames.Run run, TraceForm form, int[] counts, int number) {
    VectorCase vectors = context.vectors();
    NetworkSpec spec =
        vectors.spec().with(run.rule(), UpdateMode.ONLINE).with(run.optimizer()).with(form);
    int layers = vectors.layers();
    int steps = vectors.steps();
    double[] loss = new double[steps];
    int[] found = new int[layers * steps];
    float[] parameters = new float[context.stimulus().parameters().length];
    try (Network network = context.network(spec)) {
      for (int t = 0; t < steps; t++) {
        network.step(context.stimulus().inputs()[t], context.stimulus().labels());
        loss[t] = network.loss();
        for (int l = 0; l < layers; l++) {
          found[l * steps + t] = spikes(network, l);
        }
      }
      network.readParameters(parameters);
    }
    Way way = Way.of(form);
    String title = title(run);
    context.compare(
        parameters(name),
        List.of(parameters.length),
        Quantity.of(Family.ONLINE, title + ": parameters"),
        way,
        CaseContext.toDoubles(parameters));
    context.compare(
        losses(name), List.of(steps), Quantity.of(Family.ONLINE, title + ": loss"), way, loss);
    if (counts != null) {
      compareCounts(name, title, way, counts, number * found.length, found);
    }
  }

  private int spikes(Network network, int layer) {
    float[] spikes =
        new float[context.vectors().batch() * context.vectors().sizes().get(layer + 1)];
    network.readSpikes(layer, spikes);
    int sum = 0;
    for (float spike : spikes) {
      sum += (int) spike;
    }
    return sum;
  }

  private void compareCounts(
      String name, String title, Way way, int[] counts, int offset, int[] found) {
    int steps = context.vectors().steps();
    long differences = 0;
    String first = "";
    for (int k = 0; k < found.length; k++) {
      if (found[k] != counts[offset + k]) {
        if (differences == 0) {
          first =
              "first in layer %d at step %d: expected %d, found %d"
                  .formatted(k / steps, k % steps, counts[offset + k], found[k]);
        }
        differences++;
      }
    }
    context
        .checks()
        .exact(
            context.arrays().source(),
            COUNTS + " of " + name,
            Quantity.exact(Family.ONLINE, title + ": spike counts"),
            way,
            differences,
            first);
  }

  private void offline() {
    for (String name : context.arrays().names()) {
      RuleNames.offlineUpdate(name)
          .ifPresent(
              run -> {
                Quantity quantity = Quantity.of(Family.OFFLINE, title(run) + ": parameters");
                context.guarded(quantity, name, () -> offline(name, run, quantity));
              });
    }
  }

  private void offline(String name, RuleNames.Run run, Quantity quantity) {
    NetworkSpec spec =
        context.vectors().spec().with(run.rule(), UpdateMode.OFFLINE).with(run.optimizer());
    float[] parameters = new float[context.stimulus().parameters().length];
    try (Network network = context.network(spec)) {
      for (float[] input : context.stimulus().inputs()) {
        network.step(input, context.stimulus().labels());
      }
      network.finishSequence();
      network.readParameters(parameters);
    }
    context.compare(
        name, List.of(parameters.length), quantity, Way.OFFLINE, CaseContext.toDoubles(parameters));
  }
}
