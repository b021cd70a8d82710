package io.afterspike.engine;

import io.afterspike.kernels.cpu.AdamaxKernel;
import io.afterspike.kernels.cpu.CurrentKernel;
import io.afterspike.kernels.cpu.HistoryFactorKernel;
import io.afterspike.kernels.cpu.Lanes;
import io.afterspike.kernels.cpu.LeakySumKernel;
import io.afterspike.kernels.cpu.LifKernel;
import io.afterspike.kernels.cpu.MatrixGradientKernel;
import io.afterspike.kernels.cpu.MeanSurrogateKernel;
import io.afterspike.kernels.cpu.MembraneTraceKernel;
import io.afterspike.kernels.cpu.OstlTraceKernel;
import io.afterspike.kernels.cpu.OtpeTraceKernel;
import io.afterspike.kernels.cpu.OuterProductKernel;
import io.afterspike.kernels.cpu.ProductKernel;
import io.afterspike.kernels.cpu.ProjectionKernel;
import io.afterspike.kernels.cpu.ReadoutKernel;
import io.afterspike.kernels.cpu.RetentionKernel;
import io.afterspike.kernels.cpu.ReversePassKernel;
import io.afterspike.kernels.cpu.SensitivityKernel;
import io.afterspike.kernels.cpu.SgdKernel;

/**
 * Every operation by its vector kernel; threads share the outputs, never a sum. An operation sets
 * the arguments that its work reads, then has it run; nothing is allocated.
 */
final class VectorKernels implements ArrayKernels {
  /** Threads divide a projection by whole tiles of at most 512 bits. */
  private static final int PROJECTED_TOGETHER = 32;

  private final WorkerTeam team;
  private final Operation operation;

  VectorKernels(int threads) {
    team = new WorkerTeam(threads);
    operation = new Operation(team);
  }

  WorkerTeam team() {
    return team;
  }

  @Override
  public String description() {
    int bits = Lanes.FLOATS.vectorBitSize();
    int threads = team.threads();
    return "Vector API, "
        + bits
        + "-bit vectors; "
        + threads
        + (threads == 1 ? " thread" : " threads");
  }

  @Override
  public void current(
      LayerShape shape, float[] input, float[] weights, float[] bias, float[] current) {
    reserveForCurrent(shape);
    operation.shape = shape;
    operation.input = input;
    operation.weights = weights;
    operation.bias = bias;
    operation.current = current;
    operation.run(shape.batch(), touched(shape), VectorKernels::current);
  }

  /** What a forward step reads and writes, save the weights. */
  private static long touched(LayerShape shape) {
    return (long) shape.inputs() + shape.outputs();
  }

  private void reserveForCurrent(LayerShape shape) {
    int most = Math.ceilDiv(shape.batch(), team.parts(shape.batch(), touched(shape)));
    operation.reserve(
        CurrentKernel.scratchLength(most, shape.pre()),
        CurrentKernel.eventsLength(most, shape.pre()));
  }

  private static void current(Operation o, int worker, int fromSample, int toSample) {
    CurrentKernel.compute(
        o.input,
        o.weights,
        o.bias,
        o.current,
        o.scratch[worker],
        o.events[worker],
        o.shape.pre(),
        o.shape.post(),
        fromSample,
        toSample,
        0,
        o.shape.post());
  }

  @Override
  public void forward(
      LayerShape shape,
      LifParameters lif,
      float[] input,
      float[] weights,
      float[] bias,
      float[] current,
      float[] potential,
      float[] spikes,
      float[] surrogate) {
    reserveForCurrent(shape);
    operation.shape = shape;
    operation.lif = lif;
    operation.input = input;
    operation.weights = weights;
    operation.bias = bias;
    operation.current = current;
    operation.potential = potential;
    operation.spikes = spikes;
    operation.surrogate = surrogate;
    operation.run(
        shape.batch(),
        touched(shape),
        (o, worker, from, to) -> {
          current(o, worker, from, to);
          lif(o, from * o.shape.post(), to * o.shape.post());
        });
  }

  private static void lif(Operation o, int from, int to) {
    LifKernel.step(
        o.lif.leak(),
        o.lif.threshold(),
        o.lif.slope(),
        o.current,
        o.potential,
        o.spikes,
        o.surrogate,
        from,
        to);
  }

