package io.afterspike.engine.contract;

import static io.afterspike.engine.contract.Sameness.assertSameBits;

import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.InputSequence;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.NetworkState;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.TraceName;
import io.afterspike.engine.agreement.Results;
import io.afterspike.engine.agreement.TrainingCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * What the networks of every engine owe: the reference's bits in whole training runs, the same
 * whether a run was interrupted or not, refusals, and no buffer left behind. A subtype only names
 * its subject.
 *
 * @param <B> the engine's buffers
 */
public interface NetworkContract<B> {
  /** How many training runs each property makes. */
  int TRIES = 40;

  /** A new engine; the contract closes it. */
  Engine<B> subject();

  /** Spikes, losses, gradients, weights and state of whole runs are the reference's. */
  @Property(tries = TRIES)
  @StatisticsReport(onFailureOnly = true)
  default void trains(@ForAll("trainings") TrainingCase training) {
    try (Engine<float[]> reference = Engines.reference();
        Engine<B> subject = subject()) {
      Results right = training.run(reference);
      countAlive(training, right);
      assertSameBits(training.name(), right, training.run(subject));
    }
  }

  /** The same where layers are so wide that threads divide the work. */
  @Property(tries = 4)
  default void trainsWideLayers(@ForAll("wideTrainings") TrainingCase training) {
    try (Engine<float[]> reference = Engines.reference();
        Engine<B> subject = subject()) {
      Results right = training.run(reference);
      isAlive(training, right);
      assertSameBits(training.name(), right, training.run(subject));
    }
  }

  /** A run that was saved anywhere and went on in another network is the uninterrupted one. */
  @Property(tries = TRIES)
  @StatisticsReport(onFailureOnly = true)
  default void resumes(@ForAll("trainings") TrainingCase training, @ForAll("share") double share) {
    try (Engine<B> subject = subject()) {
      int split = (int) (share * training.events());
      Results whole = training.run(subject);
      countAlive(training, whole);
      assertSameBits(
          training.name() + " split after event " + split,
          whole,
          training.runSplit(subject, subject, split));
    }
  }

  /** A run goes on with the same bits on another engine. */
  @Property(tries = TRIES / 4)
  default void changesEngines(
      @ForAll("trainings") TrainingCase training, @ForAll("share") double share) {
    try (Engine<float[]> reference = Engines.reference();
        Engine<B> subject = subject()) {
      int split = (int) (share * training.events());
      Results whole = training.run(reference);
      String name = training.name() + " changed after event " + split;
      assertSameBits(name, whole, training.runSplit(reference, subject, split));
      assertSameBits(name, whole, training.runSplit(subject, reference, split));
    }
  }

  /** Samples of a batch do not see each other: each spikes and loses as if it were alone. */
  @Property(tries = TRIES / 4)
  default void batchesAreSamplesSideBySide(@ForAll("trainings") TrainingCase training) {
    // Without learning, since a batch shares its weights.
    NetworkSpec spec = training.spec().withBatch(3).with(new OptimizerSpec.Sgd(0));
    TrainingCase batch = new TrainingCase(spec, training.seed(), 1, training.steps());
    int[] labels = batch.labels(0);
    try (Engine<B> subject = subject();
        Network together = subject.network(spec);
        Network alone = subject.network(spec.withBatch(1))) {
      together.writeParameters(batch.initialParameters());
      alone.writeParameters(batch.initialParameters());
      List<Map<String, float[]>> seen = new ArrayList<>();
      for (int t = 0; t < batch.steps(); t++) {
        together.step(batch.input(0, t), labels);
        seen.add(outputs(together));
      }
      for (int b = 0; b < spec.batch(); b++) {
        alone.reset();
        for (int t = 0; t < batch.steps(); t++) {
          alone.step(part(batch.input(0, t), b, spec.batch()), new int[] {labels[b]});
          Map<String, float[]> expected = new LinkedHashMap<>();
          for (Map.Entry<String, float[]> entry : seen.get(t).entrySet()) {
            expected.put(entry.getKey(), part(entry.getValue(), b, spec.batch()));
          }
          assertSameBits(
              batch.name() + " sample " + b + " step " + t,
              new Results(expected, 0),
              new Results(outputs(alone), 0));
        }
      }
    }
  }

