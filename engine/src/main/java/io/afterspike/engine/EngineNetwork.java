package io.afterspike.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What all networks on an engine share: layers, readout and their buffers, checks, reading and
 * writing, checkpoints, and a forward pass composed of the engine's operations. How a step learns
 * is the subtype's: {@link ComposedNetwork} is the specification.
 */
abstract class EngineNetwork<B> implements Network {
  final Engine<B> engine;
  final NetworkSpec spec;
  final StepFrame frame;
  final List<Layer<B>> layers = new ArrayList<>();
  final Buffers<B> buffers;
  final B input;
  final B labels;
  private final float[] hostInput;
  private final float[] hostLabels;
  private final float[] hostLoss;

  /** Each sample's loss at the last step, and its sum over the sequence. */
  final B loss;

  final B lossSum;
  final B counts;

  /** out = λ·out + s for the F-rules, else {@code null}. */
  final B leakyOutput;

  long steps;
  long updates;

  /** Steps whose gradient waits for the next update. */
  int pending;

  private boolean closed;

  /** Takes over the frame and the buffers, which are empty. */
  EngineNetwork(Engine<B> engine, NetworkSpec spec, StepFrame frame, Buffers<B> buffers) {
    this.frame = frame;
    this.engine = Objects.requireNonNull(engine, "engine");
    this.spec = Objects.requireNonNull(spec, "spec");
    this.buffers = buffers;
    MemoryEstimate.require(spec, engine.availableBytes());
    try {
      for (int l = 0; l < spec.layers().size(); l++) {
        boolean bias = spec.layers().get(l).bias();
        layers.add(new Layer<>(engine, buffers, spec.shape(l), bias, spec.optimizer().moments()));
      }
      input = buffers.allocate(spec.shape(0).inputs());
      labels = buffers.allocate(spec.batch());
      hostInput = new float[spec.shape(0).inputs()];
      hostLabels = new float[spec.batch()];
      hostLoss = new float[spec.batch()];
      loss = buffers.allocate(spec.batch());
      lossSum = buffers.allocate(spec.batch());
      counts = buffers.allocate(top().shape.outputs());
      leakyOutput = spec.rule().leakyReadout() ? buffers.allocate(top().shape.outputs()) : null;
    } catch (RuntimeException | Error e) {
      buffers.close();
      frame.close();
      throw e;
    }
  }

  /** What {@code maker} makes; if it cannot, the network's buffers are freed. */
  final <T> T orFree(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (RuntimeException | Error e) {
      buffers.close();
      frame.close();
      throw e;
    }
  }

  /** What the learning rule keeps. */
  abstract LearningState<B> learned();

  final Layer<B> top() {
    return layers.get(layers.size() - 1);
  }

  private Layer<B> layer(int index) {
    if (index < 0 || index >= layers.size()) {
      throw new IllegalArgumentException(
          "layer: expected 0 to " + (layers.size() - 1) + ", found " + index);
    }
    return layers.get(index);
  }

  @Override
  public NetworkSpec spec() {
    return spec;
  }

  @Override
  public TraceForm form(int layer) {
    open();
    layer(layer);
    return learned().form(layer);
  }

  @Override
  public void initialize(long seed) {
    open();
    settle();
    SplittableRandom random = new SplittableRandom(seed);
    for (Layer<B> layer : layers) {
      float[] weights = new float[layer.shape.weights()];
      LecunNormal.fill(random, layer.shape.pre(), weights);
      engine.write(weights, layer.weights);
      engine.fill(layer.bias, 0f);
    }
  }

  @Override
  public void reset() {
    open();
    frame.begin();
    try {
      layers.forEach(Layer::reset);
      engine.fill(lossSum, 0f);
      engine.fill(counts, 0f);
      if (leakyOutput != null) {
        engine.fill(leakyOutput, 0f);
      }
      learned().reset();
      steps = 0;
      pending = 0;
    } finally {
      frame.end();
    }
  }

