package io.afterspike.bench.kernels;

import io.afterspike.bench.limits.WorkCount;
import io.afterspike.bench.step.OperationWork;
import io.afterspike.engine.ReverseRule;
import io.afterspike.kernels.cpu.AdamaxKernel;
import io.afterspike.kernels.cpu.HistoryFactorKernel;
import io.afterspike.kernels.cpu.LeakySumKernel;
import io.afterspike.kernels.cpu.LifKernel;
import io.afterspike.kernels.cpu.MeanSurrogateKernel;
import io.afterspike.kernels.cpu.ProductKernel;
import io.afterspike.kernels.cpu.RetentionKernel;
import io.afterspike.kernels.cpu.ReversePassKernel;
import io.afterspike.kernels.cpu.SgdKernel;
import io.afterspike.kernels.cpu.SineSeriesKernel;
import io.afterspike.kernels.reference.AdamaxReference;
import io.afterspike.kernels.reference.HistoryFactorReference;
import io.afterspike.kernels.reference.LeakySumReference;
import io.afterspike.kernels.reference.LifReference;
import io.afterspike.kernels.reference.MeanSurrogateReference;
import io.afterspike.kernels.reference.ProductReference;
import io.afterspike.kernels.reference.RetentionReference;
import io.afterspike.kernels.reference.ReversePassReference;
import io.afterspike.kernels.reference.SgdReference;
import io.afterspike.kernels.reference.SineSeriesReference;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Trials of the kernels that work element by element. */
final class ElementTrials {
  private static final float LEAK = 0.9526f;

  /** Steps of a sequence. */
  private static final int STEPS = 16;

  /** Sines of one element of a series. */
  private static final int TERMS = 16;

  /** The operations of a sine: the position's multiple, nearest quarter, polynomial, sum. */
  private static final int SINE = 24;

  private ElementTrials() {}

  static void addTo(Map<String, Function<KernelSize, KernelTrial>> trials) {
    trials.put("LifKernel.step", size -> lif(size.elements()));
    trials.put("LeakySumKernel.step", size -> leakySum(size.elements()));
    trials.put("MeanSurrogateKernel.step", size -> meanSurrogate(size.elements()));
    trials.put("RetentionKernel.compute", size -> retention(size.elements()));
    trials.put("HistoryFactorKernel.stepOstl", size -> ostlFactor(size.elements()));
    trials.put("HistoryFactorKernel.stepOtpe", size -> otpeFactor(size.elements()));
    trials.put("ProductKernel.multiply", size -> multiply(size.elements()));
    trials.put("ProductKernel.scale", size -> scale(size.elements()));
    trials.put("ReversePassKernel.otpe", size -> reverse(size.elements()));
    trials.put("AdamaxKernel.apply", size -> adamax(size.elements()));
    trials.put("SgdKernel.apply", size -> sgd(size.elements()));
    trials.put("SineSeriesKernel.multiply", size -> sines(size.elements() / TERMS));
  }

  private static KernelTrial lif(int n) {
    Operands make = new Operands();
    float[] current = make.between(-0.2, 0.4, n);
    float[] potential = make.between(-1, 1, n);
    float[] spikes = new float[n];
    float[] surrogate = new float[n];
    return new KernelTrial(
        OperationWork.lifStep(n),
        () -> LifKernel.step(LEAK, 1f, 25f, current, potential, spikes, surrogate, 0, n),
        () -> LifReference.step(LEAK, 1f, 25f, current, potential, spikes, surrogate, 0, n),
        List.of(potential, spikes, surrogate));
  }

  private static KernelTrial leakySum(int n) {
    Operands make = new Operands();
    float[] input = make.spikes(0.1, n);
    float[] sum = make.between(0, 5, n);
    return new KernelTrial(
        OperationWork.leakySumStep(n),
        () -> LeakySumKernel.step(LEAK, input, sum, 0, n),
        () -> LeakySumReference.step(LEAK, input, sum, 0, n),
        List.of(sum));
  }

  private static KernelTrial meanSurrogate(int n) {
    Operands make = new Operands();
    float[] surrogate = make.between(0, 1, n);
    float[] mean = make.between(0, 1, n);
    return new KernelTrial(
        OperationWork.meanSurrogateStep(n),
        () -> MeanSurrogateKernel.step(0.1f, surrogate, mean, 0, n),
        () -> MeanSurrogateReference.step(0.1f, surrogate, mean, 0, n),
        List.of(mean));
  }

  private static KernelTrial retention(int n) {
    float[] surrogate = new Operands().between(0, 1, n);
    float[] retention = new float[n];
    return new KernelTrial(
        OperationWork.retention(n),
        () -> RetentionKernel.compute(LEAK, 1f, surrogate, retention, 0, n),
        () -> RetentionReference.compute(LEAK, 1f, surrogate, retention, 0, n),
        List.of(retention));
  }

