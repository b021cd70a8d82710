package io.afterspike.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The history form composed of the engine's operations; buffers of forgotten steps are reused. */
final class HistoryTraces<B> extends HistoryForm<B> {
  /** One past step. */
  private record Moment<B>(B input, B factor) {}

  private final List<Moment<B>> past = new ArrayList<>();
  private final Deque<Moment<B>> spare = new ArrayDeque<>();
  private final B retention;
  private final B weighted;

  HistoryTraces(Engine<B> engine, Buffers<B> buffers, TraceSpec spec) {
    super(engine, buffers, spec);
    retention = allocate(shape.outputs());
    weighted = allocate(shape.outputs());
  }

  @Override
  public void reset() {
    super.reset();
    engine.fill(retention, 0f);
    for (int k = 0; k < past.size(); k++) {
      spare.add(past.get(k)); // addAll would make an object
    }
    past.clear();
  }

  @Override
  void advance(B input, B surrogate) {
    if (past.size() == window) {
      spare.add(past.remove(0));
    }
    int t = past.size();
    if (otpe) {
      float[] decay = decay(t + 1);
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

  @Override
  public void accumulate(B learningSignal, B factor, B weightGradient, B biasGradient) {
    for (int k = 0; k < past.size(); k++) {
      Moment<B> moment = past.get(k);
      engine.multiply(otpe ? learningSignal : factor, moment.factor(), weighted);
      engine.outerProduct(shape, moment.input(), weighted, weightGradient);
      engine.outerProduct(biasShape, ones, weighted, biasGradient);
    }
  }

  @Override
  int pastSteps() {
    return past.size();
  }

  @Override
  void readInput(int k, float[] destination) {
    engine.read(past.get(k).input(), destination);
  }

  @Override
  void readFactor(int k, float[] destination) {
    engine.read(past.get(k).factor(), destination);
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
