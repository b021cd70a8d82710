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

/** Every operation by its vector kernel; threads share the outputs, never a sum. */
final class VectorKernels implements ArrayKernels {
  /** Threads divide a projection by whole tiles of at most 512 bits. */
  private static final int PROJECTED_TOGETHER = 32;

  private final WorkerTeam team;

  /** One scratch array a thread, as long as the operation needs most. */
  private final float[][] scratch;

  /** As {@code scratch}, of whole numbers. */
  private final int[][] events;

  VectorKernels(int threads) {
    team = new WorkerTeam(threads);
    scratch = new float[threads][0];
    events = new int[threads][0];
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
    team.run(
        shape.batch(),
        shape.outputs(),
        (worker, from, to) -> current(shape, input, weights, bias, current, worker, from, to));
  }

  private void current(
      LayerShape shape,
      float[] input,
      float[] weights,
      float[] bias,
      float[] current,
      int worker,
      int fromSample,
      int toSample) {
    CurrentKernel.compute(
        input,
        weights,
        bias,
        current,
        scratch(worker, CurrentKernel.scratchLength(toSample - fromSample, shape.pre())),
        events(worker, CurrentKernel.eventsLength(toSample - fromSample, shape.pre())),
        shape.pre(),
        shape.post(),
        fromSample,
        toSample,
        0,
        shape.post());
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
    team.run(
        shape.batch(),
        shape.outputs(),
        (worker, from, to) -> {
          current(shape, input, weights, bias, current, worker, from, to);
          LifKernel.step(
              lif.leak(),
              lif.threshold(),
              lif.slope(),
              current,
              potential,
              spikes,
              surrogate,
              from * shape.post(),
              to * shape.post());
        });
  }

  @Override
  public void lifStep(
      LifParameters lif, float[] current, float[] potential, float[] spikes, float[] surrogate) {
    team.run(
        potential.length,
        potential.length,
        (worker, from, to) ->
            LifKernel.step(
                lif.leak(),
                lif.threshold(),
                lif.slope(),
                current,
                potential,
                spikes,
                surrogate,
                from,
                to));
  }

  @Override
  public void leakySumStep(float leak, float[] input, float[] sum) {
    team.run(
        sum.length,
        sum.length,
        (worker, from, to) -> LeakySumKernel.step(leak, input, sum, from, to));
  }

  @Override
  public void meanSurrogateStep(float inverseWeight, float[] surrogate, float[] meanSurrogate) {
    team.run(
        surrogate.length,
        surrogate.length,
        (worker, from, to) ->
            MeanSurrogateKernel.step(inverseWeight, surrogate, meanSurrogate, from, to));
  }

  @Override
  public void retention(LifParameters lif, float[] surrogate, float[] retention) {
    team.run(
        retention.length,
        retention.length,
        (worker, from, to) ->
            RetentionKernel.compute(lif.leak(), lif.threshold(), surrogate, retention, from, to));
  }

  @Override
  public void membraneTraceStep(
      LayerShape shape,
      LifParameters lif,
      float[] input,
      float[] surrogate,
      float[] membraneTrace,
      float[] eligibility) {
    team.run(
        shape.batch(),
        membraneTrace.length,
        (worker, from, to) ->
            MembraneTraceKernel.step(
                lif.leak(),
                lif.threshold(),
                input,
                surrogate,
                membraneTrace,
                eligibility,
                shape.pre(),
                shape.post(),
                from,
                to,
                0,
                shape.post()));
  }

  @Override
  public void ostlTraceStep(
      LayerShape shape, float[] previousRetention, float[] input, float[] trace) {
    team.run(
        shape.batch(),
        trace.length,
        (worker, from, to) ->
            OstlTraceKernel.step(
                previousRetention,
                input,
                trace,
                shape.pre(),
                shape.post(),
                from,
                to,
                0,
                shape.post()));
  }

  @Override
  public void otpeTraceStep(
      LayerShape shape,
      float[] retention,
      float[] surrogate,
      float[] presynapticTrace,
      float[] trace) {
    team.run(
        shape.batch(),
        trace.length,
        (worker, from, to) ->
            OtpeTraceKernel.step(
                retention,
                surrogate,
                presynapticTrace,
                trace,
                shape.pre(),
                shape.post(),
                from,
                to,
                0,
                shape.post()));
  }

  @Override
  public void ostlFactorStep(float[] previousRetention, float[] factor) {
    team.run(
        factor.length,
        factor.length,
        (worker, from, to) -> HistoryFactorKernel.stepOstl(previousRetention, factor, from, to));
  }

  @Override
  public void otpeFactorStep(float decay, float[] retention, float[] surrogate, float[] factor) {
    team.run(
        factor.length,
        factor.length,
        (worker, from, to) ->
            HistoryFactorKernel.stepOtpe(decay, retention, surrogate, factor, from, to));
  }