  private static KernelTrial ostlFactor(int n) {
    Operands make = new Operands();
    float[] retention = make.between(0, 1, n);
    float[] factor = make.between(0, 1, n);
    return new KernelTrial(
        OperationWork.ostlFactorStep(n),
        () -> HistoryFactorKernel.stepOstl(retention, factor, 0, n),
        () -> HistoryFactorReference.stepOstl(retention, factor, 0, n),
        List.of(factor));
  }

  private static KernelTrial otpeFactor(int n) {
    Operands make = new Operands();
    float[] retention = make.between(0, 1, n);
    float[] surrogate = make.between(0, 1, n);
    float[] factor = make.between(0, 1, n);
    return new KernelTrial(
        OperationWork.otpeFactorStep(n),
        () -> HistoryFactorKernel.stepOtpe(0.5f, retention, surrogate, factor, 0, n),
        () -> HistoryFactorReference.stepOtpe(0.5f, retention, surrogate, factor, 0, n),
        List.of(factor));
  }

  private static KernelTrial multiply(int n) {
    Operands make = new Operands();
    float[] left = make.between(-1, 1, n);
    float[] right = make.between(-1, 1, n);
    float[] product = new float[n];
    return new KernelTrial(
        OperationWork.multiply(n),
        () -> ProductKernel.multiply(left, right, product, 0, n),
        () -> ProductReference.multiply(left, right, product, 0, n),
        List.of(product));
  }

  private static KernelTrial scale(int n) {
    float[] values = new Operands().between(-1, 1, n);
    // By -1: any other factor would lead out of the floats that are usual.
    return new KernelTrial(
        OperationWork.scale(n),
        () -> ProductKernel.scale(-1f, values, 0, n),
        () -> ProductReference.scale(-1f, values, 0, n),
        List.of(values));
  }

  private static KernelTrial reverse(int n) {
    int size = n / STEPS;
    int elements = size * STEPS;
    Operands make = new Operands();
    float[] surrogate = make.between(0, 1, elements);
    float[] signal = make.between(-1, 1, elements);
    float[] sent = make.between(0, 1, elements);
    float[] scratch = new float[ReversePassKernel.SCRATCH];
    return new KernelTrial(
        OperationWork.reversePass(ReverseRule.OTPE, elements),
        () ->
            ReversePassKernel.otpe(
                LEAK, 1f, surrogate, signal, sent, scratch, STEPS, size, 0, size),
        () -> ReversePassReference.otpe(LEAK, 1f, surrogate, signal, sent, STEPS, size, 0, size),
        List.of(signal, sent));
  }

  private static KernelTrial adamax(int n) {
    Operands make = new Operands();
    float[] gradient = make.between(-1, 1, n);
    float[] weights = make.between(-1, 1, n);
    float[] mean = make.between(-1, 1, n);
    float[] norm = make.between(0.5, 1, n);
    return new KernelTrial(
        OperationWork.applyAdamax(n),
        () -> AdamaxKernel.apply(1e-3f, 0.9f, 0.999f, 1e-8f, gradient, weights, mean, norm, 0, n),
        () ->
            AdamaxReference.apply(1e-3f, 0.9f, 0.999f, 1e-8f, gradient, weights, mean, norm, 0, n),
        List.of(weights, mean, norm));
  }

  private static KernelTrial sgd(int n) {
    Operands make = new Operands();
    float[] gradient = make.between(-1, 1, n);
    float[] weights = make.between(-1, 1, n);
    return new KernelTrial(
        OperationWork.applySgd(n),
        () -> SgdKernel.apply(1e-6f, gradient, weights, 0, n),
        () -> SgdReference.apply(1e-6f, gradient, weights, 0, n),
        List.of(weights));
  }

  private static KernelTrial sines(int n) {
    Operands make = new Operands();
    double[] amplitude = make.doubles(0, 1, TERMS);
    double[] frequency = make.doubles(0, 1, TERMS);
    double[] phase = make.doubles(0, 1, TERMS);
    double[] position = make.doubles(0, 1, n);
    double[] product = make.doubles(0.5, 1, n);
    // Doubles take twice the lanes and bytes: each counts as two operations on floats.
    WorkCount work = new WorkCount(2.0 * SINE * TERMS * n, 8L * (n + 3 * TERMS), 8L * n);
    return new KernelTrial(
        work,
        () ->
            SineSeriesKernel.multiply(amplitude, frequency, phase, position, product, TERMS, 0, n),
        () ->
            SineSeriesReference.multiply(
                amplitude, frequency, phase, position, product, TERMS, 0, n),
        List.of(product));
  }
}
