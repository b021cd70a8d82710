package io.afterspike.engine;

import io.afterspike.kernels.reference.AdamaxReference;
import io.afterspike.kernels.reference.CurrentReference;
import io.afterspike.kernels.reference.HistoryFactorReference;
import io.afterspike.kernels.reference.LeakySumReference;
import io.afterspike.kernels.reference.LifReference;
import io.afterspike.kernels.reference.MatrixGradientReference;
import io.afterspike.kernels.reference.MeanSurrogateReference;
import io.afterspike.kernels.reference.MembraneTraceReference;
import io.afterspike.kernels.reference.OstlTraceReference;
import io.afterspike.kernels.reference.OtpeTraceReference;
import io.afterspike.kernels.reference.OuterProductReference;
import io.afterspike.kernels.reference.ProductReference;
import io.afterspike.kernels.reference.ProjectionReference;
import io.afterspike.kernels.reference.ReadoutReference;
import io.afterspike.kernels.reference.RetentionReference;
import io.afterspike.kernels.reference.ReversePassReference;
import io.afterspike.kernels.reference.SensitivityReference;
import io.afterspike.kernels.reference.SgdReference;

/** Every operation by the plain loops that define it, on one thread. */
final class ReferenceKernels implements ArrayKernels {
  @Override
  public String description() {
    return "plain scalar loops, the definition; 1 thread";
  }

  @Override
  public void current(
      LayerShape shape, float[] input, float[] weights, float[] bias, float[] current) {
    CurrentReference.compute(
        input,
        weights,
        bias,
        current,
        shape.pre(),
        shape.post(),
        0,
        shape.batch(),
        0,
        shape.post());
  }

  @Override
  public void lifStep(
      LifParameters lif, float[] current, float[] potential, float[] spikes, float[] surrogate) {
    LifReference.step(
        lif.leak(),
        lif.threshold(),
        lif.slope(),
        current,
        potential,
        spikes,
        surrogate,
        0,
        potential.length);
  }

  @Override
  public void leakySumStep(float leak, float[] input, float[] sum) {
    LeakySumReference.step(leak, input, sum, 0, sum.length);
  }

  @Override
  public void meanSurrogateStep(float inverseWeight, float[] surrogate, float[] meanSurrogate) {
    MeanSurrogateReference.step(inverseWeight, surrogate, meanSurrogate, 0, surrogate.length);
  }

  @Override
  public void retention(LifParameters lif, float[] surrogate, float[] retention) {
    RetentionReference.compute(
        lif.leak(), lif.threshold(), surrogate, retention, 0, retention.length);
  }

  @Override
  public void membraneTraceStep(
      LayerShape shape,
      LifParameters lif,
      float[] input,
      float[] surrogate,
      float[] membraneTrace,
      float[] eligibility) {
    MembraneTraceReference.step(
        lif.leak(),
        lif.threshold(),
        input,
        surrogate,
        membraneTrace,
        eligibility,
        shape.pre(),
        shape.post(),
        0,
        shape.batch(),
        0,
        shape.post());
  }

  @Override
  public void ostlTraceStep(
      LayerShape shape, float[] previousRetention, float[] input, float[] trace) {
    OstlTraceReference.step(
        previousRetention,
        input,
        trace,
        shape.pre(),
        shape.post(),
        0,
        shape.batch(),
        0,
        shape.post());
  }

  @Override
  public void otpeTraceStep(
      LayerShape shape,
      float[] retention,
      float[] surrogate,
      float[] presynapticTrace,
      float[] trace) {
    OtpeTraceReference.step(
        retention,
        surrogate,
        presynapticTrace,
        trace,
        shape.pre(),
        shape.post(),
        0,
        shape.batch(),
        0,
        shape.post());
  }

  @Override
  public void ostlFactorStep(float[] previousRetention, float[] factor) {
    HistoryFactorReference.stepOstl(previousRetention, factor, 0, factor.length);
  }

