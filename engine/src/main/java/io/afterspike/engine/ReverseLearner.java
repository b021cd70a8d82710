package io.afterspike.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * BPTT, and every rule offline, by one reverse pass per layer from the top: the cheap exact form.
 *
 * <pre>
 *   dW = Σ_t x(t)ᵀ A(t)         steps ascending; δ below = h Wᵀ; A = F = 0 after the last step
 *   BPTT:   A = gδ + cA(t+1)                      h = A
 *   OSTL:   A = gδ + cA(t+1)                      h = δg
 *   OTPE:   F = δ + λF(t+1),  A = gF + cA(t+1)    h = δḡ
 *   OTTT:   A = h + λA(t+1)                       h = δg
 *   Approx: A' = h + λA'(t+1),  A = A' + λA(t+1)  h = δḡ
 * </pre>
 *
 * The bias gradient is Σ A, for OTTT and Approx OTPE Σ h unless their bias is traced.
 */
final class ReverseLearner<B> implements Learner<B> {
  private final Engine<B> engine;
  private final NetworkSpec spec;
  private final List<Layer<B>> layers;
  private final B ones;
  private final Buffers<B> buffers;

  /** The network's input at each step; spikes, surrogates and learning signals of each layer. */
  private final List<B> inputs = new ArrayList<>();

  private final List<List<B>> spikes = new ArrayList<>();
  private final List<List<B>> surrogates = new ArrayList<>();
  private final List<List<B>> sent = new ArrayList<>();
  private final List<List<B>> signals = new ArrayList<>();

  /** ḡ and its weight, for the layers that send it. */
  private final List<B> meanSurrogates = new ArrayList<>();

  private float meanWeight;

  /** Running values of the reverse pass, per layer: c, F or A', A. */
  private final List<B> retentions = new ArrayList<>();

  private final List<B> filtered = new ArrayList<>();
  private final List<B> adjoints = new ArrayList<>();
  private int steps;

  ReverseLearner(Engine<B> engine, Buffers<B> buffers, NetworkSpec spec, List<Layer<B>> layers) {
    this.engine = engine;
    this.buffers = buffers;
    this.spec = spec;
    this.layers = layers;
    this.ones = buffers.allocate(spec.batch());
    engine.fill(ones, 1f);
    for (Layer<B> layer : layers) {
      int outputs = layer.shape.outputs();
      spikes.add(new ArrayList<>());
      surrogates.add(new ArrayList<>());
      sent.add(new ArrayList<>());
      signals.add(new ArrayList<>());
      meanSurrogates.add(buffers.allocate(outputs));
      retentions.add(buffers.allocate(outputs));
      filtered.add(buffers.allocate(outputs));
      adjoints.add(buffers.allocate(outputs));
    }
  }

  private LayerRule rule(int layer) {
    return spec.rule().layerRule(layer, layers.size());
  }

  private boolean sendsMean(int layer) {
    LayerRule rule = rule(layer);
    return rule != null && rule.sendsMeanSurrogate();
  }

  @Override
  public void reset() {
    steps = 0;
    meanWeight = 0f;
    meanSurrogates.forEach(mean -> engine.fill(mean, 0f));
  }

  @Override
  public void step(B input) {
    growTo(steps + 1);
    engine.copy(input, 0, inputs.get(steps), 0, engine.length(input));
    meanWeight = Math.fma(spec.lif().leak(), meanWeight, 1f);
    for (int l = 0; l < layers.size(); l++) {
      Layer<B> layer = layers.get(l);
      keep(layer.spikes, spikes.get(l).get(steps));
      keep(layer.surrogate, surrogates.get(l).get(steps));
      if (sendsMean(l)) {
        engine.meanSurrogateStep(1f / meanWeight, layer.surrogate, meanSurrogates.get(l));
        keep(meanSurrogates.get(l), sent.get(l).get(steps));
      }
    }
    int top = layers.size() - 1;
    keep(layers.get(top).learningSignal, signals.get(top).get(steps));
    steps++;
  }

