package io.afterspike.bench.kernels;

import io.afterspike.bench.step.OperationWork;
import io.afterspike.engine.LayerShape;
import io.afterspike.kernels.cpu.CurrentKernel;
import io.afterspike.kernels.cpu.OuterProductKernel;
import io.afterspike.kernels.cpu.ProjectionKernel;
import io.afterspike.kernels.cpu.ReadoutKernel;
import io.afterspike.kernels.reference.CurrentReference;
import io.afterspike.kernels.reference.OuterProductReference;
import io.afterspike.kernels.reference.ProjectionReference;
import io.afterspike.kernels.reference.ReadoutReference;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Trials of the kernels that multiply by a layer's weights, or make them. */
final class LayerTrials {
  private static final double[] DENSITIES = {0.02, 0.1, 0.3, 1};
  private static final int CLASSES = 20;

  private LayerTrials() {}

  static void addTo(Map<String, Function<KernelSize, KernelTrial>> trials) {
    for (double density : DENSITIES) {
      String share = " " + Math.round(100 * density) + " %";
      trials.put("CurrentKernel.compute" + share, size -> current(size.shape(), density));
      trials.put("OuterProductKernel.accumulate" + share, size -> outer(size.shape(), density));
    }
    trials.put("ProjectionKernel.project", size -> project(size.shape()));
    trials.put("ReadoutKernel.crossEntropy", size -> readout(size.shape().batch()));
  }

  private static KernelTrial current(LayerShape shape, double density) {
    Operands make = new Operands();
    int batch = shape.batch();
    int pre = shape.pre();
    int post = shape.post();
    float[] input = make.spikes(density, shape.inputs());
    float[] weights = make.between(-0.1, 0.1, shape.weights());
    float[] bias = make.between(-0.1, 0.1, post);
    float[] current = new float[shape.outputs()];
    float[] scratch = new float[CurrentKernel.scratchLength(batch, pre)];
    int[] events = new int[CurrentKernel.eventsLength(batch, pre)];
    return new KernelTrial(
        OperationWork.current(shape, Operands.nonzero(input)),
        () ->
            CurrentKernel.compute(
                input, weights, bias, current, scratch, events, pre, post, 0, batch, 0, post),
        () -> CurrentReference.compute(input, weights, bias, current, pre, post, 0, batch, 0, post),
        List.of(current));
  }

  private static KernelTrial outer(LayerShape shape, double density) {
    Operands make = new Operands();
    int batch = shape.batch();
    int pre = shape.pre();
    int post = shape.post();
    float[] input = make.spikes(density, shape.inputs());
    float[] factor = make.between(-1, 1, shape.outputs());
    float[] gradient = make.between(-1, 1, shape.weights());
    float[] scratch = new float[OuterProductKernel.scratchLength(batch, pre)];
    int[] events = new int[OuterProductKernel.eventsLength(batch, pre)];
    return new KernelTrial(
        OperationWork.outerProduct(shape, Operands.nonzero(input)),
        () ->
            OuterProductKernel.accumulate(
                input, factor, gradient, scratch, events, batch, pre, post, 0, pre, 0, post),
        () ->
            OuterProductReference.accumulate(
                input, factor, gradient, batch, pre, post, 0, pre, 0, post),
        List.of(gradient));
  }

  private static KernelTrial project(LayerShape shape) {
    Operands make = new Operands();
    int batch = shape.batch();
    int pre = shape.pre();
    int post = shape.post();
    float[] factor = make.between(-1, 1, shape.outputs());
    float[] weights = make.between(-0.1, 0.1, shape.weights());
    float[] signal = new float[shape.inputs()];
    float[] scratch = new float[ProjectionKernel.scratchLength(batch, pre, post)];
    return new KernelTrial(
        OperationWork.project(shape),
        () ->
            ProjectionKernel.project(factor, weights, signal, scratch, pre, post, 0, batch, 0, pre),
        () -> ProjectionReference.project(factor, weights, signal, pre, post, 0, batch, 0, pre),
        List.of(signal));
  }

  private static KernelTrial readout(int batch) {
    Operands make = new Operands();
    float[] output = make.spikes(0.3, batch * CLASSES);
    float[] labels = make.labels(CLASSES, batch);
    float[] signal = new float[batch * CLASSES];
    float[] loss = new float[batch];
    float[] scratch = new float[ReadoutKernel.scratchLength(CLASSES)];
    float scale = 1f / batch;
    return new KernelTrial(
        OperationWork.crossEntropy(batch, CLASSES),
        () ->
            ReadoutKernel.crossEntropy(
                scale, output, labels, signal, loss, scratch, CLASSES, 0, batch),
        () -> ReadoutReference.crossEntropy(scale, output, labels, signal, loss, CLASSES, 0, batch),
        List.of(signal, loss));
  }
}
