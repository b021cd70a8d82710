package io.afterspike.engine;

/** The operations of {@link Engine} on arrays whose sizes have been checked. */
interface ArrayKernels {
  String description();

  void current(LayerShape shape, float[] input, float[] weights, float[] bias, float[] current);

  void lifStep(
      LifParameters lif, float[] current, float[] potential, float[] spikes, float[] surrogate);

  void leakySumStep(float leak, float[] input, float[] sum);

  void meanSurrogateStep(float inverseWeight, float[] surrogate, float[] meanSurrogate);

  void retention(LifParameters lif, float[] surrogate, float[] retention);

  void membraneTraceStep(
      LayerShape shape,
      LifParameters lif,
      float[] input,
      float[] surrogate,
      float[] membraneTrace,
      float[] eligibility);

  void ostlTraceStep(LayerShape shape, float[] previousRetention, float[] input, float[] trace);

  void otpeTraceStep(
      LayerShape shape,
      float[] retention,
      float[] surrogate,
      float[] presynapticTrace,
      float[] trace);

  void ostlFactorStep(float[] previousRetention, float[] factor);

  void otpeFactorStep(float decay, float[] retention, float[] surrogate, float[] factor);

  void multiply(float[] left, float[] right, float[] product);

  void scale(float factor, float[] values);

  void matrixGradient(LayerShape shape, float[] factor, float[] trace, float[] gradient);

  void outerProduct(LayerShape shape, float[] input, float[] factor, float[] gradient);

  void project(LayerShape shape, float[] factor, float[] weights, float[] learningSignal);

  void crossEntropy(
      int classes,
      float scale,
      float[] output,
      float[] labels,
      float[] learningSignal,
      float[] loss);

  void reverseStep(float[] retention, float[] surrogate, float[] learningSignal, float[] adjoint);

  void sensitivityStep(
      LayerShape shape,
      LifParameters lif,
      int below,
      float[] weights,
      float[] input,
      float[] surrogate,
      float[] inputSensitivity,
      float[] potentialSensitivity,
      float[] spikeSensitivity);

  void applyAdamax(
      OptimizerSpec.Adamax adamax,
      float rate,
      float[] gradient,
      float[] weights,
      float[] firstMoment,
      float[] infinityNorm);

  void applySgd(float rate, float[] gradient, float[] weights);

  /** Ends what the kernels hold, such as threads. */
  void close();
}
