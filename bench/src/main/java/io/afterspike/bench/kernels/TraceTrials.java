package io.afterspike.bench.kernels;

import io.afterspike.bench.limits.WorkCount;
import io.afterspike.bench.step.OperationWork;
import io.afterspike.engine.LayerShape;
import io.afterspike.kernels.cpu.MatrixGradientKernel;
import io.afterspike.kernels.cpu.MembraneTraceKernel;
import io.afterspike.kernels.cpu.OstlTraceKernel;
import io.afterspike.kernels.cpu.OtpeTraceKernel;
import io.afterspike.kernels.cpu.SensitivityKernel;
import io.afterspike.kernels.cpu.TracedGradientKernel;
import io.afterspike.kernels.reference.MatrixGradientReference;
import io.afterspike.kernels.reference.MembraneTraceReference;
import io.afterspike.kernels.reference.OstlTraceReference;
import io.afterspike.kernels.reference.OtpeTraceReference;
import io.afterspike.kernels.reference.SensitivityReference;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Trials of the kernels that keep a number per sample and weight, or more. */
final class TraceTrials {
  private static final float LEAK = 0.9526f;

  private TraceTrials() {}

  static void addTo(Map<String, Function<KernelSize, KernelTrial>> trials) {
    trials.put("OtpeTraceKernel.step", size -> new TraceTrials.Layer(size).otpe());
    trials.put("OstlTraceKernel.step", size -> new TraceTrials.Layer(size).ostl());
    trials.put("MembraneTraceKernel.step", size -> new TraceTrials.Layer(size).membrane());
    trials.put("MatrixGradientKernel.accumulate", size -> new TraceTrials.Layer(size).gradient());
    trials.put("TracedGradientKernel.single", TraceTrials::single);
    trials.put("TracedGradientKernel.tiles", size -> new TraceTrials.Layer(size).tiles());
    trials.put("SensitivityKernel.step", TraceTrials::sensitivity);
  }

  /** A layer's arrays. */
  private static final class Layer {
    private final LayerShape shape;
    private final int batch;
    private final int pre;
    private final int post;
    private final float[] input;
    private final float[] retention;
    private final float[] surrogate;
    private final float[] trace;

    Layer(KernelSize size) {
      this(size.shape());
    }

    Layer(LayerShape shape) {
      Operands make = new Operands();
      this.shape = shape;
      batch = shape.batch();
      pre = shape.pre();
      post = shape.post();
      input = make.spikes(0.1, shape.inputs());
      retention = make.between(0, 0.95, shape.outputs());
      surrogate = make.between(0, 1, shape.outputs());
      trace = make.between(0, 1, shape.traces());
    }

    KernelTrial otpe() {
      return new KernelTrial(
          OperationWork.otpeTraceStep(shape),
          () ->
              OtpeTraceKernel.step(
                  retention, surrogate, input, trace, pre, post, 0, batch, 0, post),
          () ->
              OtpeTraceReference.step(
                  retention, surrogate, input, trace, pre, post, 0, batch, 0, post),
          List.of(trace));
    }

    KernelTrial ostl() {
      return new KernelTrial(
          OperationWork.ostlTraceStep(shape),
          () -> OstlTraceKernel.step(retention, input, trace, pre, post, 0, batch, 0, post),
          () -> OstlTraceReference.step(retention, input, trace, pre, post, 0, batch, 0, post),
          List.of(trace));
    }

    KernelTrial membrane() {
      float[] eligibility = new float[trace.length];
      return new KernelTrial(
          OperationWork.membraneTraceStep(shape),
          () ->
              MembraneTraceKernel.step(
                  LEAK, 1f, input, surrogate, trace, eligibility, pre, post, 0, batch, 0, post),
          () ->
              MembraneTraceReference.step(
                  LEAK, 1f, input, surrogate, trace, eligibility, pre, post, 0, batch, 0, post),
          List.of(trace, eligibility));
    }

