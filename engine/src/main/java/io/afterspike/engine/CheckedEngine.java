package io.afterspike.engine;

/**
 * An engine that checks the arguments once per call, then hands over to its kernels.
 *
 * @param <B> the engine's buffers
 */
abstract class CheckedEngine<B> implements Engine<B> {
  private final String name;
  private final Kernels<B> kernels;
  private boolean closed;

  CheckedEngine(String name, Kernels<B> kernels) {
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
  public void current(LayerShape shape, B input, B weights, B bias, B current) {
    open();
    Require.length("input", shape.inputs(), length(input));
    Require.length("weights", shape.weights(), length(weights));
    Require.length("bias", shape.post(), length(bias));
    Require.length("current", shape.outputs(), length(current));
    kernels.current(shape, input, weights, bias, current);
  }

  @Override
  public void lifStep(LifParameters lif, B current, B potential, B spikes, B surrogate) {
    open();
    Require.length("current", length(potential), length(current));
    Require.length("spikes", length(potential), length(spikes));
    Require.length("surrogate", length(potential), length(surrogate));
    kernels.lifStep(lif, current, potential, spikes, surrogate);
  }

  @Override
  public void forward(
      LayerShape shape,
      LifParameters lif,
      B input,
      B weights,
      B bias,
      B current,
      B potential,
      B spikes,
      B surrogate) {
    open();
    Require.length("input", shape.inputs(), length(input));
    Require.length("weights", shape.weights(), length(weights));
    Require.length("bias", shape.post(), length(bias));
    Require.length("current", shape.outputs(), length(current));
    Require.length("potential", shape.outputs(), length(potential));
    Require.length("spikes", shape.outputs(), length(spikes));
    Require.length("surrogate", shape.outputs(), length(surrogate));
    kernels.forward(shape, lif, input, weights, bias, current, potential, spikes, surrogate);
  }

  @Override
  public void leakySumStep(float leak, B input, B sum) {
    open();
    Require.length("input", length(sum), length(input));
    kernels.leakySumStep(leak, input, sum);
  }

  @Override
  public void meanSurrogateStep(float inverseWeight, B surrogate, B meanSurrogate) {
    open();
    Require.length("surrogate", length(meanSurrogate), length(surrogate));
    kernels.meanSurrogateStep(inverseWeight, surrogate, meanSurrogate);
  }

  @Override
  public void retention(LifParameters lif, B surrogate, B retention) {
    open();
    Require.length("surrogate", length(retention), length(surrogate));
    kernels.retention(lif, surrogate, retention);
  }

  @Override
  public void membraneTraceStep(
      LayerShape shape, LifParameters lif, B input, B surrogate, B membraneTrace, B eligibility) {
    open();
    Require.length("input", shape.inputs(), length(input));
    Require.length("surrogate", shape.outputs(), length(surrogate));
    Require.length("membraneTrace", shape.traces(), length(membraneTrace));
    Require.length("eligibility", shape.traces(), length(eligibility));
    kernels.membraneTraceStep(shape, lif, input, surrogate, membraneTrace, eligibility);
  }

  @Override
  public void ostlTraceStep(LayerShape shape, B previousRetention, B input, B trace) {
    open();
    Require.length("previousRetention", shape.outputs(), length(previousRetention));
    Require.length("input", shape.inputs(), length(input));
    Require.length("trace", shape.traces(), length(trace));
    kernels.ostlTraceStep(shape, previousRetention, input, trace);
  }

  @Override
  public void otpeTraceStep(
      LayerShape shape, B retention, B surrogate, B presynapticTrace, B trace) {
    open();
    Require.length("retention", shape.outputs(), length(retention));
    Require.length("surrogate", shape.outputs(), length(surrogate));
    Require.length("presynapticTrace", shape.inputs(), length(presynapticTrace));
    Require.length("trace", shape.traces(), length(trace));
    kernels.otpeTraceStep(shape, retention, surrogate, presynapticTrace, trace);
  }

  @Override
  public void ostlFactorStep(B previousRetention, B factor) {
    open();
    Require.length("previousRetention", length(factor), length(previousRetention));
    kernels.ostlFactorStep(previousRetention, factor);
  }

  @Override
  public void otpeFactorStep(float decay, B retention, B surrogate, B factor) {
    open();
    Require.length("retention", length(factor), length(retention));
    Require.length("surrogate", length(factor), length(surrogate));
    kernels.otpeFactorStep(decay, retention, surrogate, factor);
  }

  @Override
  public void multiply(B left, B right, B product) {
    open();
    Require.length("left", length(product), length(left));
    Require.length("right", length(product), length(right));
    kernels.multiply(left, right, product);
  }

  @Override
  public void scale(float factor, B values) {
    open();
    kernels.scale(factor, values);
  }

  @Override
  public void matrixGradient(LayerShape shape, B factor, B trace, B gradient) {
    open();
    Require.length("factor", shape.outputs(), length(factor));
    Require.length("trace", shape.traces(), length(trace));
    Require.length("gradient", shape.weights(), length(gradient));
    kernels.matrixGradient(shape, factor, trace, gradient);
  }

  @Override
  public void outerProduct(LayerShape shape, B input, B factor, B gradient) {
    open();
    Require.length("input", shape.inputs(), length(input));
    Require.length("factor", shape.outputs(), length(factor));
    Require.length("gradient", shape.weights(), length(gradient));
    kernels.outerProduct(shape, input, factor, gradient);
  }

  @Override
  public void project(LayerShape shape, B factor, B weights, B learningSignal) {
    open();
    Require.length("factor", shape.outputs(), length(factor));
    Require.length("weights", shape.weights(), length(weights));
    Require.length("learningSignal", shape.inputs(), length(learningSignal));
    kernels.project(shape, factor, weights, learningSignal);
  }

  @Override
  public void crossEntropy(int classes, float scale, B output, B labels, B learningSignal, B loss) {
    open();
    Require.atLeast("classes", 1, classes);
    Require.length("output", Math.multiplyExact(length(loss), classes), length(output));
    Require.length("labels", length(loss), length(labels));
    Require.length("learningSignal", length(output), length(learningSignal));
    kernels.crossEntropy(classes, scale, output, labels, learningSignal, loss);
  }

  @Override
  public void reversePass(
      ReverseRule rule, LifParameters lif, int steps, B surrogate, B learningSignal, B sent) {
    open();
    Require.atLeast("steps", 1, steps);
    if (length(learningSignal) % steps != 0) {
      throw new IllegalArgumentException(
          "learningSignal: expected a multiple of the "
              + steps
              + " steps, found "
              + length(learningSignal));
    }
    Require.length("surrogate", length(learningSignal), length(surrogate));
    Require.length("sent", length(learningSignal), length(sent));
    kernels.reversePass(rule, lif, steps, surrogate, learningSignal, sent);
  }

  @Override
  public void sensitivityStep(
      LayerShape shape,
      LifParameters lif,
      int below,
      B weights,
      B input,
      B surrogate,
      B inputSensitivity,
      B potentialSensitivity,
      B spikeSensitivity) {
    open();
    Require.atLeast("below", 0, below);
    int parameters = below + shape.weights() + shape.post();
    Require.length("weights", shape.weights(), length(weights));
    Require.length("input", shape.inputs(), length(input));
    Require.length("surrogate", shape.outputs(), length(surrogate));
    if (below > 0) {
      Require.length(
          "inputSensitivity", Math.multiplyExact(shape.inputs(), below), length(inputSensitivity));
    }
    int length = Math.multiplyExact(shape.outputs(), parameters);
    Require.length("potentialSensitivity", length, length(potentialSensitivity));
    Require.length("spikeSensitivity", length, length(spikeSensitivity));
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
      B gradient,
      B weights,
      B firstMoment,
      B infinityNorm) {
    open();
    if (update < 1) {
      throw new IllegalArgumentException("update: expected at least 1, found " + update);
    }
    Require.length("gradient", length(weights), length(gradient));
    Require.length("firstMoment", length(weights), length(firstMoment));
    Require.length("infinityNorm", length(weights), length(infinityNorm));
    kernels.applyAdamax(adamax, adamax.rate(update), gradient, weights, firstMoment, infinityNorm);
  }

  @Override
  public void applySgd(OptimizerSpec.Sgd sgd, B gradient, B weights) {
    open();
    Require.length("gradient", length(weights), length(gradient));
    kernels.applySgd((float) sgd.learningRate(), gradient, weights);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      kernels.close();
    }
  }

  final void open() {
    if (closed) {
      throw new IllegalStateException("engine '" + name + "' is closed");
    }
  }

  static void range(String name, int offset, int length, int available) {
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