  private static Map<String, float[]> outputs(Network network) {
    NetworkSpec spec = network.spec();
    Map<String, float[]> outputs = new LinkedHashMap<>();
    for (int l = 0; l < spec.layers().size(); l++) {
      float[] spikes = new float[spec.shape(l).outputs()];
      float[] potential = new float[spec.shape(l).outputs()];
      network.readSpikes(l, spikes);
      network.readPotential(l, potential);
      outputs.put("spikes." + l, spikes);
      outputs.put("potential." + l, potential);
    }
    float[] losses = new float[spec.batch()];
    network.readSequenceLosses(losses);
    outputs.put("losses", losses);
    return outputs;
  }

  private static float[] part(float[] values, int b, int batch) {
    int length = values.length / batch;
    float[] part = new float[length];
    System.arraycopy(values, b * length, part, 0, length);
    return part;
  }

  /** Evaluation spikes as training does and changes no weight, moment or gradient. */
  @Property(tries = TRIES / 4)
  default void evaluatesWithoutLearning(@ForAll("trainings") TrainingCase training) {
    NetworkSpec still = training.spec().with(new OptimizerSpec.Sgd(0));
    try (Engine<B> subject = subject();
        Network learning = subject.network(still);
        Network evaluating = subject.network(still)) {
      learning.writeParameters(training.initialParameters());
      evaluating.writeParameters(training.initialParameters());
      NetworkState before = evaluating.save();
      for (int t = 0; t < training.steps(); t++) {
        learning.step(training.input(0, t), training.labels(0));
        evaluating.evaluate(training.input(0, t), training.labels(0));
        assertSameBits(
            training.name() + " step " + t,
            new Results(outputs(learning), 0),
            new Results(outputs(evaluating), 0));
      }
      evaluating.finishSequence();
      NetworkState after = evaluating.save();
      Map<String, float[]> kept = new TreeMap<>(before.tensors());
      Map<String, float[]> found = new TreeMap<>(after.tensors());
      for (Map<String, float[]> tensors : List.of(kept, found)) {
        tensors.keySet().removeIf(name -> !name.matches("layer\\..*([wW]eight|[bB]ias).*"));
      }
      assertSameBits(training.name(), new Results(kept, 0), new Results(found, 0));
      check(evaluating.updates() == 0, "evaluation made an update");
    }
  }

  /** A sequence as a whole is its steps one by one: again and again, and in two parts. */
  @Property(tries = TRIES / 2)
  default void takesWholeSequences(@ForAll("trainings") TrainingCase training) {
    NetworkSpec spec = training.spec();
    int steps = training.steps();
    float[][] inputs = new float[steps][];
    for (int t = 0; t < steps; t++) {
      inputs[t] = training.input(0, t);
    }
    int[] labels = training.labels(0);
    int hint = new int[] {0, 2, steps}[(int) Math.floorMod(training.seed(), 3L)];
    try (Engine<float[]> reference = Engines.reference();
        Engine<B> subject = subject();
        Network stepping = reference.network(spec);
        Network whole = subject.network(spec.withSequenceLength(hint));
        InputSequence sequence = whole.sequence(inputs, labels)) {
      check(sequence.steps() == steps, "steps: " + sequence.steps());
      stepping.writeParameters(training.initialParameters());
      whole.writeParameters(training.initialParameters());
      for (int n = 0; n < 5; n++) {
        stepping.reset();
        whole.reset();
        if (n == 3) { // something before it, with other weights
          stepping.step(inputs[1], labels);
          whole.step(inputs[1], labels);
          stepping.writeParameters(training.initialParameters());
          whole.writeParameters(training.initialParameters());
        }
        for (float[] input : inputs) {
          if (n == 2) {
            stepping.evaluate(input, labels);
          } else {
            stepping.step(input, labels);
          }
        }
        if (n == 2) {
          whole.evaluate(sequence);
        } else {
          whole.learn(sequence);
        }
        String name = training.name() + " hint " + hint + " sequence " + n;
        if (n != 1) { // not always looked at before its end
          assertSameBits(name, new Results(outputs(stepping), 0), new Results(outputs(whole), 0));
        }
        stepping.finishSequence();
        whole.finishSequence();
        if (n != 1) {
          assertSameBits(name, state(stepping), state(whole));
        }
      }
      refuses("step 1, input", () -> whole.sequence(new float[][] {inputs[0], {}}, labels));
      refuses("labels", () -> whole.sequence(inputs, new int[0]));
      refuses("steps", () -> whole.sequence(new float[0][], labels));
      try (Engine<float[]> other = Engines.reference();
          Network another = other.network(spec);
          InputSequence foreign = another.sequence(inputs, labels)) {
        refuses("sequence", () -> whole.learn(foreign));
      }
    }
  }

