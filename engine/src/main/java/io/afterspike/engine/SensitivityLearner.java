package io.afterspike.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * RTRL: the exact derivative of every spike by every parameter below it, carried forward in time.
 * The memory is batch × neurons × parameters per layer, so this is for small networks, as a truth
 * to check others against.
 */
final class SensitivityLearner<B> implements Learner<B> {
  private final Engine<B> engine;
  private final NetworkSpec spec;
  private final List<Layer<B>> layers;
  private final List<B> potentialSensitivities = new ArrayList<>();
  private final List<B> spikeSensitivities = new ArrayList<>();
  private final int parameters;
  private final LayerShape gradientShape;
  private final B gradient;

  SensitivityLearner(
      Engine<B> engine, Buffers<B> buffers, NetworkSpec spec, List<Layer<B>> layers) {
    this.engine = engine;
    this.spec = spec;
    this.layers = layers;
    int below = 0;
    for (Layer<B> layer : layers) {
      below += layer.shape.weights() + layer.shape.post();
      int length = Math.multiplyExact(layer.shape.outputs(), below);
      potentialSensitivities.add(buffers.allocate(length));
      spikeSensitivities.add(buffers.allocate(length));
    }
    parameters = below;
    gradient = buffers.allocate(parameters);
    LayerShape top = layers.get(layers.size() - 1).shape;
    gradientShape = new LayerShape(top.outputs(), 1, parameters);
  }

  @Override
  public void reset() {
    for (int l = 0; l < layers.size(); l++) {
      engine.fill(potentialSensitivities.get(l), 0f);
    }
  }

  @Override
  public void step(B input) {
    B presynaptic = input;
    B inputSensitivity = gradient; // of no meaning for the first layer, which has none below
    int below = 0;
    for (int l = 0; l < layers.size(); l++) {
      Layer<B> layer = layers.get(l);
      engine.sensitivityStep(
          layer.shape,
          spec.lif(),
          below,
          layer.weights,
          presynaptic,
          layer.surrogate,
          inputSensitivity,
          potentialSensitivities.get(l),
          spikeSensitivities.get(l));
      presynaptic = layer.spikes;
      inputSensitivity = spikeSensitivities.get(l);
      below += layer.shape.weights() + layer.shape.post();
    }
    accumulate();
  }

  /** Adds {@code Σ_b Σ_j δ[b][j]·ds[b][j]/dp}, output neurons ascending within samples. */
  private void accumulate() {
    int offset = 0;
    for (int l = 0; l < layers.size(); l++) {
      offset = gather(layers.get(l).weightGradient, offset);
      offset = gather(layers.get(l).biasGradient, offset);
    }
    int top = layers.size() - 1;
    engine.outerProduct(
        gradientShape, layers.get(top).learningSignal, spikeSensitivities.get(top), gradient);
    offset = 0;
    for (int l = 0; l < layers.size(); l++) {
      offset = spread(layers.get(l).weightGradient, offset);
      offset = spread(layers.get(l).biasGradient, offset);
    }
  }

  private int gather(B part, int offset) {
    int length = engine.length(part);
    engine.copy(part, 0, gradient, offset, length);
    return offset + length;
  }

  private int spread(B part, int offset) {
    int length = engine.length(part);
    engine.copy(gradient, offset, part, 0, length);
    return offset + length;
  }

  @Override
  public void endSequence() {}

  @Override
  public TraceForm form(int layer) {
    return TraceForm.AUTO;
  }

  @Override
  public void readTrace(int layer, TraceName name, float[] destination) {
    throw new IllegalArgumentException("trace: " + name + " is not kept by rtrl");
  }

  @Override
  public void visit(StateVisitor<B> visitor) {
    for (int l = 0; l < layers.size(); l++) {
      visitor.buffer("sensitivity." + l, potentialSensitivities.get(l));
    }
  }
}