  @Override
  public void lifStep(
      LifParameters lif, float[] current, float[] potential, float[] spikes, float[] surrogate) {
    operation.lif = lif;
    operation.current = current;
    operation.potential = potential;
    operation.spikes = spikes;
    operation.surrogate = surrogate;
    operation.run(potential.length, potential.length, (o, worker, from, to) -> lif(o, from, to));
  }

  @Override
  public void leakySumStep(float leak, float[] input, float[] sum) {
    operation.number = leak;
    operation.input = input;
    operation.result = sum;
    operation.run(
        sum.length,
        sum.length,
        (o, worker, from, to) -> LeakySumKernel.step(o.number, o.input, o.result, from, to));
  }

  @Override
  public void meanSurrogateStep(float inverseWeight, float[] surrogate, float[] meanSurrogate) {
    operation.number = inverseWeight;
    operation.surrogate = surrogate;
    operation.result = meanSurrogate;
    operation.run(
        surrogate.length,
        surrogate.length,
        (o, worker, from, to) ->
            MeanSurrogateKernel.step(o.number, o.surrogate, o.result, from, to));
  }

  @Override
  public void retention(LifParameters lif, float[] surrogate, float[] retention) {
    operation.lif = lif;
    operation.surrogate = surrogate;
    operation.retention = retention;
    operation.run(
        retention.length,
        retention.length,
        (o, worker, from, to) ->
            RetentionKernel.compute(
                o.lif.leak(), o.lif.threshold(), o.surrogate, o.retention, from, to));
  }

  @Override
  public void membraneTraceStep(
      LayerShape shape,
      LifParameters lif,
      float[] input,
      float[] surrogate,
      float[] membraneTrace,
      float[] eligibility) {
    operation.shape = shape;
    operation.lif = lif;
    operation.input = input;
    operation.surrogate = surrogate;
    operation.trace = membraneTrace;
    operation.eligibility = eligibility;
    operation.run(
        shape.batch(),
        membraneTrace.length,
        (o, worker, from, to) ->
            MembraneTraceKernel.step(
                o.lif.leak(),
                o.lif.threshold(),
                o.input,
                o.surrogate,
                o.trace,
                o.eligibility,
                o.shape.pre(),
                o.shape.post(),
                from,
                to,
                0,
                o.shape.post()));
  }

  @Override
  public void ostlTraceStep(
      LayerShape shape, float[] previousRetention, float[] input, float[] trace) {
    operation.shape = shape;
    operation.retention = previousRetention;
    operation.input = input;
    operation.trace = trace;
    operation.run(
        shape.batch(),
        trace.length,
        (o, worker, from, to) ->
            OstlTraceKernel.step(
                o.retention,
                o.input,
                o.trace,
                o.shape.pre(),
                o.shape.post(),
                from,
                to,
                0,
                o.shape.post()));
  }

  @Override
  public void otpeTraceStep(
      LayerShape shape,
      float[] retention,
      float[] surrogate,
      float[] presynapticTrace,
      float[] trace) {
    operation.shape = shape;
    operation.retention = retention;
    operation.surrogate = surrogate;
    operation.input = presynapticTrace;
    operation.trace = trace;
    operation.run(
        shape.batch(),
        trace.length,
        (o, worker, from, to) ->
            OtpeTraceKernel.step(
                o.retention,
                o.surrogate,
                o.input,
                o.trace,
                o.shape.pre(),
                o.shape.post(),
                from,
                to,
                0,
                o.shape.post()));
  }

  @Override
  public void ostlFactorStep(float[] previousRetention, float[] factor) {
    operation.retention = previousRetention;
    operation.factor = factor;
    operation.run(
        factor.length,
        factor.length,
        (o, worker, from, to) -> HistoryFactorKernel.stepOstl(o.retention, o.factor, from, to));
  }

  @Override
  public void otpeFactorStep(float decay, float[] retention, float[] surrogate, float[] factor) {
    operation.number = decay;
    operation.retention = retention;
    operation.surrogate = surrogate;
    operation.factor = factor;
    operation.run(
        factor.length,
        factor.length,
        (o, worker, from, to) ->
            HistoryFactorKernel.stepOtpe(o.number, o.retention, o.surrogate, o.factor, from, to));
  }

