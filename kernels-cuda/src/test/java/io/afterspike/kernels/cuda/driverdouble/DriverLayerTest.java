package io.afterspike.kernels.cuda.driverdouble;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.CudaContext;
import io.afterspike.kernels.cuda.CudaDevice;
import io.afterspike.kernels.cuda.CudaEvent;
import io.afterspike.kernels.cuda.CudaException;
import io.afterspike.kernels.cuda.CudaGraph;
import io.afterspike.kernels.cuda.CudaKernel;
import io.afterspike.kernels.cuda.CudaModule;
import io.afterspike.kernels.cuda.CudaStream;
import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The layer over JCuda, with the double for a driver. */
class DriverLayerTest extends OnTheDriverDouble {
  static String ptx() {
    return Resources.text("scale.ptx");
  }

  static Launch scale(CudaContext context, float factor, DeviceBuffer values) {
    return context
        .module("scale.ptx", ptx())
        .kernel("scale_f32")
        .bind()
        .grid(Math.ceilDiv(Math.max(1, values.length()), 128), 1, 1)
        .block(128, 1, 1)
        .with(factor)
        .with(values)
        .with((long) values.length())
        .bind();
  }

  private static float[] ramp(int length) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = k + 1;
    }
    return values;
  }

  @Test
  void aDeviceDescribesItself() {
    CudaDevice device = CudaDevice.first();

    assertEquals(80, device.capability());
    assertEquals("Double of a GPU", device.name());
    assertTrue(device.toString().contains("compute capability 8.0"), device.toString());
    assertTrue(device.toString().contains("driver for CUDA 12.6"), device.toString());
  }

  @Test
  void valuesGoUpAndDown() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      for (int length : new int[] {0, 1, 5, 1024, 1_100_000}) {
        float[] up = ramp(length);
        DeviceBuffer buffer = context.allocate(length);
        buffer.upload(up, stream);
        Arrays.fill(up, -1f); // it has been copied
        float[] down = new float[length];
        buffer.download(down, stream);
        assertArrayEquals(ramp(length), down);
        buffer.close();
      }
    }
  }

  @Test
  void manyUploadsInARowKeepTheirOrder() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      DeviceBuffer[] buffers = new DeviceBuffer[50];
      for (int k = 0; k < buffers.length; k++) {
        buffers[k] = context.allocate(3);
        buffers[k].upload(new float[] {k, -k, 1f / k}, stream);
      }
      for (int k = 0; k < buffers.length; k++) {
        float[] down = new float[3];
        buffers[k].download(down, stream);
        assertArrayEquals(new float[] {k, -k, 1f / k}, down);
      }
    }
  }

  @Test
  void fillsAndCopiesParts() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      DeviceBuffer from = context.allocate(6);
      DeviceBuffer to = context.allocate(6);
      from.upload(ramp(6), stream);
      to.fill(Float.intBitsToFloat(0x7fc12345), stream);
      to.copyFrom(from, 1, 3, 2, stream);
      float[] down = new float[6];
      to.download(down, stream);

      assertEquals(0x7fc12345, Float.floatToRawIntBits(down[2]));
      assertEquals(2f, down[3]);
      assertEquals(3f, down[4]);
      assertEquals(0x7fc12345, Float.floatToRawIntBits(down[5]));
      assertThrows(IllegalArgumentException.class, () -> to.copyFrom(from, 5, 0, 2, stream));
      assertThrows(IllegalArgumentException.class, () -> to.copyFrom(to, 0, 1, 2, stream));
      to.copyFrom(to, 3, 0, 2, stream);
      to.download(down, stream);
      assertEquals(2f, down[0]);
    }
  }

  @Test
  void aBoundLaunchRunsAsOftenAsWanted() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      DeviceBuffer values = context.allocate(300);
      values.upload(ramp(300), stream);
      Launch launch = scale(context, 2f, values);
      launch.launch(stream);
      launch.set(0, 0.25f).launch(stream);
      launch.set(0, 4f).launch(stream);
      float[] down = new float[300];
      values.download(down, stream);

      float[] expected = ramp(300);
      for (int k = 0; k < expected.length; k++) {
        expected[k] *= 2;
      }
      assertArrayEquals(expected, down);
    }
  }

  @Test
  void memoryOfOthersIsUsedInPlaceAndNotFreed() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      DeviceBuffer others = context.allocate(100);
      others.upload(ramp(100), stream);
      try (DeviceBuffer view = context.wrap(others.address() + 40, 90)) {
        scale(context, 10f, view).launch(stream);
      }
      float[] down = new float[100];
      others.download(down, stream);
      assertEquals(10f, down[9]);
      assertEquals(110f, down[10]);
      assertThrows(IllegalArgumentException.class, () -> context.wrap(0, 1));
      assertThrows(IllegalArgumentException.class, () -> context.wrap(6, 1));
    }
  }

  @Test
  void wrongLaunchesAreRefusedWhenTheyAreBound() {
    try (CudaContext context = CudaDevice.first().open()) {
      DeviceBuffer values = context.allocate(4);
      CudaModule module = context.module("scale.ptx", ptx());
      CudaKernel kernel = module.kernel("scale_f32");

      refused("expected arguments [f32, u64, u64], found [u64]", kernel.bind().with(values)::bind);
      Launch.Binder right = kernel.bind().with(1f).with(values).with(4L);
      refused("block x: expected 1 to 1024, found 2000", right.block(2000, 1, 1)::bind);
      refused("threads of a block", right.block(64, 64, 1)::bind);
      refused(
          "grid y: expected 1 to 65535, found 70000",
          right.block(1, 1, 1).grid(1, 70_000, 1)::bind);
      refused("grid x: expected 1 to", right.grid(0, 1, 1)::bind);
      refused("[scale_f32] in scale.ptx, found other_f32", () -> module.kernel("other_f32"));
      Launch bound = right.grid(1, 1, 1).bind();
      refused("argument 1: expected u64, found f32", () -> bound.set(1, 1f));
    }
  }

  private static void refused(String part, org.junit.jupiter.api.function.Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void ptxThatDoesNotAssembleIsExplained() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaException failure =
          assertThrows(CudaException.class, () -> context.module("bad.ptx", "nonsense"));
      assertTrue(
          failure.getMessage().startsWith("cuModuleLoadDataEx (bad.ptx: "), failure::getMessage);
      assertTrue(
          failure.getMessage().contains("CUDA_ERROR_INVALID_PTX (218)"), failure::getMessage);
    }
  }

  @Test
  void graphsReplayWhatWasCaptured() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      DeviceBuffer values = context.allocate(10);
      DeviceBuffer copy = context.allocate(10);
      values.upload(ramp(10), stream);
      copy.fill(0f, stream);
      Launch launch = scale(context, 2f, values);
      CudaGraph graph =
          stream.capture(
              () -> {
                launch.launch(stream);
                launch.set(0, 5f).launch(stream);
                copy.copyFrom(values, 0, 0, 10, stream);
              });
      assertEquals(3, graph.nodes());
      launch.set(0, 1000f); // a graph has the scalars of its capture
      float[] down = new float[10];
      values.download(down, stream);
      assertEquals(1f, down[0], "nothing has run yet");
      graph.launch(stream);
      graph.launch(stream);
      copy.download(down, stream);
      assertEquals(100f, down[0]);
      assertEquals(1000f, down[9]);

      String refusal =
          assertThrows(
                  IllegalStateException.class,
                  () -> stream.capture(() -> values.upload(new float[1], stream)))
              .getMessage();
      assertTrue(refusal.startsWith("upload: cannot be captured"), refusal);
      CudaException waits =
          assertThrows(CudaException.class, () -> stream.capture(stream::synchronize));
      assertEquals("cuStreamSynchronize", waits.call());
      values.download(down, stream); // it goes on
      assertEquals(100f, down[0]);
    }
  }

  /** Branches run in any order that their events allow: the double tries several. */
  @Test
  void graphsHaveBranches() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      CudaStream branch = context.stream();
      CudaEvent fork = context.event(false);
      CudaEvent join = context.event(false);
      DeviceBuffer left = context.allocate(10);
      DeviceBuffer right = context.allocate(10);
      left.upload(ramp(10), stream);
      right.upload(ramp(10), stream);
      Launch tripled = scale(context, 3f, left);
      Launch doubled = scale(context, 2f, right);
      CudaGraph graph =
          stream.capture(
              () -> {
                fork.record(stream);
                branch.waitFor(fork);
                doubled.launch(branch);
                join.record(branch);
                tripled.launch(stream);
                stream.waitFor(join);
                left.copyFrom(right, 0, 0, 5, stream);
              },
              branch);
      assertEquals(3, graph.nodes());
      float[] found = new float[10];
      for (int n = 1; n <= 10; n++) {
        graph.launch(stream);
        left.download(found, stream);
        assertEquals(1f * (1 << n), found[0]);
      }
      assertEquals(590_490f, found[9]); // 10 · 3^10
      doubled.launch(branch); // nothing is captured any more
      branch.synchronize();
    }
  }

  /** What an event's absence leaves loose, or ties to what is not captured, is refused. */
  @Test
  void looseBranchesAreRefused() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      CudaStream branch = context.stream();
      CudaEvent mark = context.event(false);
      DeviceBuffer values = context.allocate(10);
      values.fill(1f, stream);
      Launch launch = scale(context, 2f, values);
      CudaException unjoined =
          assertThrows(
              CudaException.class,
              () ->
                  stream.capture(
                      () -> {
                        mark.record(stream);
                        branch.waitFor(mark);
                        launch.launch(branch);
                      },
                      branch));
      assertTrue(unjoined.getMessage().contains("UNJOINED (904)"), unjoined::getMessage);
      mark.record(branch);
      CudaException foreign =
          assertThrows(CudaException.class, () -> stream.capture(() -> stream.waitFor(mark)));
      assertTrue(foreign.getMessage().contains("ISOLATION (905)"), foreign::getMessage);
      float[] found = new float[10];
      values.download(found, stream);
      assertEquals(1f, found[3]);
    }
  }

  @Test
  void streamsWaitForEvents() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream first = context.stream();
      CudaStream second = context.stream();
      CudaEvent start = context.event(true);
      CudaEvent event = context.event(true);
      DeviceBuffer values = context.allocate(1000);
      DeviceBuffer copy = context.allocate(1000);
      start.record(first);
      values.upload(ramp(1000), first);
      scale(context, 3f, values).launch(first);
      event.record(first);
      second.waitFor(event);
      copy.copyFrom(values, 0, 0, 1000, second);
      float[] down = new float[1000];
      copy.download(down, second);
      assertEquals(3000f, down[999]);
      event.synchronize();
      assertTrue(event.done());
      assertTrue(event.secondsSince(start) >= 0);
      while (!first.done()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void closedThingsRefuse() {
    CudaContext context = CudaDevice.first().open();
    CudaStream stream = context.stream();
    DeviceBuffer buffer = context.allocate(2);
    Launch launch = scale(context, 1f, buffer);
    buffer.close();
    buffer.close();
    assertThrows(IllegalStateException.class, () -> buffer.fill(0f, stream));
    context.close();
    context.close();
    assertThrows(IllegalStateException.class, () -> launch.launch(stream));
    assertThrows(IllegalStateException.class, stream::synchronize);
    assertThrows(IllegalStateException.class, () -> context.allocate(1));
    buffer.close();
    stream.close();
  }

  @Test
  void twoHoldersShareThePrimaryContext() {
    CudaContext one = CudaDevice.first().open();
    CudaContext other = CudaDevice.first().open();
    CudaStream stream = other.stream();
    DeviceBuffer buffer = other.allocate(3);
    one.close();
    buffer.upload(ramp(3), stream);
    float[] down = new float[3];
    buffer.download(down, stream);
    assertArrayEquals(ramp(3), down);
    other.close();
  }

  @Test
  void closingOnAnotherThreadFreesAll() throws InterruptedException {
    CudaContext context = CudaDevice.first().open();
    context.allocate(10).fill(1f, context.stream());
    Thread thread = new Thread(context::close);
    thread.start();
    thread.join();
  }

  @Test
  void aThousandContextsLeaveNothing() {
    for (int k = 0; k < 1000; k++) {
      try (CudaContext context = CudaDevice.first().open()) {
        CudaStream stream = context.stream();
        DeviceBuffer buffer = context.allocate(8);
        buffer.upload(ramp(8), stream);
        scale(context, 2f, buffer).launch(stream);
        stream.capture(() -> buffer.fill(0f, stream)).launch(stream);
        context.event(false).record(stream);
      }
      assertEquals(List.of(), driver.leaks());
    }
  }
}