  /** What does not fit is refused by name, and the network is as before. */
  @Property(tries = TRIES / 4)
  default void refusesWhatDoesNotFit(@ForAll("trainings") TrainingCase training) {
    NetworkSpec spec = training.spec();
    int inputs = spec.shape(0).inputs();
    int parameters = (int) spec.parameters();
    int[] labels = training.labels(0);
    try (Engine<B> subject = subject();
        Network network = subject.network(spec)) {
      network.writeParameters(training.initialParameters());
      network.step(training.input(0, 0), labels);
      Results before = state(network);

      refuses("input", () -> network.step(new float[inputs + 1], labels));
      refuses("input", () -> network.evaluate(new float[inputs - 1], labels));
      refuses("labels", () -> network.step(new float[inputs], new int[spec.batch() + 1]));
      float[] broken = new float[inputs];
      broken[inputs - 1] = Float.NaN;
      refuses("input[" + (inputs - 1) + "]", () -> network.step(broken, labels));
      broken[inputs - 1] = Float.POSITIVE_INFINITY;
      refuses("input[" + (inputs - 1) + "]", () -> network.evaluate(broken, labels));
      int[] wrong = labels.clone();
      wrong[0] = spec.classes();
      refuses("labels[0]", () -> network.step(new float[inputs], wrong));
      wrong[0] = -1;
      refuses("labels[0]", () -> network.evaluate(new float[inputs], wrong));
      refuses("parameters", () -> network.writeParameters(new float[parameters + 1]));
      float[] infinite = new float[parameters];
      infinite[1] = Float.NEGATIVE_INFINITY;
      refuses("parameters[1]", () -> network.writeParameters(infinite));
      if (!spec.layers().get(0).bias()) {
        float[] biased = new float[parameters];
        int first = spec.shape(0).weights();
        biased[first] = 1f;
        refuses("parameters[" + first + "]", () -> network.writeParameters(biased));
      }
      int layers = spec.layers().size();
      refuses("destination", () -> network.readParameters(new float[parameters - 1]));
      refuses("destination", () -> network.readGradient(new float[parameters + 1]));
      refuses("destination", () -> network.readSpikes(0, new float[0]));
      refuses("destination", () -> network.readPotential(0, new float[0]));
      refuses("destination", () -> network.readCounts(new float[0]));
      refuses("destination", () -> network.readSequenceLosses(new float[0]));
      refuses("layer", () -> network.readSpikes(layers, new float[1]));
      refuses("layer", () -> network.readPotential(-1, new float[1]));
      refuses("layer", () -> network.form(layers));
      refuses("layer", () -> network.readTrace(layers, TraceName.MEMBRANE, new float[1]));

      assertSameBits(training.name() + " after refusals", before, state(network));
    }
  }