  @Override
  public void multiply(float[] left, float[] right, float[] product) {
    operation.left = left;
    operation.right = right;
    operation.result = product;
    operation.run(
        product.length,
        product.length,
        (o, worker, from, to) -> ProductKernel.multiply(o.left, o.right, o.result, from, to));
  }

  @Override
  public void scale(float factor, float[] values) {
    operation.number = factor;
    operation.result = values;
    operation.run(
        values.length,
        values.length,
        (o, worker, from, to) -> ProductKernel.scale(o.number, o.result, from, to));
  }

  @Override
  public void matrixGradient(LayerShape shape, float[] factor, float[] trace, float[] gradient) {
    operation.shape = shape;
    operation.factor = factor;
    operation.trace = trace;
    operation.gradient = gradient;
    operation.run(
        shape.pre(),
        trace.length,
        (o, worker, from, to) ->
            MatrixGradientKernel.accumulate(
                o.factor,
                o.trace,
                o.gradient,
                o.shape.batch(),
                o.shape.pre(),
                o.shape.post(),
                from,
                to,
                0,
                o.shape.post()));
  }

  @Override
  public void outerProduct(LayerShape shape, float[] input, float[] factor, float[] gradient) {
    int batch = shape.batch();
    long size = (long) batch * gradient.length;
    int most = Math.ceilDiv(shape.pre(), team.parts(shape.pre(), size));
    operation.reserve(
        OuterProductKernel.scratchLength(batch, most),
        OuterProductKernel.eventsLength(batch, most));
    operation.shape = shape;
    operation.input = input;
    operation.factor = factor;
    operation.gradient = gradient;
    operation.run(
        shape.pre(),
        size,
        (o, worker, from, to) ->
            OuterProductKernel.accumulate(
                o.input,
                o.factor,
                o.gradient,
                o.scratch[worker],
                o.events[worker],
                o.shape.batch(),
                o.shape.pre(),
                o.shape.post(),
                from,
                to,
                0,
                o.shape.post()));
  }

  @Override
  public void project(LayerShape shape, float[] factor, float[] weights, float[] learningSignal) {
    int batch = shape.batch();
    int pre = shape.pre();
    // Each thread packs what it needs: of the factor its samples, of the weights its inputs.
    operation.bySample =
        batch >= team.threads() * PROJECTED_TOGETHER
            && ProjectionKernel.packsFactor(batch, pre, shape.post());
    operation.shape = shape;
    operation.factor = factor;
    operation.weights = weights;
    operation.learningSignal = learningSignal;
    int tiles = Math.ceilDiv(operation.bySample ? batch : pre, PROJECTED_TOGETHER);
    long size = (long) batch * weights.length;
    int parts = team.parts(tiles, size);
    int most = 0;
    for (int part = 0; part < parts; part++) {
      int from = WorkerTeam.end(part - 1, parts, tiles);
      most = Math.max(most, projectScratch(operation, from, WorkerTeam.end(part, parts, tiles)));
    }
    operation.reserve(most, 0);
    operation.run(tiles, size, VectorKernels::project);
  }

  private static int projectScratch(Operation o, int fromTile, int toTile) {
    return ProjectionKernel.scratchLength(
        toSample(o, toTile) - fromSample(o, fromTile),
        toInput(o, toTile) - fromInput(o, fromTile),
        o.shape.post());
  }

  private static void project(Operation o, int worker, int fromTile, int toTile) {
    ProjectionKernel.project(
        o.factor,
        o.weights,
        o.learningSignal,
        o.scratch[worker],
        o.shape.pre(),
        o.shape.post(),
        fromSample(o, fromTile),
        toSample(o, toTile),
        fromInput(o, fromTile),
        toInput(o, toTile));
  }

  private static int fromSample(Operation o, int tile) {
    return o.bySample ? tile * PROJECTED_TOGETHER : 0;
  }

  private static int toSample(Operation o, int tile) {
    int batch = o.shape.batch();
    return o.bySample ? Math.min(tile * PROJECTED_TOGETHER, batch) : batch;
  }

  private static int fromInput(Operation o, int tile) {
    return o.bySample ? 0 : tile * PROJECTED_TOGETHER;
  }

  private static int toInput(Operation o, int tile) {
    int pre = o.shape.pre();
    return o.bySample ? pre : Math.min(tile * PROJECTED_TOGETHER, pre);
  }

