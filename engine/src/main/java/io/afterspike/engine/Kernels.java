package io.afterspike.engine;

/**
 * The operations of {@link Engine} on buffers whose sizes have been checked.
 *
 * @param <B> the engine's buffers
 */
interface Kernels<B> {
  String description();

  void current(LayerShape shape, B input, B weights, B bias, B current);

  void lifStep(LifParameters lif, B current, B potential, B spikes, B surrogate);

  /** In one go where that is faster. */
  default void forward(
      LayerShape shape,
      LifParameters lif,
      B input,
      B weights,
      B bias,
      B current,
      B potential,
      B spikes,
      B surrogate) {
    current(shape, input, weights, bias, current);
    lifStep(lif, current, potential, spikes, surrogate);
  }

  void leakySumStep(float leak, B input, B sum);

  void meanSurrogateStep(float inverseWeight, B surrogate, B meanSurrogate);

  void retention(LifParameters lif, B surrogate, B retention);

  void membraneTraceStep(
      LayerShape shape, LifParameters lif, B input, B surrogate, B membraneTrace, B eligibility);

  void ostlTraceStep(LayerShape shape, B previousRetention, B input, B trace);

  void otpeTraceStep(LayerShape shape, B retention, B surrogate, B presynapticTrace, B trace);

  void ostlFactorStep(B previousRetention, B factor);

  void otpeFactorStep(float decay, B retention, B surrogate, B factor);

  void multiply(B left, B right, B product);

  void scale(float factor, B values);

  void matrixGradient(LayerShape shape, B factor, B trace, B gradient);

  void outerProduct(LayerShape shape, B input, B factor, B gradient);

  void project(LayerShape shape, B factor, B weights, B learningSignal);

  void crossEntropy(int classes, float scale, B output, B labels, B learningSignal, B loss);

  void reversePass(
      ReverseRule rule, LifParameters lif, int steps, B surrogate, B learningSignal, B sent);

  void sensitivityStep(
      LayerShape shape,
      LifParameters lif,
      int below,
      B weights,
      B input,
      B surrogate,
      B inputSensitivity,
      B potentialSensitivity,
      B spikeSensitivity);

  void applyAdamax(
      OptimizerSpec.Adamax adamax,
      float rate,
      B gradient,
      B weights,
      B firstMoment,
      B infinityNorm);

  void applySgd(float rate, B gradient, B weights);

  /** Ends what the kernels hold, such as threads. */
  void close();
}
