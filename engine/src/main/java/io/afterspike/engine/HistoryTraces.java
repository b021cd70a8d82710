package io.afterspike.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * OSTL and OTPE without any matrix: the inputs x(k) of past steps and one factor per past step and
 * neuron, D(k,t) or Q(k,t).
 *
 * <pre>
 *   OSTL:  P(t) = Σ_k x(k) ⊗ D(k,t)      dW(t) = Σ_k Σ_b x(k) ⊗ (δ∘g)(t)∘D(k,t)
 *   OTPE:  R(t) = Σ_k x(k) ⊗ Q(k,t)      dW(t) = Σ_k Σ_b x(k) ⊗ δ(t)∘Q(k,t)
 * </pre>
 *
 * Steps older than {@link TraceSpec#window()} are forgotten, so memory stays bounded on endless
 * streams; their buffers are used again.
 */
final class HistoryTraces<B> extends LayerTraces<B> {
  /** One past step. */
  private record Moment<B>(B input, B factor) {}

  private final boolean otpe;
  private final int window;
  private final List<Moment<B>> past = new ArrayList<>();
  private final Deque<Moment<B>> spare = new ArrayDeque<>();
  private final B retention;
  private final B weighted;

  /** λ^n, grown as needed. */
  private float[] decay = {1f};

  HistoryTraces(Engine<B> engine, Buffers<B> buffers, TraceSpec spec) {
    super(engine, buffers, spec);
    otpe = spec.rule() == LayerRule.OTPE;
    window = spec.window();
    retention = allocate(shape.outputs());
    weighted = allocate(shape.outputs());
  }

  @Override
  public TraceForm form() {
    return TraceForm.HISTORY;
  }

  @Override
  public void reset() {
    super.reset();
    engine.fill(retention, 0f);
    spare.addAll(past);
    past.clear();
  }

  @Override
  void advance(B input, B surrogate) {
    if (past.size() == window) {
      spare.add(past.remove(0));
    }
    int t = past.size();
    if (otpe) {
      growDecay(t + 1);
      engine.retention(spec.lif(), surrogate, retention);
      for (int k = 0; k < t; k++) {
        engine.otpeFactorStep(decay[t - k], retention, surrogate, past.get(k).factor());
      }
    } else {
      for (int k = 0; k < t; k++) {
        engine.ostlFactorStep(retention, past.get(k).factor());
      }
      engine.retention(spec.lif(), surrogate, retention);
    }
    Moment<B> now = newMoment();
    engine.copy(input, 0, now.input(), 0, shape.inputs());
    if (otpe) {
      engine.copy(surrogate, 0, now.factor(), 0, shape.outputs());
    } else {
      engine.fill(now.factor(), 1f);
    }
    past.add(now);
  }

  private Moment<B> newMoment() {
    Moment<B> moment = spare.poll();
    return moment != null
        ? moment
        : new Moment<>(allocate(shape.inputs()), allocate(shape.outputs()));
  }

  private void growDecay(int length) {
    if (length > decay.length) {
      int old = decay.length;
      decay = Arrays.copyOf(decay, Math.max(length, 2 * old));
      for (int n = old; n < decay.length; n++) {
        decay[n] = spec.lif().leak() * decay[n - 1];
        if (decay[n] < 0x1p-100f) {
          decay[n] = 0f;
        }
      }
    }
  }

  @Override
  public void accumulate(B learningSignal, B factor, B weightGradient, B biasGradient) {
    for (Moment<B> moment : past) {
      engine.multiply(otpe ? learningSignal : factor, moment.factor(), weighted);
      engine.outerProduct(shape, moment.input(), weighted, weightGradient);
      engine.outerProduct(biasShape, ones, weighted, biasGradient);
    }
  }

  @Override
  public Set<TraceName> readable() {
    return otpe
        ? EnumSet.of(TraceName.OUTPUT, TraceName.BIAS_OUTPUT, TraceName.MEAN_SURROGATE)
        : EnumSet.of(TraceName.MEMBRANE, TraceName.BIAS_MEMBRANE);
  }

  @Override
  void readTrace(TraceName name, float[] destination) {
    boolean bias = name == TraceName.BIAS_OUTPUT || name == TraceName.BIAS_MEMBRANE;
    int pre = bias ? 1 : shape.pre();
    float[] input = new float[shape.batch() * pre];
    float[] factor = new float[shape.outputs()];
    Arrays.fill(destination, 0f);
    for (Moment<B> moment : past) {
      engine.read(bias ? ones : moment.input(), input);
      engine.read(moment.factor(), factor);
      for (int row = 0; row < input.length; row++) {
        for (int j = 0; j < shape.post(); j++) {
          int k = row * shape.post() + j;
          destination[k] =
              Math.fma(input[row], factor[row / pre * shape.post() + j], destination[k]);
        }
      }
    }
    if (!otpe) {
      toMembraneTrace(destination, pre);
    }
  }

  @Override
  void visit(StateVisitor<B> visitor) {
    super.visit(visitor);
    visitor.buffer("retention", retention);
    int steps = visitor.count("pastSteps", past.size());
    while (past.size() > steps) {
      spare.add(past.remove(past.size() - 1));
    }
    for (int k = 0; k < steps; k++) {
      // One by one: a state that claims more steps than it has ends at the first missing one.
      if (past.size() == k) {
        past.add(newMoment());
      }
      visitor.buffer("input." + k, past.get(k).input());
      visitor.buffer("factor." + k, past.get(k).factor());
    }
  }
}
