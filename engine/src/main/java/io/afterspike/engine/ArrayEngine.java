package io.afterspike.engine;

import java.util.Arrays;
import java.util.Objects;

/** An engine on Java arrays: checks the arguments once per call, then hands over to its kernels. */
abstract class ArrayEngine implements Engine<float[]> {
  private final String name;
  private final ArrayKernels kernels;
  private boolean closed;

  ArrayEngine(String name, ArrayKernels kernels) {
    this.name = name;
    this.kernels = kernels;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return kernels.description();
  }

  @Override
  public float[] allocate(int length) {
    open();
    return new float[Require.atLeast("length", 0, length)];
  }

  @Override
  public void free(float[] buffer) {
    Objects.requireNonNull(buffer, "buffer");
  }

  @Override
  public int length(float[] buffer) {
    return buffer.length;
  }

  @Override
  public void write(float[] source, float[] destination) {
    open();
    Require.atLeastLength("destination", source.length, destination.length);
    System.arraycopy(source, 0, destination, 0, source.length);
  }

  @Override
  public void read(float[] source, float[] destination) {
    open();
    Require.atLeastLength("source", destination.length, source.length);
    System.arraycopy(source, 0, destination, 0, destination.length);
  }

  @Override
  public void fill(float[] buffer, float value) {
    open();
    Arrays.fill(buffer, value);
  }

  @Override
  public void copy(
      float[] source, int sourceOffset, float[] destination, int destinationOffset, int length) {
    open();
    range("source", sourceOffset, length, source.length);
    range("destination", destinationOffset, length, destination.length);
    System.arraycopy(source, sourceOffset, destination, destinationOffset, length);
  }

  @Override
  public void current(
      LayerShape shape, float[] input, float[] weights, float[] bias, float[] current) {
    open();
    Require.length("input", shape.inputs(), input.length);
    Require.length("weights", shape.weights(), weights.length);
    Require.length("bias", shape.post(), bias.length);
    Require.length("current", shape.outputs(), current.length);
    kernels.current(shape, input, weights, bias, current);
  }

  @Override
  public void lifStep(
      LifParameters lif, float[] current, float[] potential, float[] spikes, float[] surrogate) {
    open();
    Require.length("current", potential.length, current.length);
    Require.length("spikes", potential.length, spikes.length);
    Require.length("surrogate", potential.length, surrogate.length);
    kernels.lifStep(lif, current, potential, spikes, surrogate);
  }

  @Override
  public void leakySumStep(float leak, float[] input, float[] sum) {
    open();
    Require.length("input", sum.length, input.length);
    kernels.leakySumStep(leak, input, sum);
  }

  @Override
  public void meanSurrogateStep(float inverseWeight, float[] surrogate, float[] meanSurrogate) {
    open();
    Require.length("surrogate", meanSurrogate.length, surrogate.length);
    kernels.meanSurrogateStep(inverseWeight, surrogate, meanSurrogate);
  }

  @Override
  public void retention(LifParameters lif, float[] surrogate, float[] retention) {
    open();
    Require.length("surrogate", retention.length, surrogate.length);
    kernels.retention(lif, surrogate, retention);
  }

  @Override
  public void membraneTraceStep(
      LayerShape shape,
      LifParameters lif,
      float[] input,
      float[] surrogate,
      float[] membraneTrace,
      float[] eligibility) {
    open();
    Require.length("input", shape.inputs(), input.length);
    Require.length("surrogate", shape.outputs(), surrogate.length);
    Require.length("membraneTrace", shape.traces(), membraneTrace.length);
    Require.length("eligibility", shape.traces(), eligibility.length);
    kernels.membraneTraceStep(shape, lif, input, surrogate, membraneTrace, eligibility);
  }

  @Override
  public void ostlTraceStep(
      LayerShape shape, float[] previousRetention, float[] input, float[] trace) {
    open();
    Require.length("previousRetention", shape.outputs(), previousRetention.length);
    Require.length("input", shape.inputs(), input.length);
    Require.length("trace", shape.traces(), trace.length);
    kernels.ostlTraceStep(shape, previousRetention, input, trace);
  }

  @Override
  public void otpeTraceStep(
      LayerShape shape,
      float[] retention,
      float[] surrogate,
      float[] presynapticTrace,
      float[] trace) {
    open();
    Require.length("retention", shape.outputs(), retention.length);
    Require.length("surrogate", shape.outputs(), surrogate.length);
    Require.length("presynapticTrace", shape.inputs(), presynapticTrace.length);
    Require.length("trace", shape.traces(), trace.length);
    kernels.otpeTraceStep(shape, retention, surrogate, presynapticTrace, trace);
  }

  @Override
  public void ostlFactorStep(float[] previousRetention, float[] factor) {
    open();
    Require.length("previousRetention", factor.length, previousRetention.length);
    kernels.ostlFactorStep(previousRetention, factor);
  }