  @Override
  public void crossEntropy(
      int classes,
      float scale,
      float[] output,
      float[] labels,
      float[] learningSignal,
      float[] loss) {
    operation.reserve(ReadoutKernel.scratchLength(classes), 0);
    operation.classes = classes;
    operation.number = scale;
    operation.output = output;
    operation.labels = labels;
    operation.learningSignal = learningSignal;
    operation.loss = loss;
    operation.run(
        loss.length,
        10L * output.length,
        (o, worker, from, to) ->
            ReadoutKernel.crossEntropy(
                o.number,
                o.output,
                o.labels,
                o.learningSignal,
                o.loss,
                o.scratch[worker],
                o.classes,
                from,
                to));
  }

  @Override
  public void reversePass(
      ReverseRule rule,
      LifParameters lif,
      int steps,
      float[] surrogate,
      float[] learningSignal,
      float[] sent) {
    operation.reserve(ReversePassKernel.SCRATCH, 0);
    operation.rule = rule;
    operation.lif = lif;
    operation.steps = steps;
    operation.surrogate = surrogate;
    operation.learningSignal = learningSignal;
    operation.sent = sent;
    operation.run(learningSignal.length / steps, learningSignal.length, VectorKernels::reversePass);
  }

  private static void reversePass(Operation o, int worker, int from, int to) {
    float leak = o.lif.leak();
    float threshold = o.lif.threshold();
    float[] surrogate = o.surrogate;
    float[] learningSignal = o.learningSignal;
    float[] sent = o.sent;
    float[] own = o.scratch[worker];
    int steps = o.steps;
    int size = learningSignal.length / steps;
    switch (o.rule) {
      case BPTT ->
          ReversePassKernel.bptt(
              leak, threshold, surrogate, learningSignal, own, steps, size, from, to);
      case OSTL ->
          ReversePassKernel.ostl(
              leak, threshold, surrogate, learningSignal, sent, own, steps, size, from, to);
      case OTPE ->
          ReversePassKernel.otpe(
              leak, threshold, surrogate, learningSignal, sent, own, steps, size, from, to);
      case OTTT ->
          ReversePassKernel.ottt(leak, surrogate, learningSignal, sent, own, steps, size, from, to);
      case APPROX_OTPE ->
          ReversePassKernel.approxOtpe(leak, learningSignal, sent, own, steps, size, from, to);
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
    operation.shape = shape;
    operation.lif = lif;
    operation.below = below;
    operation.weights = weights;
    operation.input = input;
    operation.surrogate = surrogate;
    operation.inputSensitivity = inputSensitivity;
    operation.potentialSensitivity = potentialSensitivity;
    operation.spikeSensitivity = spikeSensitivity;
    operation.run(
        below + shape.weights() + shape.post(),
        spikeSensitivity.length,
        (o, worker, from, to) ->
            SensitivityKernel.step(
                o.lif.leak(),
                o.lif.threshold(),
                o.weights,
                o.input,
                o.surrogate,
                o.inputSensitivity,
                o.potentialSensitivity,
                o.spikeSensitivity,
                o.shape.pre(),
                o.shape.post(),
                o.below,
                0,
                o.shape.batch(),
                from,
                to));
  }

  @Override
  public void applyAdamax(
      OptimizerSpec.Adamax adamax,
      float rate,
      float[] gradient,
      float[] weights,
      float[] firstMoment,
      float[] infinityNorm) {
    operation.adamax = adamax;
    operation.number = rate;
    operation.gradient = gradient;
    operation.weights = weights;
    operation.firstMoment = firstMoment;
    operation.infinityNorm = infinityNorm;
    operation.run(
        weights.length,
        weights.length,
        (o, worker, from, to) ->
            AdamaxKernel.apply(
                o.number,
                o.adamax.beta1(),
                o.adamax.beta2(),
                o.adamax.epsilon(),
                o.gradient,
                o.weights,
                o.firstMoment,
                o.infinityNorm,
                from,
                to));
  }

  @Override
  public void applySgd(float rate, float[] gradient, float[] weights) {
    operation.number = rate;
    operation.gradient = gradient;
    operation.weights = weights;
    operation.run(
        weights.length,
        weights.length,
        (o, worker, from, to) -> SgdKernel.apply(o.number, o.gradient, o.weights, from, to));
  }

  @Override
  public void close() {
    team.close();
  }
}
