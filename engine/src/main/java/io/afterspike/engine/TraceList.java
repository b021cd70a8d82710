package io.afterspike.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The traces of a network's layers. */
class TraceList<B> implements LearningState<B> {
  final Engine<B> engine;
  final List<Layer<B>> layers;
  private final List<Traces<B>> traces = new ArrayList<>();

  /** With traces that {@code maker} makes. */
  TraceList(
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