  /** A state that lacks something is refused by name; the network can be used again. */
  @Property(tries = TRIES / 4)
  default void refusesBrokenStates(@ForAll("trainings") TrainingCase training) {
    NetworkSpec spec = training.spec();
    try (Engine<B> subject = subject();
        Network network = subject.network(spec)) {
      network.writeParameters(training.initialParameters());
      Results fresh = training.run(subject);
      network.reset();
      network.step(training.input(0, 0), training.labels(0));
      network.step(training.input(0, 1), training.labels(0));
      NetworkState state = network.save();
      for (String name : state.tensors().keySet()) {
        TreeMap<String, float[]> tensors = new TreeMap<>(state.tensors());
        float[] values = tensors.remove(name);
        refuses("state", name, () -> network.restore(new NetworkState(tensors, state.counters())));
        check(network.steps() == 0, "steps after a refused state: " + network.steps());
        tensors.put(name, new float[values.length + 1]);
        refuses("state", name, () -> network.restore(new NetworkState(tensors, state.counters())));
      }
      for (String name : state.counters().keySet()) {
        TreeMap<String, Long> counters = new TreeMap<>(state.counters());
        counters.remove(name);
        refuses("state", name, () -> network.restore(new NetworkState(state.tensors(), counters)));
        check(network.steps() == 0, "steps after a refused state: " + network.steps());
      }
      network.restore(state);
      assertSameBits(training.name(), tensors(state), tensors(network.save()));
      assertSameBits(training.name(), fresh, training.run(subject));
    }
  }

  private static Results state(Network network) {
    return tensors(network.save());
  }

  private static Results tensors(NetworkState state) {
    Map<String, float[]> all = new LinkedHashMap<>(state.tensors());
    state.counters().forEach((name, value) -> all.put(name, new float[] {value}));
    return new Results(all, 0);
  }

  private static void refuses(String argument, Runnable call) {
    refuses(argument, "found", call);
  }

  private static void refuses(String argument, String detail, Runnable call) {
    try {
      call.run();
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      check(
          message.startsWith(argument) && message.contains("expected") && message.contains(detail),
          "expected '" + argument + ": expected …, found …', found " + message);
      return;
    }
    throw new AssertionError(argument + ": expected IllegalArgumentException, found nothing");
  }

  /** A closed network refuses everything but what it was made from; its engine goes on. */
  @Example
  default void refusesWhenClosed() {
    NetworkSpec spec =
        NetworkSpec.of(2, 3, 5, 4).with(LearningRule.F_OTPE, NetworkSpec.of(1, 1, 1).mode());
    int parameters = (int) spec.parameters();
    Map<String, Consumer<Network>> calls = new LinkedHashMap<>();
    calls.put("initialize", n -> n.initialize(1));
    calls.put("reset", Network::reset);
    calls.put("step", n -> n.step(new float[6], new int[2]));
    calls.put("evaluate", n -> n.evaluate(new float[6], new int[2]));
    calls.put("finishSequence", Network::finishSequence);
    calls.put("loss", Network::loss);
    calls.put("sequenceLoss", Network::sequenceLoss);
    calls.put("readSequenceLosses", n -> n.readSequenceLosses(new float[2]));
    calls.put("readCounts", n -> n.readCounts(new float[8]));
    calls.put("readSpikes", n -> n.readSpikes(0, new float[10]));
    calls.put("readPotential", n -> n.readPotential(0, new float[10]));
    calls.put("readLeakyOutput", n -> n.readLeakyOutput(new float[8]));
    calls.put("readTrace", n -> n.readTrace(0, TraceName.OUTPUT, new float[30]));
    calls.put("readParameters", n -> n.readParameters(new float[parameters]));
    calls.put("writeParameters", n -> n.writeParameters(new float[parameters]));
    calls.put("readGradient", n -> n.readGradient(new float[parameters]));
    calls.put("save", Network::save);
    try (Engine<B> subject = subject()) {
      Network network = subject.network(spec);
      network.step(new float[6], new int[2]);
      NetworkState state = network.save();
      calls.put("restore", n -> n.restore(state));
      network.close();
      network.close();
      calls.forEach(
          (name, call) -> {
            try {
              call.accept(network);
            } catch (IllegalStateException e) {
              return;
            }
            throw new AssertionError(
                name + " on a closed network: expected IllegalStateException, found nothing");
          });
      check(network.spec().equals(spec), "a closed network still knows its specification");
      subject.network(spec).close();
    }
    Engine<B> closed = subject();
    Network orphan = closed.network(spec);
    closed.close();
    for (String name : List.of("step", "reset", "readCounts", "save", "readParameters")) {
      try {
        calls.get(name).accept(orphan);
      } catch (IllegalStateException e) {
        continue;
      }
      throw new AssertionError(
          name + " on a closed engine: expected IllegalStateException, found nothing");
    }
    orphan.close();
  }

