package io.afterspike.kernels.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PtxMutationTest {
  private static final String[] TEXTS = {
    "elementwise.ptx", "cooperation.ptx", "arithmetic.ptx", "tensor.ptx", "planted.ptx"
  };

  @Test
  void everyMutantIsAnotherTextThatLoads() {
    Map<PtxMutation.Kind, Integer> counts = new EnumMap<>(PtxMutation.Kind.class);
    for (String name : TEXTS) {
      String text = Device.text(name);
      List<PtxMutation> mutations = PtxMutation.all(text);
      assertEquals(mutations, PtxMutation.all(text));
      for (PtxMutation mutation : mutations) {
        counts.merge(mutation.kind(), 1, Integer::sum);
        assertNotEquals(text, mutation.apply(text));
        assertTrue(!mutation.kernel().isEmpty(), mutation.toString());
      }
      for (int i = 0; i < mutations.size(); i += 7) {
        EmulatedModule.load(mutations.get(i).apply(text));
      }
    }
    for (PtxMutation.Kind kind : PtxMutation.Kind.values()) {
      assertTrue(counts.getOrDefault(kind, 0) >= 10, kind + ": " + counts.get(kind));
    }
    PtxMutation first = PtxMutation.all(Device.text("elementwise.ptx")).get(0);
    assertThrows(IllegalArgumentException.class, () -> first.apply("another text"));
  }

  /** The results of a mutant, or what the emulator says about it. */
  private interface Run {
    int[] results(Device device, EmulatedModule module);
  }

  private static List<PtxMutation> survivors(String text, String kernel, Run run) {
    int[] right = run.results(new Device(), EmulatedModule.load(text));
    List<PtxMutation> survivors = new ArrayList<>();
    int count = 0;
    for (PtxMutation mutation : PtxMutation.all(text)) {
      if (!mutation.kernel().equals(kernel)) {
        continue;
      }
      count++;
      try {
        EmulatedModule module = EmulatedModule.load(mutation.apply(text));
        module.kernel(kernel).limitInstructions(1_000_000);
        if (Arrays.equals(right, run.results(new Device(), module))) {
          survivors.add(mutation);
        }
      } catch (EmulatorException found) {
        // killed by a detector
      }
    }
    assertTrue(count >= 5, "mutants of " + kernel);
    return survivors;
  }

  @Test
  void aTestThatComparesBitsKillsEveryMutantOfAnElementwiseKernel() {
    float[] x = ElementwiseKernelsTest.random(new Random(1), 100);
    float[] y = ElementwiseKernelsTest.random(new Random(2), 100);
    Run run =
        (device, module) -> {
          long result = device.floats(y);
          EmulatedLaunch.of(module.kernel("axpy_f32"))
              .grid(2)
              .block(64)
              .run(device.memory, 1.7f, device.floats(x), result, 100);
          return device.intsAt(result, 100);
        };

    assertEquals(List.of(), survivors(Device.text("elementwise.ptx"), "axpy_f32", run));
  }

  @Test
  void detectorsKillRemovedBarriersThatChangeNoResult() {
    float[] x = ElementwiseKernelsTest.random(new Random(3), 700);
    Run run =
        (device, module) -> {
          long sums = device.empty(3);
          EmulatedLaunch.of(module.kernel("block_sum_f32"))
              .grid(3)
              .block(256)
              .run(device.memory, device.floats(x), sums, 700);
          return device.intsAt(sums, 3);
        };

    List<PtxMutation> survivors = survivors(Device.text("cooperation.ptx"), "block_sum_f32", run);

    // The last barrier of the tree: what follows reads only what the same thread wrote.
    assertEquals(1, survivors.size(), survivors.toString());
    assertEquals(PtxMutation.Kind.BARRIER_REMOVED, survivors.get(0).kind());
  }
}
