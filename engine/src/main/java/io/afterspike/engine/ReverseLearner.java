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
 * What happened is kept as whole sequences, so that each layer takes one pass, one projection and
 * one outer product, whose inner index runs over the steps and in each over the samples. The bias
 * gradient is Σ A, for OTTT and Approx OTPE Σ h unless their bias is traced.
 */
final class ReverseLearner<B> extends SequenceState<B> implements Learner<B> {
  /** A one for each sample and step: the input of the biases. */
  private final SequenceBuffer<B> ones;

  /** All steps of a layer as one batch, and the same for its bias. */
  private final List<LayerShape> shapes = new ArrayList<>();

  private final List<LayerShape> biasShapes = new ArrayList<>();

  ReverseLearner(Engine<B> engine, Buffers<B> buffers, NetworkSpec spec, List<Layer<B>> layers) {
    super(engine, buffers, spec, layers);
    ones = new SequenceBuffer<>(engine, buffers, spec.batch());
  }

  @Override
  void resize(int length, int kept) {
    super.resize(length, kept);
    ones.resize(length, 0);
    engine.fill(ones.values(), 1f);
    shapes.clear();
    biasShapes.clear();
    for (Layer<B> layer : layers) {
      int samples = Math.multiplyExact(length, layer.shape.batch());
      shapes.add(new LayerShape(samples, layer.shape.pre(), layer.shape.post()));
      biasShapes.add(new LayerShape(samples, 1, layer.shape.post()));
    }
  }

  @Override
  public void step(B input) {
    makeRoom();
    inputs.keep(steps, input);
    meanWeight = Math.fma(spec.lif().leak(), meanWeight, 1f);
    for (int l = 0; l < layers.size(); l++) {
      Layer<B> layer = layers.get(l);
      spikes.get(l).keep(steps, layer.spikes);
      surrogates.get(l).keep(steps, layer.surrogate);
      if (sendsMean(l)) {
        engine.meanSurrogateStep(1f / meanWeight, layer.surrogate, meanSurrogates.get(l));
        sent.get(l).keep(steps, meanSurrogates.get(l));
      }
    }
    int top = layers.size() - 1;
    signals.get(top).keep(steps, layers.get(top).learningSignal);
    steps++;
  }

  @Override
  public void endSequence() {
    if (room != steps) {
      resize(steps, steps); // operations take whole buffers; sequences of one length stay so
    }
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer<B> layer = layers.get(l);
      B signal = signals.get(l).values();
      B factor = sent.get(l).values();
      engine.reversePass(rule(l), spec.lif(), steps, surrogates.get(l).values(), signal, factor);
      B input = l == 0 ? inputs.values() : spikes.get(l - 1).values();
      engine.outerProduct(shapes.get(l), input, signal, layer.weightGradient);
      engine.outerProduct(
          biasShapes.get(l), ones.values(), plainBias(l) ? factor : signal, layer.biasGradient);
      if (l > 0) {
        engine.project(shapes.get(l), factor, layer.weights, signals.get(l - 1).values());
      }
    }
  }
}
