package io.afterspike.bench.step;

import io.afterspike.bench.limits.WorkCount;
import io.afterspike.engine.Engine;
import io.afterspike.engine.LayerShape;
import io.afterspike.engine.LifParameters;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.ReverseRule;
import io.afterspike.engine.TraceSpec;
import io.afterspike.engine.Traces;
import java.util.Objects;

/**
 * An engine that notes how long each operation of another takes. All results are the other's.
 *
 * <p>Its networks are composed of operations, each of which is timed; traces that the other engine
 * makes itself are timed as a whole. A network of the other engine's own cannot be looked into:
 * {@link #looksInto} says whether the breakdown is of what the engine really runs. Only for engines
 * whose operations are done when they return. Noting takes some 50 ns a call, and counting the
 * spikes of an input more, outside the time that is noted.
 *
 * @param <B> the other engine's buffers
 */
public final class TimedEngine<B> implements Engine<B> {
  private final Engine<B> timed;
  private final OperationTally tally;
  private float[] host = {};
  private long start;
  private long allocated;

  /** Notes what {@code timed} does in {@code tally}; closing this closes {@code timed}. */
  public TimedEngine(Engine<B> timed, OperationTally tally) {
    this.timed = Objects.requireNonNull(timed, "timed");
    this.tally = Objects.requireNonNull(tally, "tally");
  }

  /** Whether networks of {@code engine} are composed of its operations, not fused by itself. */
  public static boolean looksInto(Engine<?> engine) {
    return inherits(engine, "network", NetworkSpec.class);
  }

