package io.afterspike.engine;

import java.util.ArrayList;
import java.util.List;

/** One layer: parameters, optimizer moments, neurons, gradient, in the network's buffers. */
final class Layer<B> {
  final Engine<B> engine;
  final LayerShape shape;
  final boolean hasBias;
  final B weights;
  final B bias;
  final B weightGradient;
  final B biasGradient;
  final B current;
  final B potential;
  final B spikes;
  final B surrogate;

  /** δ of this layer, written by the readout or the layer above. */
  final B learningSignal;

  /** What is sent down: δ∘g, δ∘ḡ, or the adjoint. */
  final B factor;

  private final List<B> weightMoments = new ArrayList<>();
  private final List<B> biasMoments = new ArrayList<>();

  Layer(Engine<B> engine, Buffers<B> buffers, LayerShape shape, boolean hasBias, int moments) {
    this.engine = engine;
    this.shape = shape;
    this.hasBias = hasBias;
    // The bias as a last row of the weights.
    List<B> parameters = buffers.adjacent(shape.weights(), shape.post());
    weights = parameters.get(0);
    bias = parameters.get(1);
    List<B> gradients = buffers.adjacent(shape.weights(), shape.post());
    weightGradient = gradients.get(0);
    biasGradient = gradients.get(1);
    current = buffers.allocate(shape.outputs());
    potential = buffers.allocate(shape.outputs());
    spikes = buffers.allocate(shape.outputs());
    surrogate = buffers.allocate(shape.outputs());
    learningSignal = buffers.allocate(shape.outputs());
    factor = buffers.allocate(shape.outputs());
    for (int m = 0; m < moments; m++) {
      List<B> moment = buffers.adjacent(shape.weights(), shape.post());
      weightMoments.add(moment.get(0));
      biasMoments.add(moment.get(1));
    }
  }

  /** A moment of the weights, that of the bias behind it if the buffers are adjacent. */
  B weightMoment(int index) {
    return weightMoments.get(index);
  }

  B biasMoment(int index) {
    return biasMoments.get(index);
  }

  void reset() {
    engine.fill(potential, 0f);
    engine.fill(spikes, 0f);
    engine.fill(surrogate, 0f);
  }

  void forward(LifParameters lif, B input) {
    engine.forward(shape, lif, input, weights, bias, current, potential, spikes, surrogate);
  }

  void clearGradient() {
    engine.fill(weightGradient, 0f);
    engine.fill(biasGradient, 0f);
  }

  /** Scales the gradient and changes the weights. */
  void update(OptimizerSpec optimizer, long update, float scale) {
    if (scale != 1f) {
      engine.scale(scale, weightGradient);
      engine.scale(scale, biasGradient);
    }
    apply(optimizer, update, weightGradient, weights, weightMoments);
    if (hasBias) {
      apply(optimizer, update, biasGradient, bias, biasMoments);
    } else {
      engine.fill(biasGradient, 0f);
    }
  }

  private void apply(OptimizerSpec optimizer, long update, B gradient, B values, List<B> moments) {
    if (optimizer instanceof OptimizerSpec.Adamax adamax) {
      engine.applyAdamax(adamax, update, gradient, values, moments.get(0), moments.get(1));
    } else if (optimizer instanceof OptimizerSpec.Sgd sgd) {
      engine.applySgd(sgd, gradient, values);
    }
  }

  void visit(StateVisitor<B> visitor) {
    visitor.buffer("weights", weights);
    visitor.buffer("bias", bias);
    visitor.buffer("weightGradient", weightGradient);
    visitor.buffer("biasGradient", biasGradient);
    visitor.buffer("potential", potential);
    visitor.buffer("spikes", spikes);
    visitor.buffer("surrogate", surrogate);
    for (int m = 0; m < weightMoments.size(); m++) {
      visitor.buffer("weightMoment." + m, weightMoments.get(m));
      visitor.buffer("biasMoment." + m, biasMoments.get(m));
    }
  }
}