  /** Before losses, counts, leaky outputs or potentials are read: steps may have been put off. */
  void complete() {}

  /**
   * Before spikes, traces or gradients are read or parameters written: as {@link #complete}, and
   * fused steps may have left values elsewhere.
   */
  void settle() {}

  @Override
  public void step(float[] input, int[] labels) {
    check(input, labels);
    beforeTraining();
    frame.begin();
    try {
      engine.write(hostInput, trainingInput());
      engine.write(hostLabels, trainingLabels());
      train();
    } finally {
      frame.end();
    }
  }

  /** Makes ready for a step that learns. */
  void beforeTraining() {}

  /** Where the input of the next step that learns goes. */
  B trainingInput() {
    return input;
  }

  /** Where the labels of the next step that learns go. */
  B trainingLabels() {
    return labels;
  }

  /** One step with learning, whose input and labels are in their places. */
  abstract void train();

  @Override
  public void evaluate(float[] input, int[] labels) {
    check(input, labels);
    settle(); // what comes takes the place of spikes and surrogates
    frame.begin();
    try {
      engine.write(hostInput, this.input);
      engine.write(hostLabels, this.labels);
      forward();
    } finally {
      frame.end();
    }
  }

  @Override
  public InputSequence sequence(float[][] inputs, int[] labels) {
    open();
    Objects.requireNonNull(inputs, "inputs");
    Require.atLeast("steps", 1, inputs.length);
    int size = hostInput.length;
    if ((long) size * inputs.length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "inputs: expected at most "
              + (Integer.MAX_VALUE - 8) / size
              + " steps, found "
              + inputs.length);
    }
    B kept = engine.allocate(size * inputs.length);
    B keptLabels = null;
    try {
      keptLabels = engine.allocate(spec.batch());
      checkLabels(labels);
      for (int t = 0; t < inputs.length; t++) {
        try {
          checkInput(inputs[t]);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("step " + t + ", " + e.getMessage());
        }
        engine.write(hostInput, input);
        engine.copy(input, 0, kept, t * size, size);
      }
      engine.write(hostLabels, keptLabels);
      return new KeptSequence<>(engine, inputs.length, kept, keptLabels, true);
    } catch (RuntimeException | Error e) {
      engine.free(kept);
      if (keptLabels != null) {
        engine.free(keptLabels);
      }
      throw e;
    }
  }

  @Override
  public void learn(InputSequence sequence) {
    KeptSequence<B> kept = own(sequence);
    for (int t = 0; t < kept.steps(); t++) {
      beforeTraining();
      frame.begin();
      try {
        take(kept, t, trainingInput());
        engine.copy(kept.labels(), 0, trainingLabels(), 0, spec.batch());
        train();
      } finally {
        frame.end();
      }
    }
  }

  @Override
  public void evaluate(InputSequence sequence) {
    KeptSequence<B> kept = own(sequence);
    settle();
    engine.copy(kept.labels(), 0, labels, 0, spec.batch());
    for (int t = 0; t < kept.steps(); t++) {
      frame.begin();
      try {
        take(kept, t, input);
        forward();
      } finally {
        frame.end();
      }
    }
  }

  private void take(KeptSequence<B> kept, int step, B destination) {
    int size = hostInput.length;
    engine.copy(kept.inputs(), step * size, destination, 0, size);
  }

  /** The sequence, if this network can take it. */
  @SuppressWarnings("unchecked") // an engine has one kind of buffers
  final KeptSequence<B> own(InputSequence sequence) {
    open();
    Objects.requireNonNull(sequence, "sequence");
    if (!(sequence instanceof KeptSequence<?> kept) || kept.engine() != engine) {
      throw new IllegalArgumentException(
          "sequence: expected one of this network's engine, found another's");
    }
    KeptSequence<B> own = (KeptSequence<B>) kept;
    Require.length("sequence", own.steps() * hostInput.length, engine.length(own.inputs()));
    Require.length("labels of the sequence", spec.batch(), engine.length(own.labels()));
    return own;
  }

  /** Checks the arguments of a step and takes them over. */
  private void check(float[] values, int[] targets) {
    open();
    checkLabels(targets);
    checkInput(values);
  }

  private void checkInput(float[] values) {
    Require.length("input", hostInput.length, values.length);
    Require.finite("input", values);
    for (int k = 0; k < values.length; k++) {
      hostInput[k] = values[k] + 0f; // no engine has to tell −0 from 0
    }
  }

  private void checkLabels(int[] targets) {
    Require.length("labels", spec.batch(), targets.length);
    int classes = spec.classes();
    for (int b = 0; b < targets.length; b++) {
      if (targets[b] < 0 || targets[b] >= classes) {
        throw new IllegalArgumentException(
            "labels[" + b + "]: expected 0 to " + (classes - 1) + ", found " + targets[b]);
      }
      hostLabels[b] = targets[b];
    }
  }

  /** One step without learning, whose input and labels are in {@code input} and {@code labels}. */
  final void forward() {
    B presynaptic = input;
    for (int l = 0; l < layers.size(); l++) {
      layers.get(l).forward(spec.lif(), presynaptic);
      presynaptic = layers.get(l).spikes;
    }
    engine.leakySumStep(1f, top().spikes, counts);
    B output = top().spikes;
    if (leakyOutput != null) {
      engine.leakySumStep(spec.lif().leak(), top().spikes, leakyOutput);
      output = leakyOutput;
    }
    engine.crossEntropy(
        spec.classes(), 1f / spec.batch(), output, labels, top().learningSignal, loss);
    engine.leakySumStep(1f, loss, lossSum);
    steps++;
  }

  /** Changes the weights by the gradient of the pending steps. */
  final void update() {
    updates++;
    float scale = 1f / pending;
    for (int l = 0; l < layers.size(); l++) {
      layers.get(l).update(spec.optimizer(), updates, scale);
    }
    pending = 0;
  }

  @Override
  public double loss() {
    open();
    return steps == 0 ? Double.NaN : mean(loss);
  }

  @Override
  public double sequenceLoss() {
    return mean(lossSum) / steps;
  }

  private double mean(B perSample) {
    open();
    complete();
    engine.read(perSample, hostLoss);
    double sum = 0;
    for (float value : hostLoss) {
      sum += value;
    }
    return sum / hostLoss.length;
  }

  @Override
  public void readSequenceLosses(float[] destination) {
    open();
    complete();
    Require.length("destination", spec.batch(), destination.length);
    engine.read(lossSum, destination);
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public long updates() {
    return updates;
  }

  @Override
  public void readCounts(float[] destination) {
    open();
    complete();
    Require.length("destination", top().shape.outputs(), destination.length);
    engine.read(counts, destination);
  }

  @Override
  public void readSpikes(int layer, float[] destination) {
    open();
    settle();
    Require.length("destination", layer(layer).shape.outputs(), destination.length);
    engine.read(layer(layer).spikes, destination);
  }

  @Override
  public void readPotential(int layer, float[] destination) {
    open();
    complete();
    Require.length("destination", layer(layer).shape.outputs(), destination.length);
    engine.read(layer(layer).potential, destination);
  }

  @Override
  public void readLeakyOutput(float[] destination) {
    open();
    complete();
    if (leakyOutput == null) {
      throw new IllegalStateException("rule " + spec.rule() + " has no leaky output");
    }
    Require.length("destination", top().shape.outputs(), destination.length);
    engine.read(leakyOutput, destination);
  }

  @Override
  public void readTrace(int layer, TraceName name, float[] destination) {
    open();
    settle();
    layer(layer);
    learned().readTrace(layer, name, destination);
  }

  @Override
  public int parameters() {
    return Math.toIntExact(spec.parameters());
  }

  @Override
  public void readParameters(float[] destination) {
    open();
    Require.length("destination", parameters(), destination.length);
    int offset = 0;
    for (Layer<B> layer : layers) {
      offset = readPart(layer.weights, destination, offset);
      offset = readPart(layer.bias, destination, offset);
    }
  }

  @Override
  public void readGradient(float[] destination) {
    open();
    settle();
    Require.length("destination", parameters(), destination.length);
    int offset = 0;
    for (Layer<B> layer : layers) {
      offset = readPart(layer.weightGradient, destination, offset);
      offset = readPart(layer.biasGradient, destination, offset);
    }
  }

  private int readPart(B part, float[] destination, int offset) {
    float[] values = new float[engine.length(part)];
    engine.read(part, values);
    System.arraycopy(values, 0, destination, offset, values.length);
    return offset + values.length;
  }

  @Override
  public void writeParameters(float[] source) {
    open();
    Require.length("parameters", parameters(), source.length);
    Require.finite("parameters", source);
    requireUntrainedBiasZero(source);
    settle();
    int offset = 0;
    for (Layer<B> layer : layers) {
      offset = writePart(source, offset, layer.weights);
      offset = writePart(source, offset, layer.bias);
    }
  }

  private void requireUntrainedBiasZero(float[] source) {
    int offset = 0;
    for (Layer<B> layer : layers) {
      offset += layer.shape.weights();
      for (int j = 0; j < layer.shape.post(); j++, offset++) {
        if (!layer.hasBias && source[offset] != 0f) {
          throw new IllegalArgumentException(
              "parameters["
                  + offset
                  + "]: expected 0 for the bias of a layer without bias, found "
                  + source[offset]);
        }
      }
    }
  }

  private int writePart(float[] source, int offset, B part) {
    float[] values = new float[engine.length(part)];
    System.arraycopy(source, offset, values, 0, values.length);
    engine.write(values, part);
    return offset + values.length;
  }

  @Override
  public NetworkState save() {
    open();
    settle();
    TreeMap<String, float[]> tensors = new TreeMap<>();
    TreeMap<String, Long> counters = new TreeMap<>();
    visit(
        new StateVisitor<>() {
          @Override
          public void buffer(String name, B buffer) {
            float[] values = new float[engine.length(buffer)];
            engine.read(buffer, values);
            tensors.put(name, values);
          }

          @Override
          public long counter(String name, long value) {
            counters.put(name, value);
            return value;
          }
        });
    return new NetworkState(tensors, counters);
  }

  @Override
  public void restore(NetworkState state) {
    reset();
    try {
      visit(restoring(state));
    } catch (RuntimeException e) {
      reset();
      throw e;
    }
  }

  private StateVisitor<B> restoring(NetworkState state) {
    return new StateVisitor<>() {
      @Override
      public void buffer(String name, B buffer) {
        float[] values = state.tensors().get(name);
        if (values == null) {
          throw new IllegalArgumentException("state: expected a tensor '" + name + "', found none");
        }
        Require.length("state tensor '" + name + "'", engine.length(buffer), values.length);
        engine.write(values, buffer);
      }

      @Override
      public long counter(String name, long value) {
        Long saved = state.counters().get(name);
        if (saved == null) {
          throw new IllegalArgumentException(
              "state: expected a counter '" + name + "', found none");
        }
        return saved;
      }
    };
  }

  void visit(StateVisitor<B> visitor) {
    steps = visitor.counter("steps", steps);
    updates = visitor.counter("updates", updates);
    pending = visitor.count("pending", pending);
    for (int l = 0; l < layers.size(); l++) {
      layers.get(l).visit(visitor.in("layer." + l));
    }
    visitor.buffer("loss", loss);
    visitor.buffer("lossSum", lossSum);
    visitor.buffer("counts", counts);
    if (leakyOutput != null) {
      visitor.buffer("leakyOutput", leakyOutput);
    }
    learned().visit(visitor);
  }

  final void open() {
    if (closed) {
      throw new IllegalStateException("network is closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      frame.close();
      learned().close();
      buffers.close();
    }
  }
}