  private static boolean inherits(Engine<?> engine, String method, Class<?> argument) {
    try {
      return engine.getClass().getMethod(method, argument).getDeclaringClass() == Engine.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bytes of all buffers allocated and not freed. */
  public long allocatedBytes() {
    return 4 * allocated;
  }

  private void begin() {
    start = System.nanoTime();
  }

  private void end(String operation, LayerShape shape, WorkCount work) {
    long nanos = System.nanoTime() - start;
    tally.add(operation, shape.pre() + "x" + shape.post(), nanos, work);
  }

  private void end(String operation, B buffer, WorkCount work) {
    long nanos = System.nanoTime() - start;
    tally.add(operation, String.valueOf(timed.length(buffer)), nanos, work);
  }

  private long nonzero(B input) {
    int length = timed.length(input);
    if (host.length != length) {
      host = new float[length];
    }
    timed.read(input, host);
    long count = 0;
    for (float value : host) {
      count += value != 0f ? 1 : 0;
    }
    return count;
  }

  @Override
  public String name() {
    return timed.name();
  }

  @Override
  public String description() {
    return timed.description();
  }

  @Override
  public long availableBytes() {
    return timed.availableBytes();
  }

  @Override
  public B allocate(int length) {
    B buffer = timed.allocate(length);
    allocated += length;
    return buffer;
  }

  @Override
  public void free(B buffer) {
    allocated -= timed.length(buffer);
    timed.free(buffer);
  }

  @Override
  public int length(B buffer) {
    return timed.length(buffer);
  }

  @Override
  public void write(float[] source, B destination) {
    begin();
    timed.write(source, destination);
    end("write", destination, OperationWork.copy(source.length));
  }

  @Override
  public void read(B source, float[] destination) {
    begin();
    timed.read(source, destination);
    end("read", source, OperationWork.copy(destination.length));
  }

  @Override
  public void fill(B buffer, float value) {
    begin();
    timed.fill(buffer, value);
    end("fill", buffer, OperationWork.fill(timed.length(buffer)));
  }

  @Override
  public void copy(B source, int sourceOffset, B destination, int destinationOffset, int length) {
    begin();
    timed.copy(source, sourceOffset, destination, destinationOffset, length);
    end("copy", destination, OperationWork.copy(length));
  }

  @Override
  public void current(LayerShape shape, B input, B weights, B bias, B current) {
    begin();
    timed.current(shape, input, weights, bias, current);
    long nanos = System.nanoTime() - start;
    WorkCount work = OperationWork.current(shape, nonzero(input));
    tally.add("current", shape.pre() + "x" + shape.post(), nanos, work);
  }

  @Override
  public void lifStep(LifParameters lif, B current, B potential, B spikes, B surrogate) {
    begin();
    timed.lifStep(lif, current, potential, spikes, surrogate);
    end("lifStep", potential, OperationWork.lifStep(timed.length(potential)));
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
    begin();
    timed.forward(shape, lif, input, weights, bias, current, potential, spikes, surrogate);
    long nanos = System.nanoTime() - start;
    WorkCount work =
        OperationWork.current(shape, nonzero(input)).plus(OperationWork.lifStep(shape.outputs()));
    tally.add("forward", shape.pre() + "x" + shape.post(), nanos, work);
  }

  @Override
  public void leakySumStep(float leak, B input, B sum) {
    begin();
    timed.leakySumStep(leak, input, sum);
    end("leakySumStep", sum, OperationWork.leakySumStep(timed.length(sum)));
  }

  @Override
  public void meanSurrogateStep(float inverseWeight, B surrogate, B meanSurrogate) {
    begin();
    timed.meanSurrogateStep(inverseWeight, surrogate, meanSurrogate);
    WorkCount work = OperationWork.meanSurrogateStep(timed.length(meanSurrogate));
    end("meanSurrogateStep", meanSurrogate, work);
  }

  @Override
  public void retention(LifParameters lif, B surrogate, B retention) {
    begin();
    timed.retention(lif, surrogate, retention);
    end("retention", retention, OperationWork.retention(timed.length(retention)));
  }

  @Override
  public void membraneTraceStep(
      LayerShape shape, LifParameters lif, B input, B surrogate, B membraneTrace, B eligibility) {
    begin();
    timed.membraneTraceStep(shape, lif, input, surrogate, membraneTrace, eligibility);
    end("membraneTraceStep", shape, OperationWork.membraneTraceStep(shape));
  }

  @Override
  public void ostlTraceStep(LayerShape shape, B previousRetention, B input, B trace) {
    begin();
    timed.ostlTraceStep(shape, previousRetention, input, trace);
    end("ostlTraceStep", shape, OperationWork.ostlTraceStep(shape));
  }

  @Override
  public void otpeTraceStep(
      LayerShape shape, B retention, B surrogate, B presynapticTrace, B trace) {
    begin();
    timed.otpeTraceStep(shape, retention, surrogate, presynapticTrace, trace);
    end("otpeTraceStep", shape, OperationWork.otpeTraceStep(shape));
  }

  @Override
  public void ostlFactorStep(B previousRetention, B factor) {
    begin();
    timed.ostlFactorStep(previousRetention, factor);
    end("ostlFactorStep", factor, OperationWork.ostlFactorStep(timed.length(factor)));
  }

  @Override
  public void otpeFactorStep(float decay, B retention, B surrogate, B factor) {
    begin();
    timed.otpeFactorStep(decay, retention, surrogate, factor);
    end("otpeFactorStep", factor, OperationWork.otpeFactorStep(timed.length(factor)));
  }

  @Override
  public void multiply(B left, B right, B product) {
    begin();
    timed.multiply(left, right, product);
    end("multiply", product, OperationWork.multiply(timed.length(product)));
  }

  @Override
  public void scale(float factor, B values) {
    begin();
    timed.scale(factor, values);
    end("scale", values, OperationWork.scale(timed.length(values)));
  }

  @Override
  public void matrixGradient(LayerShape shape, B factor, B trace, B gradient) {
    begin();
    timed.matrixGradient(shape, factor, trace, gradient);
    end("matrixGradient", shape, OperationWork.matrixGradient(shape));
  }

  @Override
  public void outerProduct(LayerShape shape, B input, B factor, B gradient) {
    begin();
    timed.outerProduct(shape, input, factor, gradient);
    long nanos = System.nanoTime() - start;
    WorkCount work = OperationWork.outerProduct(shape, nonzero(input));
    tally.add("outerProduct", shape.pre() + "x" + shape.post(), nanos, work);
  }

  @Override
  public void project(LayerShape shape, B factor, B weights, B learningSignal) {
    begin();
    timed.project(shape, factor, weights, learningSignal);
    end("project", shape, OperationWork.project(shape));
  }

  @Override
  public void crossEntropy(int classes, float scale, B output, B labels, B learningSignal, B loss) {
    begin();
    timed.crossEntropy(classes, scale, output, labels, learningSignal, loss);
    end("crossEntropy", output, OperationWork.crossEntropy(timed.length(loss), classes));
  }

  @Override
  public void reversePass(
      ReverseRule rule, LifParameters lif, int steps, B surrogate, B learningSignal, B sent) {
    begin();
    timed.reversePass(rule, lif, steps, surrogate, learningSignal, sent);
    long elements = timed.length(learningSignal);
    end("reversePass", learningSignal, OperationWork.reversePass(rule, elements));
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
    begin();
    timed.sensitivityStep(
        shape,
        lif,
        below,
        weights,
        input,
        surrogate,
        inputSensitivity,
        potentialSensitivity,
        spikeSensitivity);
    end("sensitivityStep", shape, OperationWork.sensitivityStep(shape, below));
  }

  @Override
  public void applyAdamax(
      OptimizerSpec.Adamax adamax,
      long update,
      B gradient,
      B weights,
      B firstMoment,
      B infinityNorm) {
    begin();
    timed.applyAdamax(adamax, update, gradient, weights, firstMoment, infinityNorm);
    end("applyAdamax", weights, OperationWork.applyAdamax(timed.length(weights)));
  }

  @Override
  public void applySgd(OptimizerSpec.Sgd sgd, B gradient, B weights) {
    begin();
    timed.applySgd(sgd, gradient, weights);
    end("applySgd", weights, OperationWork.applySgd(timed.length(weights)));
  }

  /** The other engine's own traces, timed as a whole; or composed ones, operation by operation. */
  @Override
  public Traces<B> traces(TraceSpec spec) {
    return inherits(timed, "traces", TraceSpec.class)
        ? Engine.super.traces(spec)
        : new TimedTraces<>(timed.traces(spec), spec.shape(), tally);
  }

  /** Always a composed one. */
  @Override
  public Network network(NetworkSpec spec) {
    return Engine.super.network(spec);
  }

  @Override
  public void close() {
    timed.close();
  }
}