    KernelTrial gradient() {
      float[] gradient = new float[shape.weights()];
      return new KernelTrial(
          OperationWork.matrixGradient(shape),
          () ->
              MatrixGradientKernel.accumulate(
                  surrogate, trace, gradient, batch, pre, post, 0, pre, 0, post),
          () ->
              MatrixGradientReference.accumulate(
                  surrogate, trace, gradient, batch, pre, post, 0, pre, 0, post),
          List.of(gradient));
    }

    /** The reference steps a plain trace, and is then put where the tiles have it. */
    KernelTrial tiles() {
      float[] gradient = new float[shape.weights()];
      float[] tiled = new float[(int) TracedGradientKernel.tiledLength(batch, pre, post)];
      move(trace, tiled, true);
      int columns = TracedGradientKernel.columns(post);
      float[] scratch = new float[TracedGradientKernel.scratchLength(batch, pre)];
      return new KernelTrial(
          stepAndGradient(shape),
          () ->
              TracedGradientKernel.tiles(
                  retention, surrogate, input, surrogate, tiled, gradient, scratch, batch, pre,
                  post, 0, columns),
          () -> {
            move(trace, tiled, false);
            plain(gradient);
            move(trace, tiled, true);
          },
          List.of(tiled, gradient));
    }

    private void plain(float[] gradient) {
      OtpeTraceReference.step(retention, surrogate, input, trace, pre, post, 0, batch, 0, post);
      MatrixGradientReference.accumulate(
          surrogate, trace, gradient, batch, pre, post, 0, pre, 0, post);
    }

    private void move(float[] plain, float[] tiled, boolean in) {
      for (int k = 0; k < plain.length; k++) {
        int row = k / post;
        int place = TracedGradientKernel.place(row / pre, row % pre, k % post, batch, pre);
        if (in) {
          tiled[place] = plain[k];
        } else {
          plain[k] = tiled[place];
        }
      }
    }
  }

  private static WorkCount stepAndGradient(LayerShape shape) {
    // The trace is read once for both.
    WorkCount step = OperationWork.otpeTraceStep(shape);
    return new WorkCount(
        step.flops() + OperationWork.matrixGradient(shape).flops(),
        step.readBytes() + 4L * shape.outputs(),
        step.updatedBytes() + 4L * shape.weights());
  }

  private static KernelTrial single(KernelSize size) {
    Layer layer = new Layer(new LayerShape(1, size.shape().pre(), size.shape().post()));
    float[] gradient = new float[layer.shape.weights()];
    return new KernelTrial(
        stepAndGradient(layer.shape),
        () ->
            TracedGradientKernel.single(
                layer.retention,
                layer.surrogate,
                layer.input,
                layer.surrogate,
                layer.trace,
                gradient,
                layer.post,
                0,
                layer.pre),
        () -> layer.plain(gradient),
        List.of(layer.trace, gradient));
  }

  private static KernelTrial sensitivity(KernelSize size) {
    int n = 8 << size.ordinal();
    LayerShape shape = new LayerShape(2, n, n);
    int below = n * (n + 1);
    int parameters = 2 * below;
    Operands make = new Operands();
    float[] weights = make.between(-0.1, 0.1, shape.weights());
    float[] input = make.spikes(0.1, shape.inputs());
    float[] surrogate = make.between(0, 1, shape.outputs());
    float[] beneath = make.between(-1, 1, shape.inputs() * below);
    float[] potential = make.between(-1, 1, shape.outputs() * parameters);
    float[] spike = new float[potential.length];
    return new KernelTrial(
        OperationWork.sensitivityStep(shape, below),
        () ->
            SensitivityKernel.step(
                LEAK,
                1f,
                weights,
                input,
                surrogate,
                beneath,
                potential,
                spike,
                n,
                n,
                below,
                0,
                2,
                0,
                parameters),
        () ->
            SensitivityReference.step(
                LEAK,
                1f,
                weights,
                input,
                surrogate,
                beneath,
                potential,
                spike,
                n,
                n,
                below,
                0,
                2,
                0,
                parameters),
        List.of(potential, spike));
  }
}
