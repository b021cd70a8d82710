package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.afterspike.kernels.reference.Flush;
import io.afterspike.kernels.reference.ReversePassReference;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The inputs' axis serves as the time: so many steps of so many neurons. */
class ReversePassKernelTest implements KernelContract {
  private static final int RULES = 5;

  @Override
  public Trial trial(Shape shape, Draw draw) {
    return trial(draw.integer(0, RULES - 1), shape, draw);
  }

  private static Trial trial(int rule, Shape shape, Draw draw) {
    int steps = shape.pre();
    Span j = shape.neurons();
    int size = j.size();
    float leak = draw.leak();
    float threshold = draw.threshold();
    IntPredicate range = k -> k < steps * size && j.contains(k % size);
    float[] scratch = new float[ReversePassKernel.SCRATCH];
    Arrays.fill(scratch, Float.NaN);
    int from = j.from();
    int to = j.to();
    Trial trial = new Trial();
    if (rule != 4) {
      trial.reads("surrogate", draw.values(steps * size));
    }
    trial.writes("learningSignal", draw.values(steps * size), range);
    if (rule > 0) {
      trial.writes("sent", draw.values(steps * size), range);
    }
    trial.sees(
        "the past is flushed",
        2,
        (before, after) -> {
          float[] a = after[rule == 4 ? 0 : 1];
          float[] signal = before[rule == 4 ? 0 : 1];
          for (int k = 0; k < steps * size; k++) {
            if (range.test(k)
                && a[k] == 0f
                && signal[k] != 0f
                && Math.abs(signal[k]) < 2 * Flush.LIMIT) {
              return true;
            }
          }
          return false;
        });
    return switch (rule) {
      case 0 ->
          trial
              .reference(
                  a ->
                      ReversePassReference.bptt(leak, threshold, a[0], a[1], steps, size, from, to))
              .kernel(
                  a ->
                      ReversePassKernel.bptt(
                          leak, threshold, a[0], a[1], scratch, steps, size, from, to));
      case 1 ->
          trial
              .reference(
                  a ->
                      ReversePassReference.ostl(
                          leak, threshold, a[0], a[1], a[2], steps, size, from, to))
              .kernel(
                  a ->
                      ReversePassKernel.ostl(
                          leak, threshold, a[0], a[1], a[2], scratch, steps, size, from, to));
      case 2 ->
          trial
              .reference(
                  a ->
                      ReversePassReference.otpe(
                          leak, threshold, a[0], a[1], a[2], steps, size, from, to))
              .kernel(
                  a ->
                      ReversePassKernel.otpe(
                          leak, threshold, a[0], a[1], a[2], scratch, steps, size, from, to));
      case 3 ->
          trial
              .reference(
                  a -> ReversePassReference.ottt(leak, a[0], a[1], a[2], steps, size, from, to))
              .kernel(
                  a ->
                      ReversePassKernel.ottt(
                          leak, a[0], a[1], a[2], scratch, steps, size, from, to));
      default ->
          trial
              .reference(
                  a -> ReversePassReference.approxOtpe(leak, a[0], a[1], steps, size, from, to))
              .kernel(
                  a ->
                      ReversePassKernel.approxOtpe(
                          leak, a[0], a[1], scratch, steps, size, from, to));
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  @Tag("warm")
  void everyRuleWhenCompiled(int rule) {
    Shape shape = new Shape(new Span(0, 0, 0), new Span(0, 5, 5), new Span(1, 84, 85));
    Trial trial = trial(rule, shape, Draw.finite(rule));
    for (int call = 0; call < 12_000; call++) {
      trial.run(trial.arrays());
    }
    trial.check();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void everyRuleRefusesShortArrays(int rule) {
    Shape shape = new Shape(new Span(0, 0, 0), new Span(0, 5, 5), new Span(1, 84, 85));
    Trial trial = trial(rule, shape, Draw.finite(rule));
    for (int n = 0; n < trial.operands().size(); n++) {
      float[][] arrays = trial.arrays();
      arrays[n] = new float[5 * 85 - 1];
      assertThrows(IllegalArgumentException.class, () -> trial.run(arrays));
    }
  }

  /** Several strips of neurons, with a rest. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void manyNeurons(int rule) {
    Shape shape = new Shape(new Span(0, 0, 0), new Span(0, 3, 3), new Span(1, 2500, 2502));
    trial(rule, shape, Draw.finite(rule)).check();
    trial(rule, shape, Draw.nonFinite(rule)).check();
  }

  @Test
  void aRangeBeyondAStepIsRefused() {
    float[] values = new float[100];
    float[] scratch = new float[ReversePassKernel.SCRATCH];
    assertThrows(
        IllegalArgumentException.class,
        () -> ReversePassKernel.ottt(0.5f, values, values, values, scratch, 4, 20, 0, 21));
  }
}
