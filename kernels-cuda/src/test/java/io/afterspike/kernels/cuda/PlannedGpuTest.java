package io.afterspike.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.PlannedGpu.Work;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannedGpuTest {
  private static List<String> names(PlannedGpu gpu) {
    return gpu.work().stream().map(Work::name).toList();
  }

  @Test
  void itLooksLikeAnH100AndSaysThatItIsNone() {
    CudaDevice device = PlannedGpu.h100().device();
    assertEquals(90, device.capability());
    assertEquals(132, device.multiprocessors());
    assertTrue(device.toString().startsWith("planned H100 (no GPU), compute capability 9.0"));
    try (CudaContext context = device.open()) {
      assertEquals("compute_90", context.kernels().target());
    }
  }

  @Test
  void launchesAndCopiesAreNotedAndNothingRuns() {
    PlannedGpu gpu = PlannedGpu.h100();
    try (CudaContext context = gpu.device().open()) {
      CudaStream stream = context.stream();
      DeviceBuffer values = context.allocate(1000);
      values.fill(1f, stream);
      values.upload(new float[] {1, 2, 3}, stream);
      Launch scaled = context.kernels().bind("scale_f32", 2f, values, 1000L);
      scaled.launch(stream);
      values.copyFrom(context.allocate(10), 0, 0, 10, stream);
      float[] found = {5, 5};
      values.download(found, stream);
      assertArrayEquals(new float[2], found);
      assertEquals(
          List.of(
              new Work("fill", "", null, 4000, 0, 0),
              new Work("upload", "", null, 12, 0, 0),
              new Work("scale_f32", "count 1000", scaled, 0, 0, 0),
              new Work("copy", "", null, 40, 0, 0),
              new Work("download", "", null, 8, 0, 0)),
          gpu.work());
      assertEquals(4, scaled.grid(0));
      assertEquals(1, scaled.grid(1));
      assertEquals(256, scaled.block(0));
      assertEquals(0, scaled.sharedBytes());
      gpu.clear();
      assertEquals(List.of(), gpu.work());
    }
  }

  @Test
  void aBlocksSharedMemoryIsThatOfThePtx() {
    try (CudaContext context = PlannedGpu.h100().device().open()) {
      DeviceBuffer values = context.allocate(4);
      Launch launch =
          context.kernels().bind("current_f32", values, values, values, values, 1, 2, 2);
      assertEquals(8192, launch.sharedBytes());
    }
  }

  @Test
  void aGraphIsWhatWasCapturedWithItsBranches() {
    PlannedGpu gpu = PlannedGpu.h100();
    try (CudaContext context = gpu.device().open()) {
      CudaStream stream = context.stream();
      CudaStream branch = context.stream();
      DeviceBuffer values = context.allocate(8);
      Launch launch = context.kernels().bind("scale_f32", 2f, values, 8L);
      CudaEvent fork = context.event(false);
      CudaEvent join = context.event(false);
      CudaGraph graph =
          stream.capture(
              () -> {
                launch.launch(stream);
                fork.record(stream);
                branch.waitFor(fork);
                values.fill(0f, branch);
                join.record(branch);
                stream.waitFor(join);
              },
              branch);
      assertEquals(2, graph.nodes());
      assertEquals(List.of(), gpu.work(), "nothing of it has run");
      graph.launch(stream);
      values.fill(1f, branch);
      graph.launch(stream);
      Work scaled = new Work("scale_f32", "count 8", launch, 0, 0, 1);
      Work filled = new Work("fill", "", null, 32, 1, 1);
      assertEquals(scaled, gpu.work().get(0));
      assertEquals(filled, gpu.work().get(1));
      assertEquals(0, gpu.work().get(2).graph());
      assertEquals(2, gpu.work().get(3).graph());
      assertEquals(List.of("scale_f32", "fill", "fill", "scale_f32", "fill"), names(gpu));
    }
  }

  @Test
  void memoryIsCountedAndEnds() {
    try (CudaContext context = PlannedGpu.h100().device().open()) {
      long free = context.freeBytes();
      DeviceBuffer first = context.allocate(1);
      DeviceBuffer second = context.allocate(1 << 30);
      assertNotEquals(first.address(), second.address());
      assertEquals(free - 256 - (4L << 30), context.freeBytes());
      second.close();
      assertEquals(free - 256, context.freeBytes());
      for (int k = 0; k < 9; k++) {
        context.allocate(Integer.MAX_VALUE);
      }
      CudaException e =
          assertThrows(CudaException.class, () -> context.allocate(Integer.MAX_VALUE));
      assertSame(CudaError.OUT_OF_MEMORY, e.error());
    }
  }

  @Test
  void whatADeviceWouldRefuseIsRefused() {
    try (CudaContext context = PlannedGpu.h100().device().open()) {
      DeviceBuffer values = context.allocate(1);
      CudaKernel kernel = context.kernels().kernel("scale_f32");
      Launch.Binder binder = kernel.bind().block(512, 1, 1).with(2f).with(values).with(1L);
      assertThrows(IllegalArgumentException.class, binder::bind);
    }
  }

  /** Two of them have nothing in common, nor with a GPU that is there. */
  @Test
  void eachIsADeviceOfItsOwn() {
    PlannedGpu one = PlannedGpu.h100();
    PlannedGpu other = PlannedGpu.h100();
    try (CudaContext first = one.device().open();
        CudaContext second = other.device().open()) {
      first.allocate(4).fill(0f, first.stream());
      assertEquals(1, one.work().size());
      assertEquals(List.of(), other.work());
      assertEquals(0, second.open());
    }
  }
}