  private void keep(B source, B destination) {
    engine.copy(source, 0, destination, 0, engine.length(source));
  }

  private void growTo(int length) {
    while (inputs.size() < length) {
      inputs.add(buffers.allocate(layers.get(0).shape.inputs()));
      for (int l = 0; l < layers.size(); l++) {
        int outputs = layers.get(l).shape.outputs();
        spikes.get(l).add(buffers.allocate(outputs));
        surrogates.get(l).add(buffers.allocate(outputs));
        sent.get(l).add(buffers.allocate(outputs));
        signals.get(l).add(buffers.allocate(outputs));
      }
    }
  }

  @Override
  public void endSequence() {
    for (int l = layers.size() - 1; l >= 0; l--) {
      reverse(l);
      accumulate(l);
    }
  }

  /**
   * From the last step to the first: replaces the kept signals by A(t), and the kept ḡ by h(t),
   * which goes down to the layer below.
   */
  private void reverse(int l) {
    Layer<B> layer = layers.get(l);
    LayerRule rule = rule(l);
    float leak = spec.lif().leak();
    B retention = retentions.get(l);
    B filter = filtered.get(l);
    B adjoint = adjoints.get(l);
    engine.fill(filter, 0f);
    engine.fill(adjoint, 0f);
    for (int t = steps - 1; t >= 0; t--) {
      B signal = signals.get(l).get(t);
      B surrogate = surrogates.get(l).get(t);
      B factor = sent.get(l).get(t);
      engine.multiply(signal, sendsMean(l) ? factor : surrogate, factor);
      if (rule == LayerRule.OTTT) {
        engine.leakySumStep(leak, factor, adjoint);
      } else if (rule == LayerRule.APPROX_OTPE) {
        engine.leakySumStep(leak, factor, filter);
        engine.leakySumStep(leak, filter, adjoint);
      } else {
        if (rule == LayerRule.OTPE) {
          engine.leakySumStep(leak, signal, filter);
        }
        engine.retention(spec.lif(), surrogate, retention);
        engine.reverseStep(retention, surrogate, rule == LayerRule.OTPE ? filter : signal, adjoint);
      }
      keep(adjoint, signal);
      if (l > 0) {
        B below = signals.get(l - 1).get(t);
        engine.project(layer.shape, rule == null ? adjoint : factor, layer.weights, below);
      }
    }
  }

  private void accumulate(int l) {
    Layer<B> layer = layers.get(l);
    LayerRule rule = rule(l);
    boolean plainBias = rule != null && !rule.hasMatrixTrace() && !spec.tracedBias();
    LayerShape biasShape = new LayerShape(layer.shape.batch(), 1, layer.shape.post());
    for (int t = 0; t < steps; t++) {
      B input = l == 0 ? inputs.get(t) : spikes.get(l - 1).get(t);
      B adjoint = signals.get(l).get(t);
      engine.outerProduct(layer.shape, input, adjoint, layer.weightGradient);
      engine.outerProduct(
          biasShape, ones, plainBias ? sent.get(l).get(t) : adjoint, layer.biasGradient);
    }
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
    for (int t = 0; t < steps; t++) {
      growTo(t + 1); // one by one: a state that claims more steps than it has ends there
      in.buffer("input." + t, inputs.get(t));
      for (int l = 0; l < layers.size(); l++) {
        in.buffer("spikes." + l + "." + t, spikes.get(l).get(t));
        in.buffer("surrogate." + l + "." + t, surrogates.get(l).get(t));
        if (sendsMean(l)) { // else it is computed in the reverse pass
          in.buffer("sent." + l + "." + t, sent.get(l).get(t));
        }
      }
      int top = layers.size() - 1;
      in.buffer("learningSignal." + t, signals.get(top).get(t));
    }
  }
}
