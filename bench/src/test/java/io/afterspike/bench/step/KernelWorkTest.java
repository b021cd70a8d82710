package io.afterspike.bench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.limits.LaunchWork;
import io.afterspike.kernels.cuda.ptx.KernelSignature;
import io.afterspike.kernels.cuda.ptx.KernelSignature.Argument;
import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KernelWorkTest {
  /** Three steps, half of the inputs 0. */
  private static final KernelWork WORK = new KernelWork(3, (pre, post) -> 0.5);

  /** Only what the signature has may be asked for; pointers are there unless given as 0. */
  private static LaunchWork work(String kernel, Object... given) {
    Map<String, Long> numbers = new HashMap<>();
    for (Argument argument : PtxLibrary.kernel(kernel).arguments()) {
      if (argument.isPointer()) {
        numbers.put(argument.name(), 1L << 40);
      }
    }
    for (int k = 0; k < given.length; k += 2) {
      numbers.put((String) given[k], ((Integer) given[k + 1]).longValue());
    }
    return WORK.of(kernel, numbers::get).orElseThrow();
  }

  /** A table of read floats, written floats and operations, counted by hand. */
  private static void counts(
      double read, double written, double flops, String kernel, Object... given) {
    LaunchWork work = work(kernel, given);
    assertEquals(read, work.readBytes() / 4, 1e-9, kernel + ": floats read");
    assertEquals(written, work.writtenBytes() / 4, 1e-9, kernel + ": floats written");
    assertEquals(flops, work.flops(), 1e-9, kernel + ": operations");
  }

  @Test
  void everyKernelHasAnEntryThatAsksForItsOwnArgumentsOnly() {
    for (KernelSignature kernel : PtxLibrary.kernels().values()) {
      List<String> known =
          kernel.arguments().stream()
              .filter(argument -> !argument.type().equals("float"))
              .map(Argument::name)
              .toList();
      Optional<LaunchWork> work =
          WORK.of(
              kernel.name(),
              name -> {
                assertTrue(known.contains(name), kernel.name() + " has no '" + name + "'");
                return 3;
              });
      assertTrue(work.isPresent(), kernel.name() + " has no entry in KernelWork");
      assertTrue(work.get().writtenBytes() > 0, kernel.name() + " writes something");
      assertTrue(work.get().flops() >= 0, kernel.name());
    }
    assertTrue(WORK.of("no_such_f32", name -> 1).isEmpty());
  }

  @Test
  void elementsCount() {
    counts(20, 30, 70, "lif_step_f32", "count", 10);
    counts(10, 10, 0, "copy_f32", "count", 10);
    counts(0, 10, 0, "fill_f32", "count", 10);
    counts(40, 30, 90, "apply_adamax_f32", "count", 10);
    counts(20, 10, 20, "apply_sgd_f32", "count", 10);
    counts(30, 20, 40, "presynaptic_trace_step_f32", "count", 10);
    counts(20, 10, 20, "presynaptic_trace_step_f32", "count", 10, "filtered", 0);
    counts(10, 10, 10 * (2 * 8 * 5 + 15), "fma_limit_f32", "count", 10, "turns", 5);
  }

  @Test
  void aLayerCounts() {
    // Input 2 x 3, weights 3 x 4, bias 4, output 2 x 4; half of 6 inputs meet 4 weights each.
    counts(22, 8, 24, "current_f32", "batch", 2, "pre", 3, "post", 4);
    counts(38, 32, 24 + 56 + 24, "forward_step_f32", "batch", 2, "pre", 3, "post", 4);
    counts(
        30, 24, 24 + 56, "forward_step_f32", "batch", 2, "pre", 3, "post", 4, "mean_surrogate", 0);
    counts(20, 6, 48, "project_f32", "batch", 2, "pre", 3, "post", 4);
    counts(26, 12, 54, "project_factor_f32", "batch", 2, "pre", 3, "post", 4);
    // Traces 2 x 3 x 4, surrogate and retention 8 each, presynaptic trace 6.
    counts(46, 24, 72, "otpe_trace_step_f32", "batch", 2, "pre", 3, "post", 4);
  }

  @Test
  void sequencesCount() {
    counts(60, 110, 7 * 50, "lif_sequence_f32", "steps", 5, "count", 10, "means", 0);
    counts(70, 170, 10 * 50, "lif_sequence_f32", "steps", 5, "count", 10);
    counts(150, 100, 9 * 50, "reverse_sequence_otpe_f32", "steps", 5, "count", 10);
  }

  @Test
  void keptStepsAreTheAverageOfASequence() {
    assertEquals(2, WORK.kept(3), 1e-12);
    assertEquals(2, WORK.kept(50), 1e-12);
    assertEquals(5 / 3.0, WORK.kept(2), 1e-12);
    assertEquals(25.5, new KernelWork(50, (pre, post) -> 1).kept(50), 1e-12);
    // One old factor of two on average: it and the retention change, the new one is written.
    counts(30, 30, 10 + 30, "ostl_factors_step_f32", "window", 3, "count", 10);
    counts(20, 20, 30 + 30, "otpe_factors_step_f32", "window", 3, "count", 10);
  }

  @Test
  void gradientsCount() {
    counts(26, 12, 24, "outer_product_f32", "batch", 2, "pre", 3, "post", 4);
    // Weights, moments and gradient are 12 each, of which the gradient is only written.
    counts(
        14 + 36,
        48,
        24 + 9 * 12,
        "outer_product_adamax_f32",
        "accumulate",
        0,
        "batch",
        2,
        "pre",
        3,
        "post",
        4);
    Object[] history = {"accumulate", 0, "window", 3, "batch", 2, "pre", 3, "rows", 4, "post", 4};
    // Two steps kept of 6 inputs and 8 factors; 8 signals; 3 events and 2 biases meet 4 factors.
    counts(28 + 8, 16, 2 * 2 * 5 * 4 + 16, "history_gradient_f32", history);
    counts(28 + 8 + 16, 32, 2 * 2 * 5 * 4 + 16 + 32, "history_gradient_sgd_f32", history);
    // Offline all three steps are kept, and the factors are taken as they are.
    counts(
        42,
        16,
        2 * 3 * 5 * 4,
        "history_gradient_f32",
        "learning_signal",
        0,
        "accumulate",
        0,
        "window",
        3,
        "batch",
        2,
        "pre",
        3,
        "rows",
        4,
        "post",
        4);
    counts(
        28 + 8,
        5 * 16,
        2 * 2 * 5 * 4 + 16,
        "history_gradient_split_f32",
        "part_count",
        5,
        "window",
        3,
        "batch",
        2,
        "pre",
        3,
        "rows",
        4,
        "post",
        4);
    // The gradient is added to: parts 3 x 10.
    counts(40, 10, 30, "sum_parts_f32", "accumulate", 1, "part_count", 3, "count", 10);
    // Inputs 6, constant trace 2, surrogate and signal 8 each, traces 2 x 4 rows x 4.
    counts(
        24 + 32,
        32 + 16,
        5 * 32 + 24,
        "otpe_trace_gradient_f32",
        "accumulate",
        0,
        "batch",
        2,
        "pre",
        3,
        "rows",
        4,
        "post",
        4);
  }

  @Test
  void densitiesAreThoseOfTheLayersOfAShape() {
    StepWork work = StepWork.OF_RECORD.withSizes(List.of(7, 5, 5, 5, 2));
    StepData data =
        new StepData(
            work, new float[0][], new int[0], new float[0], 0.5, new double[] {0.1, 0.3, 0.2, 0.4});
    assertEquals(0.5, data.density(7, 5), 1e-12);
    assertEquals(0.2, data.density(5, 5), 1e-12);
    assertEquals(0.2, data.density(5, 2), 1e-12);
    assertEquals(1, data.density(2, 7), 1e-12);
  }

  @Test
  void aSequenceHasAStep() {
    assertThrows(IllegalArgumentException.class, () -> new KernelWork(0, (pre, post) -> 1));
  }
}
