package io.afterspike.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * What the offline forms keep of a sequence, as whole sequences: inputs, and of each layer spikes,
 * surrogates, mean surrogates and learning signals.
 */
abstract class SequenceState<B> implements LearningState<B> {
  final Engine<B> engine;
  final NetworkSpec spec;
  final List<Layer<B>> layers;

  /** The network's input at each step; spikes and surrogates of each layer. */
  final SequenceBuffer<B> inputs;

  final List<SequenceBuffer<B>> spikes = new ArrayList<>();
  final List<SequenceBuffer<B>> surrogates = new ArrayList<>();

  /** ḡ of the layers that send it, then h; none for BPTT. */
  final List<SequenceBuffer<B>> sent = new ArrayList<>();

  /** δ, then A; only the output layer's is there before the reverse pass. */
  final List<SequenceBuffer<B>> signals = new ArrayList<>();

  /** ḡ and its weight, for the layers that send it. */
  final List<B> meanSurrogates = new ArrayList<>();

  float meanWeight;
  int steps;

  /** How many steps the sequences have room for. */
  int room;

  SequenceState(Engine<B> engine, Buffers<B> buffers, NetworkSpec spec, List<Layer<B>> layers) {
    this.engine = engine;
    this.spec = spec;
    this.layers = layers;
    inputs = new SequenceBuffer<>(engine, buffers, spec.shape(0).inputs());
    for (int l = 0; l < layers.size(); l++) {
      int outputs = layers.get(l).shape.outputs();
      spikes.add(new SequenceBuffer<>(engine, buffers, outputs));
      surrogates.add(new SequenceBuffer<>(engine, buffers, outputs));
      signals.add(new SequenceBuffer<>(engine, buffers, outputs));
      sent.add(
          rule(l) == ReverseRule.BPTT
              ? signals.get(l)
              : new SequenceBuffer<>(engine, buffers, outputs));
      meanSurrogates.add(buffers.allocate(outputs));
    }
  }

  final ReverseRule rule(int layer) {
    return ReverseRule.of(spec.rule().layerRule(layer, layers.size()));
  }

  final boolean sendsMean(int layer) {
    return rule(layer) == ReverseRule.OTPE || rule(layer) == ReverseRule.APPROX_OTPE;
  }

  @Override
  public void reset() {
    steps = 0;
    meanWeight = 0f;
    for (int l = 0; l < layers.size(); l++) {
      engine.fill(meanSurrogates.get(l), 0f);
    }
  }

  /** For one more step: the first time for as many as are expected, then for twice as many. */
  final void makeRoom() {
    if (steps == room) {
      int most = longest();
      if (steps == most) {
        throw new IllegalStateException(
            "sequence: expected at most " + most + " steps of this network offline, found more");
      }
      int wanted = room == 0 ? Math.max(1, spec.sequenceLength()) : (int) Math.min(2L * room, most);
      resize(Math.min(wanted, most), steps);
    }
  }

  /** How many steps of the widest layer fit into one buffer. */
  final int longest() {
    int widest = spec.shape(0).inputs();
    for (Layer<B> layer : layers) {
      widest = Math.max(widest, layer.shape.outputs());
    }
    return (Integer.MAX_VALUE - 8) / widest;
  }

  void resize(int length, int kept) {
    inputs.resize(length, kept);
    for (int l = 0; l < layers.size(); l++) {
      spikes.get(l).resize(length, kept);
      surrogates.get(l).resize(length, kept);
      signals.get(l).resize(length, kept);
      if (rule(l) != ReverseRule.BPTT) {
        sent.get(l).resize(length, kept);
      }
    }
    room = length;
  }

  final boolean plainBias(int layer) {
    return (rule(layer) == ReverseRule.OTTT || rule(layer) == ReverseRule.APPROX_OTPE)
        && !spec.tracedBias();
  }

  @Override
  public TraceForm form(int layer) {
    return TraceForm.AUTO;
  }

  @Override
  public void readTrace(int layer, TraceName name, float[] destination) {
    if (name != TraceName.MEAN_SURROGATE || !sendsMean(layer)) {
      throw new IllegalArgumentException(
          "trace: " + name + " is not kept by " + spec.rule() + " offline");
    }
    engine.read(meanSurrogates.get(layer), destination);
  }

  @Override
  public void visit(StateVisitor<B> visitor) {
    StateVisitor<B> in = visitor.in("sequence");
    steps = in.count("steps", steps);
    meanWeight =
        Float.intBitsToFloat((int) in.counter("meanWeight", Float.floatToRawIntBits(meanWeight)));
    for (int l = 0; l < layers.size(); l++) {
      in.buffer("meanSurrogate." + l, meanSurrogates.get(l));
    }
    int saved = steps;
    for (steps = 0; steps < saved; steps++) {
      makeRoom(); // little by little: a state that claims more steps than it has ends there
      inputs.visit(in, "input." + steps, steps);
      for (int l = 0; l < layers.size(); l++) {
        spikes.get(l).visit(in, "spikes." + l + "." + steps, steps);
        surrogates.get(l).visit(in, "surrogate." + l + "." + steps, steps);
        if (sendsMean(l)) { // else it is computed in the reverse pass
          sent.get(l).visit(in, "sent." + l + "." + steps, steps);
        }
      }
      int top = layers.size() - 1;
      signals.get(top).visit(in, "learningSignal." + steps, steps);
    }
  }
}
