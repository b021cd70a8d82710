package io.afterspike.engine.agreement;

import io.afterspike.engine.Engine;
import io.afterspike.engine.LayerShape;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.LifParameters;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.NetworkState;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.TraceName;
import io.afterspike.engine.UpdateMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A training run of a few sequences: every spike, loss, gradient and weight of every step, and the
 * whole state in the middle of the last sequence and at its end.
 *
 * @param spec the network
 * @param seed of the weights, inputs and labels
 * @param sequences how many sequences
 * @param steps time steps in each
 */
public record TrainingCase(NetworkSpec spec, long seed, int sequences, int steps)
    implements AgreementCase {

  /** The spread of a neuron's current in thresholds: enough for spikes in every layer. */
  private static final double SPREAD = 2.5;

  /** Its mean in thresholds. */
  private static final double MEAN = 0.25;

  private static final UpdateMode[] MODES = {
    UpdateMode.ONLINE, UpdateMode.OFFLINE, UpdateMode.every(4)
  };

  /** Checks the numbers. */
  public TrainingCase {
    Objects.requireNonNull(spec, "spec");
    if (sequences < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "sequences, steps: expected at least 1, found " + sequences + ", " + steps);
    }
  }

  /**
   * Cases of every rule, in every mode and form that it has, with and without bias, batches of one
   * and of more, one to three layers, both optimizers, several neurons.
   *
   * @param seed changes the numbers
   * @param each how many cases for each rule, mode and form; 24 visit all combinations of the rest
   */
  public static List<TrainingCase> cases(long seed, int each) {
    List<TrainingCase> cases = new ArrayList<>();
    for (NetworkSpec kind : kinds()) {
      for (int k = 0; k < each; k++) {
        // 7 and 24 have no common divisor: all 24 variants, the first few of them far apart.
        int variant = (cases.size() / each * 5 + 7 * k) % 24;
        NetworkSpec spec = vary(kind, variant);
        cases.add(new TrainingCase(spec, seed * 1_000_003 + cases.size(), 2, 7));
      }
    }
    return cases;
  }

  /**
   * One case for each rule, mode and form with layers so wide that threads divide the work; not for
   * RTRL, whose state would be huge.
   */
  public static List<TrainingCase> wideCases(long seed) {
    List<TrainingCase> cases = new ArrayList<>();
    for (NetworkSpec kind : kinds()) {
      if (kind.rule() != LearningRule.RTRL) {
        NetworkSpec wide = sized(kind, 5, 67, 131, 73, 19);
        cases.add(new TrainingCase(wide, seed * 1_000_003 - 1 - cases.size(), 1, 5));
      }
    }
    return cases;
  }

  /** Every rule in every mode, and where they make a difference in every form and kind of bias. */
  private static List<NetworkSpec> kinds() {
    List<NetworkSpec> kinds = new ArrayList<>();
    NetworkSpec base = NetworkSpec.of(1, 1, 1);
    for (LearningRule rule : LearningRule.values()) {
      for (UpdateMode mode : MODES) {
        if (rule == LearningRule.BPTT && !mode.offline()) {
          continue;
        }
        NetworkSpec kind = base.with(rule, mode).with(TraceForm.MATRIX);
        kinds.add(kind);
        if (hasMatrixTrace(rule) && !mode.offline()) {
          kinds.add(kind.with(TraceForm.HISTORY));
          kinds.add(kind.with(TraceForm.PUBLISHED));
        }
        if (hasPresynapticTrace(rule)) {
          kinds.add(kind.withTracedBias(true));
        }
      }
    }
    return kinds;
  }

  private static boolean hasMatrixTrace(LearningRule rule) {
    return !rule.exact() && rule.layerRule(0, 2).hasMatrixTrace();
  }

  private static boolean hasPresynapticTrace(LearningRule rule) {
    return !rule.exact() && !rule.layerRule(1, 2).hasMatrixTrace();
  }

  private static NetworkSpec vary(NetworkSpec kind, int variant) {
    int batch = variant % 2 == 0 ? 1 : 3;
    boolean bias = variant / 2 % 2 == 0;
    OptimizerSpec optimizer =
        variant / 4 % 2 == 0 ? new OptimizerSpec.Adamax(1e-2) : new OptimizerSpec.Sgd(0.5);
    int depth = 1 + variant / 8;
    boolean exact = kind.rule() == LearningRule.RTRL; // its state grows with the cube
    int[][] sizes =
        exact
            ? new int[][] {{5, 9}, {5, 6, 3}, {4, 5, 4, 3}}
            : new int[][] {{23, 19}, {11, 37, 5}, {13, 19, 33, 7}};
    LifParameters[] neurons = {
      LifParameters.PUBLISHED, new LifParameters(0.5f, 1f, 25f), new LifParameters(0.875f, 0.5f, 4f)
    };
    return sized(kind, batch, sizes[depth - 1])
        .withBias(bias)
        .with(optimizer)
        .with(neurons[variant % neurons.length]);
  }

  private static NetworkSpec sized(NetworkSpec kind, int batch, int... sizes) {
    return NetworkSpec.of(batch, sizes)
        .with(kind.rule(), kind.mode())
        .with(kind.form())
        .withTracedBias(kind.tracedBias())
        .with(new OptimizerSpec.Adamax(1e-2));
  }

  /** The same network for one sequence of {@code steps} steps. */
  public TrainingCase shortened(int steps) {
    return new TrainingCase(spec, seed, 1, steps);
  }

  @Override
  public String group() {
    StringBuilder group = new StringBuilder();
    group.append(spec.rule().label()).append(' ').append(spec.mode());
    if (hasMatrixTrace(spec.rule()) && !spec.mode().offline()) {
      group.append(' ').append(spec.form().label());
    }
    return group.append(spec.tracedBias() ? " traced-bias" : "").toString();
  }

  @Override
  public String name() {
    return group()
        + " "
        + spec.sizes()
        + " batch "
        + spec.batch()
        + (spec.layers().get(0).bias() ? "" : " no bias")
        + " "
        + spec.optimizer().label()
        + " leak "
        + spec.lif().leak()
        + " threshold "
        + spec.lif().threshold()
        + " "
        + sequences
        + "x"
        + steps
        + " steps seed "
        + seed;
  }

  /**
   * The initial weights: multiples of 1/64, so that potentials meet the threshold exactly. In every
   * layer the first neuron fires at any input and the last is inhibited, so that no layer is idle.
   */
  public float[] initialParameters() {
    SplittableRandom random = new SplittableRandom(seed);
    float[] parameters = new float[Math.toIntExact(spec.parameters())];
    int offset = 0;
    for (int l = 0; l < spec.layers().size(); l++) {
      LayerShape shape = spec.shape(l);
      float threshold = spec.lif().threshold();
      for (int k = 0; k < shape.weights(); k++) {
        int neuron = k % shape.post();
        double draw =
            random.nextDouble(-1, 1) * SPREAD / Math.sqrt(shape.pre()) + MEAN / shape.pre();
        float weight = (float) Math.rint(draw * threshold * 64) / 64;
        boolean inhibited = neuron == shape.post() - 1;
        parameters[offset++] = neuron == 0 ? threshold : inhibited ? -Math.abs(weight) : weight;
      }
      boolean bias = spec.layers().get(l).bias();
      for (int j = 0; j < shape.post(); j++) {
        parameters[offset++] = bias && j < shape.post() - 1 ? random.nextInt(-8, 17) / 64f : 0f;
      }
    }
    return parameters;
  }

  /**
   * The input of a step, [batch][inputs]: silence, spikes, counts, halves.
   *
   * @param sequence from 0
   * @param step from 0
   */
  public float[] input(int sequence, int step) {
    SplittableRandom random = new SplittableRandom(seed + 31L * (1 + step + 1_000L * sequence));
    return Style.DYADIC.inputs(random, spec.shape(0).inputs());
  }

  /**
   * The classes of a sequence, [batch].
   *
   * @param sequence from 0
   */
  public int[] labels(int sequence) {
    SplittableRandom random = new SplittableRandom(seed + 17L * (1 + sequence));
    return random.ints(spec.batch(), 0, spec.classes()).toArray();
  }

  @Override
  public <B> Results run(Engine<B> engine) {
    Recording recording = new Recording();
    try (Network network = begin(engine)) {
      for (int event = 0; event < events(); event++) {
        play(network, event);
        recording.event(network);
        recordState(recording, network, event);
      }
    }
    return recording.results();
  }

  /**
   * The same run, but after an event the network is saved and closed, and another one, which has
   * done other things before, is restored from what was saved and goes on. The results are those of
   * {@link #run}.
   *
   * @param first the engine of the first part
   * @param second the engine of the second part, which may be the same
   * @param split the event, from 0 to below {@link #events}
   */
  public Results runSplit(Engine<?> first, Engine<?> second, int split) {
    Recording recording = new Recording();
    NetworkState saved;
    try (Network network = begin(first)) {
      for (int event = 0; event < split; event++) {
        play(network, event);
        recording.event(network);
        recordState(recording, network, event);
      }
      play(network, split);
      saved = network.save();
    }
    try (Network network = begin(second)) {
      for (int event = 0; event <= steps / 2; event++) {
        play(network, events() + event); // of a sequence that this run does not have
      }
      network.restore(saved);
      recording.event(network);
      recordState(recording, network, split);
      for (int event = split + 1; event < events(); event++) {
        play(network, event);
        recording.event(network);
        recordState(recording, network, event);
      }
    }
    return recording.results();
  }

  private Network begin(Engine<?> engine) {
    Network network = engine.network(spec);
    try {
      network.writeParameters(initialParameters());
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** How many events a run has: each sequence's reset, its steps and its end. */
  public int events() {
    return sequences * (steps + 2);
  }

  private void play(Network network, int event) {
    int sequence = event / (steps + 2);
    int step = event % (steps + 2) - 1;
    if (step < 0) {
      network.reset();
    } else if (step < steps) {
      network.step(input(sequence, step), labels(sequence));
    } else {
      network.finishSequence();
    }
  }

  /** Saves in the middle of the last sequence and at the end. */
  private void recordState(Recording recording, Network network, int event) {
    if (event == events() - 2 - steps / 2) {
      recording.state("middle.", network.save());
    } else if (event == events() - 1) {
      recording.state("end.", network.save());
      recording.traces(network);
    }
  }

  /** What is seen of a run, step after step in one array each. */
  private static final class Recording {
    private final Map<String, List<float[]>> parts = new LinkedHashMap<>();

    void event(Network network) {
      NetworkSpec spec = network.spec();
      for (int l = 0; l < spec.layers().size(); l++) {
        int layer = l;
        int outputs = spec.shape(l).outputs();
        read("spikes." + l, outputs, a -> network.readSpikes(layer, a));
        read("potential." + l, outputs, a -> network.readPotential(layer, a));
      }
      read("loss", 1, a -> a[0] = (float) network.loss());
      read("sequenceLosses", spec.batch(), network::readSequenceLosses);
      read("counts", spec.batch() * spec.classes(), network::readCounts);
      read("gradient", network.parameters(), network::readGradient);
      read("parameters", network.parameters(), network::readParameters);
      if (spec.rule().leakyReadout()) {
        read("leakyOutput", spec.batch() * spec.classes(), network::readLeakyOutput);
      }
    }

    /** Every trace that is kept. */
    void traces(Network network) {
      for (int l = 0; l < network.spec().layers().size(); l++) {
        LayerShape shape = network.spec().shape(l);
        for (TraceName name : TraceName.values()) {
          int length =
              switch (name) {
                case PRESYNAPTIC, FILTERED_PRESYNAPTIC -> shape.inputs();
                case MEMBRANE, OUTPUT -> shape.traces();
                case BIAS_MEMBRANE, BIAS_OUTPUT, MEAN_SURROGATE -> shape.outputs();
              };
          float[] values = new float[length];
          try {
            network.readTrace(l, name, values);
          } catch (IllegalArgumentException e) {
            continue; // this rule keeps no such trace
          }
          add("trace." + l + "." + name, values);
        }
      }
    }

    void state(String prefix, NetworkState state) {
      state.tensors().forEach((name, values) -> add(prefix + name, values));
      state.counters().forEach((name, value) -> add(prefix + name, digits(value)));
    }

    /** A whole number as floats that hold it exactly. */
    private static float[] digits(long value) {
      return new float[] {
        value >>> 48, value >>> 32 & 0xffff, value >>> 16 & 0xffff, value & 0xffff
      };
    }

    private void read(String name, int length, Consumer<float[]> reader) {
      float[] values = new float[length];
      reader.accept(values);
      add(name, values);
    }

    private void add(String name, float[] values) {
      parts.computeIfAbsent(name, n -> new ArrayList<>()).add(values);
    }

    Results results() {
      Map<String, float[]> arrays = new LinkedHashMap<>();
      long telling = 0;
      for (Map.Entry<String, List<float[]>> entry : parts.entrySet()) {
        float[] joined = join(entry.getValue());
        arrays.put(entry.getKey(), joined);
        for (float value : joined) {
          telling += Float.isFinite(value) && value != 0f ? 1 : 0;
        }
      }
      return new Results(arrays, telling);
    }

    private static float[] join(List<float[]> parts) {
      float[] joined = new float[parts.stream().mapToInt(p -> p.length).sum()];
      int offset = 0;
      for (float[] part : parts) {
        System.arraycopy(part, 0, joined, offset, part.length);
        offset += part.length;
      }
      return joined;
    }
  }

  @Override
  public String idle(Results results) {
    for (int l = 0; l < spec.layers().size(); l++) {
      if (!contains(results.array("spikes." + l), 1f)) {
        return "layer " + l + " never fires";
      }
    }
    float[] gradients = results.array("gradient");
    int offset = 0;
    for (int l = 0; l < spec.layers().size(); l++) {
      int weights = spec.shape(l).weights();
      if (!learns(gradients, offset, weights)) {
        return "the gradient of layer " + l + " is always 0";
      }
      offset += weights + spec.shape(l).post();
    }
    return "";
  }

  /** Whether one of the gradients, of which each event left one, is not 0 in this range. */
  private boolean learns(float[] gradients, int offset, int length) {
    int stride = Math.toIntExact(spec.parameters());
    for (int k = 0; k < gradients.length; k++) {
      int parameter = k % stride;
      if (parameter >= offset && parameter < offset + length && gradients[k] != 0f) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(float[] values, float wanted) {
    for (float value : values) {
      if (value == wanted) {
        return true;
      }
    }
    return false;
  }
}