  @Override
  public void multiply(float[] left, float[] right, float[] product) {
    team.run(
        product.length,
        product.length,
        (worker, from, to) -> ProductKernel.multiply(left, right, product, from, to));
  }

  @Override
  public void scale(float factor, float[] values) {
    team.run(
        values.length,
        values.length,
        (worker, from, to) -> ProductKernel.scale(factor, values, from, to));
  }

  @Override
  public void matrixGradient(LayerShape shape, float[] factor, float[] trace, float[] gradient) {
    team.run(
        shape.pre(),
        trace.length,
        (worker, from, to) ->
            MatrixGradientKernel.accumulate(
                factor,
                trace,
                gradient,
                shape.batch(),
                shape.pre(),
                shape.post(),
                from,
                to,
                0,
                shape.post()));
  }

  @Override
  public void outerProduct(LayerShape shape, float[] input, float[] factor, float[] gradient) {
    int batch = shape.batch();
    team.run(
        shape.pre(),
        (long) batch * gradient.length,
        (worker, from, to) ->
            OuterProductKernel.accumulate(
                input,
                factor,
                gradient,
                scratch(worker, OuterProductKernel.scratchLength(batch, to - from)),
                events(worker, OuterProductKernel.eventsLength(batch, to - from)),
                batch,
                shape.pre(),
                shape.post(),
                from,
                to,
                0,
                shape.post()));
  }

  @Override
  public void project(LayerShape shape, float[] factor, float[] weights, float[] learningSignal) {
    int batch = shape.batch();
    int pre = shape.pre();
    int post = shape.post();
    // Each thread packs what it needs: of the factor its samples, of the weights its inputs.
    boolean bySample =
        batch >= team.threads() * PROJECTED_TOGETHER
            && ProjectionKernel.packsFactor(batch, pre, post);
    int all = bySample ? batch : pre;
    team.run(
        (all + PROJECTED_TOGETHER - 1) / PROJECTED_TOGETHER,
        (long) batch * weights.length,
        (worker, from, to) -> {
          int first = from * PROJECTED_TOGETHER;
          int end = Math.min(to * PROJECTED_TOGETHER, all);
          int fromSample = bySample ? first : 0;
          int toSample = bySample ? end : batch;
          int fromInput = bySample ? 0 : first;
          int toInput = bySample ? pre : end;
          int length =
              ProjectionKernel.scratchLength(toSample - fromSample, toInput - fromInput, post);
          ProjectionKernel.project(
              factor,
              weights,
              learningSignal,
              scratch(worker, length),
              pre,
              post,
              fromSample,
              toSample,
              fromInput,
              toInput);
        });
  }

  @Override
  public void crossEntropy(
      int classes,
      float scale,
      float[] output,
      float[] labels,
      float[] learningSignal,
      float[] loss) {
    team.run(
        loss.length,
        10L * output.length,
        (worker, from, to) ->
            ReadoutKernel.crossEntropy(
                scale,
                output,
                labels,
                learningSignal,
                loss,
                scratch(worker, ReadoutKernel.scratchLength(classes)),
                classes,
                from,
                to));
  }

  private int[] events(int worker, int length) {
    if (events[worker].length < length) {
      events[worker] = new int[length];
    }
    return events[worker];
  }

  private float[] scratch(int worker, int length) {
    if (scratch[worker].length < length) {
      scratch[worker] = new float[length];
    }
    return scratch[worker];
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
    team.run(
        size,
        learningSignal.length,
        (worker, from, to) -> {
          float[] own = scratch(worker, ReversePassKernel.SCRATCH);
          switch (rule) {
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
                ReversePassKernel.ottt(
                    leak, surrogate, learningSignal, sent, own, steps, size, from, to);
            case APPROX_OTPE ->
                ReversePassKernel.approxOtpe(
                    leak, learningSignal, sent, own, steps, size, from, to);
          }
        });
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
    int parameters = below + shape.weights() + shape.post();
    team.run(
        parameters,
        spikeSensitivity.length,
        (worker, from, to) ->
            SensitivityKernel.step(
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
    team.run(
        weights.length,
        weights.length,
        (worker, from, to) ->
            AdamaxKernel.apply(
                rate,
                adamax.beta1(),
                adamax.beta2(),
                adamax.epsilon(),
                gradient,
                weights,
                firstMoment,
                infinityNorm,
                from,
                to));
  }

  @Override
  public void applySgd(float rate, float[] gradient, float[] weights) {
    team.run(
        weights.length,
        weights.length,
        (worker, from, to) -> SgdKernel.apply(rate, gradient, weights, from, to));
  }

  @Override
  public void close() {
    team.close();
  }
}