  @Override
  public void otpeFactorStep(float decay, float[] retention, float[] surrogate, float[] factor) {
    open();
    Require.length("retention", factor.length, retention.length);
    Require.length("surrogate", factor.length, surrogate.length);
    kernels.otpeFactorStep(decay, retention, surrogate, factor);
  }

  @Override
  public void multiply(float[] left, float[] right, float[] product) {
    open();
    Require.length("left", product.length, left.length);
    Require.length("right", product.length, right.length);
    kernels.multiply(left, right, product);
  }

  @Override
  public void scale(float factor, float[] values) {
    open();
    kernels.scale(factor, values);
  }

  @Override
  public void matrixGradient(LayerShape shape, float[] factor, float[] trace, float[] gradient) {
    open();
    Require.length("factor", shape.outputs(), factor.length);
    Require.length("trace", shape.traces(), trace.length);
    Require.length("gradient", shape.weights(), gradient.length);
    kernels.matrixGradient(shape, factor, trace, gradient);
  }

  @Override
  public void outerProduct(LayerShape shape, float[] input, float[] factor, float[] gradient) {
    open();
    Require.length("input", shape.inputs(), input.length);
    Require.length("factor", shape.outputs(), factor.length);
    Require.length("gradient", shape.weights(), gradient.length);
    kernels.outerProduct(shape, input, factor, gradient);
  }

  @Override
  public void project(LayerShape shape, float[] factor, float[] weights, float[] learningSignal) {
    open();
    Require.length("factor", shape.outputs(), factor.length);
    Require.length("weights", shape.weights(), weights.length);
    Require.length("learningSignal", shape.inputs(), learningSignal.length);
    kernels.project(shape, factor, weights, learningSignal);
  }

  @Override
  public void crossEntropy(
      int classes,
      float scale,
      float[] output,
      float[] labels,
      float[] learningSignal,
      float[] loss) {
    open();
    Require.atLeast("classes", 1, classes);
    Require.length("output", Math.multiplyExact(loss.length, classes), output.length);
    Require.length("labels", loss.length, labels.length);
    Require.length("learningSignal", output.length, learningSignal.length);
    kernels.crossEntropy(classes, scale, output, labels, learningSignal, loss);
  }

  @Override
  public void reverseStep(
      float[] retention, float[] surrogate, float[] learningSignal, float[] adjoint) {
    open();
    Require.length("retention", adjoint.length, retention.length);
    Require.length("surrogate", adjoint.length, surrogate.length);
    Require.length("learningSignal", adjoint.length, learningSignal.length);
    kernels.reverseStep(retention, surrogate, learningSignal, adjoint);
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
    open();
    Require.atLeast("below", 0, below);
    int parameters = below + shape.weights() + shape.post();
    Require.length("weights", shape.weights(), weights.length);
    Require.length("input", shape.inputs(), input.length);
    Require.length("surrogate", shape.outputs(), surrogate.length);
    if (below > 0) {
      Require.length(
          "inputSensitivity", Math.multiplyExact(shape.inputs(), below), inputSensitivity.length);
    }
    int length = Math.multiplyExact(shape.outputs(), parameters);
    Require.length("potentialSensitivity", length, potentialSensitivity.length);
    Require.length("spikeSensitivity", length, spikeSensitivity.length);
    kernels.sensitivityStep(
        shape,
        lif,
        below,
        weights,
        input,
        surrogate,
        inputSensitivity,
        potentialSensitivity,
        spikeSensitivity);
  }

  @Override
  public void applyAdamax(
      OptimizerSpec.Adamax adamax,
      long update,
      float[] gradient,
      float[] weights,
      float[] firstMoment,
      float[] infinityNorm) {
    open();
    if (update < 1) {
      throw new IllegalArgumentException("update: expected at least 1, found " + update);
    }
    Require.length("gradient", weights.length, gradient.length);
    Require.length("firstMoment", weights.length, firstMoment.length);
    Require.length("infinityNorm", weights.length, infinityNorm.length);
    // StrictMath, so that the rate has the same bits on every machine.
    double correction = 1 - StrictMath.pow(adamax.beta1(), update);
    float rate = (float) (adamax.learningRate() / correction);
    kernels.applyAdamax(adamax, rate, gradient, weights, firstMoment, infinityNorm);
  }

  @Override
  public void applySgd(OptimizerSpec.Sgd sgd, float[] gradient, float[] weights) {
    open();
    Require.length("gradient", weights.length, gradient.length);
    kernels.applySgd((float) sgd.learningRate(), gradient, weights);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      kernels.close();
    }
  }

  /** Throws IllegalStateException if the engine is closed. */
  final void open() {
    if (closed) {
      throw new IllegalStateException("engine '" + name + "' is closed");
    }
  }

  private static void range(String name, int offset, int length, int available) {
    if (offset < 0 || length < 0 || offset > available - length) {
      throw new IllegalArgumentException(
          name
              + ": expected a range within "
              + available
              + " elements, found "
              + offset
              + " to "
              + ((long) offset + length));
    }
  }
}