  /** Every buffer is freed exactly once, whatever the rule, mode and form. */
  @Example
  default void leavesNothingBehind() {
    try (Engine<B> subject = subject()) {
      for (TrainingCase each : TrainingCase.cases(3, 1)) {
        TrainingCase training = each.shortened(3);
        Ledger<B> ledger = new Ledger<>(subject);
        training.run(ledger.watched());
        check(ledger.allocated() > 0, training.name() + ": nothing was allocated");
        check(ledger.out() == 0, training.name() + ": " + ledger.out() + " buffers left");
        check(ledger.freedTwice() == 0, training.name() + ": a buffer was freed twice");
      }
    }
  }

  /** Whichever call fails while a network is made, all that it had allocated is freed. */
  @Example
  default void leavesNothingBehindOnFailure() {
    try (Engine<B> subject = subject()) {
      for (TrainingCase training : TrainingCase.cases(3, 1)) {
        Ledger<B> ledger = new Ledger<>(subject);
        Engine<B> watched = ledger.watched();
        boolean failed = true;
        for (int call = 0; failed; call++) {
          ledger.failAt(call);
          try {
            watched.network(training.spec()).close();
            failed = false;
          } catch (Ledger.PlannedFailure e) {
            check(
                ledger.out() == 0,
                training.name()
                    + ", failure of call "
                    + call
                    + " ("
                    + e.getMessage()
                    + "): "
                    + ledger.out()
                    + " buffers left");
          }
        }
        check(ledger.freedTwice() == 0, training.name() + ": a buffer was freed twice");
      }
    }
  }

  /** A random network may be idle once in a while, but hardly any must be. */
  private static void countAlive(TrainingCase training, Results results) {
    Statistics.label("alive")
        .collect(training.idle(results).isEmpty())
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 75));
  }

  private static void isAlive(TrainingCase training, Results results) {
    String idle = training.idle(results);
    check(idle.isEmpty(), training.name() + " proves nothing, since " + idle);
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }

  /** Every rule, mode, form, bias, depth, optimizer and batch. */
  @Provide
  default Arbitrary<TrainingCase> trainings() {
    List<TrainingCase> all = TrainingCase.cases(0, 24);
    Arbitrary<Integer> which = Arbitraries.integers().between(0, all.size() - 1).withoutEdgeCases();
    Arbitrary<Long> seed = Arbitraries.longs().between(0, 1_000_000);
    return Combinators.combine(which, seed)
        .as((k, s) -> new TrainingCase(all.get(k).spec(), s, 2, 7))
        .withoutEdgeCases();
  }

  /** The same with wide layers. */
  @Provide
  default Arbitrary<TrainingCase> wideTrainings() {
    return Arbitraries.of(TrainingCase.wideCases(0));
  }

  /** From 0 to below 1. */
  @Provide
  default Arbitrary<Double> share() {
    return Arbitraries.integers().between(0, 99).map(k -> k / 100.0).withoutEdgeCases();
  }
}
