package io.afterspike.engine;

import java.util.List;

/**
 * The online rules: traces per layer, a gradient at every time step, nothing flows back in time.
 */
final class TraceLearner<B> extends TraceList<B> implements Learner<B> {
  TraceLearner(Engine<B> engine, NetworkSpec spec, List<Layer<B>> layers) {
    super(engine, spec, layers, engine::traces);
  }

  @Override
  public void step(B input) {
    B presynaptic = input;
    for (int l = 0; l < layers.size(); l++) {
      traces(l).step(presynaptic, layers.get(l).surrogate);
      presynaptic = layers.get(l).spikes;
    }
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer<B> layer = layers.get(l);
      traces(l).postsynapticFactor(layer.learningSignal, layer.factor);
      traces(l)
          .accumulate(layer.learningSignal, layer.factor, layer.weightGradient, layer.biasGradient);
      if (l > 0) {
        B below = layers.get(l - 1).learningSignal;
        engine.project(layer.shape, layer.factor, layer.weights, below);
      }
    }
  }

  @Override
  public void endSequence() {}
}
