package io.afterspike.bench.kernels;

import io.afterspike.bench.limits.WorkCount;
import io.afterspike.kernels.cpu.CacheLines;
import io.afterspike.kernels.cpu.EventTable;
import io.afterspike.kernels.cpu.HistoryBlockKernel;
import io.afterspike.kernels.cpu.HistoryProductKernel;
import io.afterspike.kernels.cpu.Lanes;
import io.afterspike.kernels.reference.HistoryFactorReference;
import io.afterspike.kernels.reference.OuterProductReference;
import io.afterspike.kernels.reference.ProductReference;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Trials of the history form on one block of neurons. */
final class HistoryTrials {
  private static final double[] DENSITIES = {0.02, 0.05, 0.1, 0.3};
  private static final int VECTORS = 4;

  private HistoryTrials() {}

  static void addTo(Map<String, Function<KernelSize, KernelTrial>> trials) {
    trials.put("HistoryBlockKernel.advance", HistoryTrials::advance);
    for (double density : DENSITIES) {
      String share = " " + Math.round(100 * density) + " %";
      trials.put("HistoryProductKernel.accumulate" + share, size -> product(size, density));
    }
    trials.put("EventTable.append", HistoryTrials::append);
  }

  /** Past steps: the work of record's middle. */
  private static int steps(KernelSize size) {
    return size == KernelSize.SMALL ? 2 : size == KernelSize.MIDDLE ? 8 : 25;
  }

  private static int width() {
    return VECTORS * Lanes.FLOATS.length();
  }

  private static KernelTrial advance(KernelSize size) {
    int batch = size.shape().batch();
    int steps = steps(size);
    int width = width();
    int n = batch * width;
    Operands make = new Operands();
    float[] decay = make.between(0.2, 1, steps);
    float[] retention = make.between(0, 0.95, n);
    float[] surrogate = make.between(0, 1, n);
    float[] signal = make.between(-1, 1, n);
    float[] factor = make.between(0, 1, steps * n);
    float[] weighted = new float[steps * n];
    float[] operands = new float[HistoryBlockKernel.operandsLength(batch, VECTORS)];
    float[] bias = new float[width];
    float[] ones = new float[batch];
    Arrays.fill(ones, 1f);
    return new KernelTrial(
        WorkCount.ofFloats(5.0 * steps * n, 3L * n, 2L * steps * n),
        () -> {
          HistoryBlockKernel.gather(
              retention, surrogate, signal, operands, batch, width, 0, VECTORS);
          HistoryBlockKernel.advance(
              decay, steps - 1, operands, factor, 0, weighted, 0, bias, batch, VECTORS, 0, steps);
        },
        () -> {
          float[] own = new float[n];
          float[] product = new float[n];
          for (int k = 0; k < steps; k++) {
            System.arraycopy(factor, k * n, own, 0, n);
            HistoryFactorReference.stepOtpe(decay[steps - 1 - k], retention, surrogate, own, 0, n);
            ProductReference.multiply(signal, own, product, 0, n);
            System.arraycopy(own, 0, factor, k * n, n);
            System.arraycopy(product, 0, weighted, k * n, n);
            OuterProductReference.accumulate(ones, product, bias, batch, 1, width, 0, 1, 0, width);
          }
        },
        List.of(factor, weighted, bias));
  }

  /** Operands of a product: an add an event and column, which reads the weighted factor again. */
  private static KernelTrial product(KernelSize size, double density) {
    int pre = size.shape().pre();
    int rows = size.shape().batch() * steps(size);
    int width = width();
    Operands make = new Operands();
    float[] input = make.spikes(density, rows * pre);
    float[] weighted = make.between(-1, 1, rows * width);
    float[] aligned = new float[rows * width + CacheLines.FLOATS];
    int first = CacheLines.first(MemorySegment.ofArray(aligned));
    System.arraycopy(weighted, 0, aligned, first, weighted.length);
    float[] gradient = make.between(-1, 1, pre * width);
    EventTable events = new EventTable(pre);
    events.append(input, 0, rows);
    double adds = (double) events.length() * width;
    return new KernelTrial(
        // What is read again is counted, since nothing can be kept in registers: see the goals.
        WorkCount.ofFloats(adds, (long) adds + events.length(), (long) pre * width),
        () -> HistoryProductKernel.accumulate(events, aligned, first, gradient, VECTORS),
        () ->
            OuterProductReference.accumulate(
                input, weighted, gradient, rows, pre, width, 0, pre, 0, width),
        List.of(gradient));
  }

  /** Checked by writing the events back as the input they are of. */
  private static KernelTrial append(KernelSize size) {
    int pre = size.shape().pre();
    int batch = size.shape().batch();
    float[] input = new Operands().spikes(0.1, batch * pre);
    float[] restored = new float[input.length];
    EventTable events = new EventTable(pre);
    return new KernelTrial(
        WorkCount.ofFloats(0, input.length, 4 * Operands.nonzero(input)),
        () -> {
          events.clear();
          events.append(input, 0, batch);
          events.restore(restored, 0, batch);
        },
        () -> System.arraycopy(input, 0, restored, 0, input.length),
        List.of(restored));
  }
}
