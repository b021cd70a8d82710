package io.afterspike.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The online rules: traces per layer, a gradient at every time step, nothing flows back in time.
 */
class TraceLearner<B> implements Learner<B> {
  private final Engine<B> engine;
  private final List<Layer<B>> layers;
  private final List<Traces<B>> traces = new ArrayList<>();

  TraceLearner(Engine<B> engine, NetworkSpec spec, List<Layer<B>> layers) {
    this(engine, spec, layers, engine::traces);
  }

  /** With traces that {@code maker} makes. */
  TraceLearner(
      Engine<B> engine,
      NetworkSpec spec,
      List<Layer<B>> layers,
      Function<TraceSpec, Traces<B>> maker) {
    this.engine = engine;
    this.layers = layers;
    try {
      for (int l = 0; l < layers.size(); l++) {
        traces.add(maker.apply(spec.traceSpec(l)));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** What layer {@code layer} keeps. */
  Traces<B> traces(int layer) {
    return traces.get(layer);
  }

  @Override
  public void reset() {
    traces.forEach(Traces::reset);
  }

  @Override
  public void step(B input) {
    B presynaptic = input;
    for (int l = 0; l < layers.size(); l++) {
      traces.get(l).step(presynaptic, layers.get(l).surrogate);
      presynaptic = layers.get(l).spikes;
    }
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer<B> layer = layers.get(l);
      traces.get(l).postsynapticFactor(layer.learningSignal, layer.factor);
      traces
          .get(l)
          .accumulate(layer.learningSignal, layer.factor, layer.weightGradient, layer.biasGradient);
      if (l > 0) {
        B below = layers.get(l - 1).learningSignal;
        engine.project(layer.shape, layer.factor, layer.weights, below);
      }
    }
  }

  @Override
  public void endSequence() {}

  @Override
  public TraceForm form(int layer) {
    return traces.get(layer).form();
  }

  @Override
  public void readTrace(int layer, TraceName name, float[] destination) {
    traces.get(layer).read(name, destination);
  }

  @Override
  public void visit(StateVisitor<B> visitor) {
    for (int l = 0; l < traces.size(); l++) {
      if (traces.get(l) instanceof LayerTraces<B> kept) {
        kept.visit(visitor.in("traces." + l));
        kept.follow(layers.get(l).surrogate);
      } else {
        throw new UnsupportedOperationException(
            "saving a network whose engine makes its own traces: " + engine.name());
      }
    }
  }

  @Override
  public void close() {
    traces.forEach(Traces::close);
    traces.clear();
  }
}