  @Override
  public void otpeFactorStep(float decay, float[] retention, float[] surrogate, float[] factor) {
    HistoryFactorReference.stepOtpe(decay, retention, surrogate, factor, 0, factor.length);
  }

  @Override
  public void multiply(float[] left, float[] right, float[] product) {
    ProductReference.multiply(left, right, product, 0, product.length);
  }

  @Override
  public void scale(float factor, float[] values) {
    ProductReference.scale(factor, values, 0, values.length);
  }

  @Override
  public void matrixGradient(LayerShape shape, float[] factor, float[] trace, float[] gradient) {
    MatrixGradientReference.accumulate(
        factor,
        trace,
        gradient,
        shape.batch(),
        shape.pre(),
        shape.post(),
        0,
        shape.pre(),
        0,
        shape.post());
  }

  @Override
  public void outerProduct(LayerShape shape, float[] input, float[] factor, float[] gradient) {
    OuterProductReference.accumulate(
        input,
        factor,
        gradient,
        shape.batch(),
        shape.pre(),
        shape.post(),
        0,
        shape.pre(),
        0,
        shape.post());
  }

  @Override
  public void project(LayerShape shape, float[] factor, float[] weights, float[] learningSignal) {
    ProjectionReference.project(
        factor,
        weights,
        learningSignal,
        shape.pre(),
        shape.post(),
        0,
        shape.batch(),
        0,
        shape.pre());
  }

  @Override
  public void crossEntropy(
      int classes,
      float scale,
      float[] output,
      float[] labels,
      float[] learningSignal,
      float[] loss) {
    ReadoutReference.crossEntropy(
        scale, output, labels, learningSignal, loss, classes, 0, loss.length);
  }

  @Override
  public void reversePass(
      ReverseRule rule,
      LifParameters lif,
      int steps,
      float[] surrogate,
      float[] learningSignal,
      float[] sent) {
    int size = learningSignal.length / steps;
    float leak = lif.leak();
    float threshold = lif.threshold();
    switch (rule) {
      case BPTT ->
          ReversePassReference.bptt(
              leak, threshold, surrogate, learningSignal, steps, size, 0, size);
      case OSTL ->
          ReversePassReference.ostl(
              leak, threshold, surrogate, learningSignal, sent, steps, size, 0, size);
      case OTPE ->
          ReversePassReference.otpe(
              leak, threshold, surrogate, learningSignal, sent, steps, size, 0, size);
      case OTTT ->
          ReversePassReference.ottt(leak, surrogate, learningSignal, sent, steps, size, 0, size);
      case APPROX_OTPE ->
          ReversePassReference.approxOtpe(leak, learningSignal, sent, steps, size, 0, size);
    }
  }

  @Override
  public void sensitivityStep(
      LayerShape shape,
      LifParameters lif,
      int below,
      float[] weights,
      float[] input,
      float[] surrogate,
      float[] inputSensitivity,
      float[] potentialSensitivity,
      float[] spikeSensitivity) {
    SensitivityReference.step(
        lif.leak(),
        lif.threshold(),
        weights,
        input,
        surrogate,
        inputSensitivity,
        potentialSensitivity,
        spikeSensitivity,
        shape.pre(),
        shape.post(),
        below,
        0,
        shape.batch(),
        0,
        below + shape.weights() + shape.post());
  }

  @Override
  public void applyAdamax(
      OptimizerSpec.Adamax adamax,
      float rate,
      float[] gradient,
      float[] weights,
      float[] firstMoment,
      float[] infinityNorm) {
    AdamaxReference.apply(
        rate,
        adamax.beta1(),
        adamax.beta2(),
        adamax.epsilon(),
        gradient,
        weights,
        firstMoment,
        infinityNorm,
        0,
        weights.length);
  }

  @Override
  public void applySgd(float rate, float[] gradient, float[] weights) {
    SgdReference.apply(rate, gradient, weights, 0, weights.length);
  }

  @Override
  public void close() {}
}
