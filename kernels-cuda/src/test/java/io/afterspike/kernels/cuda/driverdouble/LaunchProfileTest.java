package io.afterspike.kernels.cuda.driverdouble;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.CudaContext;
import io.afterspike.kernels.cuda.CudaDevice;
import io.afterspike.kernels.cuda.CudaGraph;
import io.afterspike.kernels.cuda.CudaStream;
import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;
import io.afterspike.kernels.cuda.LaunchProfile;
import io.afterspike.kernels.cuda.PinnedBuffer;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Times of launches, with the double for a driver: it times by the host's clock. */
class LaunchProfileTest extends OnTheDriverDouble {
  private static Map<String, LaunchProfile.Row> byName(LaunchProfile profile) {
    Map<String, LaunchProfile.Row> rows = new HashMap<>();
    for (LaunchProfile.Row row : profile.rows()) {
      rows.put((row.name() + " " + row.detail()).strip(), row);
    }
    return rows;
  }

  private long called(String symbol) {
    return Collections.frequency(driver.calls(), symbol);
  }

  @Test
  void launchesAreCountedAndTimedByKernelAndSizes() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      DeviceBuffer small = context.allocate(10);
      DeviceBuffer large = context.allocate(300_000);
      small.upload(new float[10], stream);
      large.fill(1f, stream);
      Launch one = context.kernels().bind("scale_f32", 2f, small, 10L);
      Launch same = context.kernels().bind("scale_f32", 3f, small, 10L);
      Launch other = context.kernels().bind("scale_f32", 2f, large, 300_000L);
      one.launch(stream);
      long start = System.nanoTime();
      try (LaunchProfile profile = stream.startProfile()) {
        assertTrue(stream.profiling());
        for (int k = 0; k < 200; k++) { // more than there are events at first
          one.launch(stream);
          same.launch(stream);
        }
        other.launch(stream);
        small.upload(new float[7], stream);
        Map<String, LaunchProfile.Row> rows = byName(profile);
        double wall = (System.nanoTime() - start) * 1e-9;
        assertEquals(3, rows.size(), rows.toString());
        LaunchProfile.Row few = rows.get("scale_f32 count 10");
        LaunchProfile.Row many = rows.get("scale_f32 count 300000");
        assertEquals(400, few.launches());
        assertEquals(1, many.launches());
        assertEquals(300_000L, many.launch().number("count"));
        assertEquals(1, rows.get("upload").launches());
        assertEquals(28, rows.get("upload").bytes());
        double sum = few.seconds() + many.seconds() + rows.get("upload").seconds();
        assertTrue(few.seconds() > 0 && many.seconds() > 0, rows.toString());
        assertTrue(many.seconds() / 1 > few.seconds() / 400, "30000 times the work takes longer");
        assertTrue(sum <= wall, sum + " s of launches within " + wall + " s");
        List<LaunchProfile.Row> sorted = profile.rows();
        assertTrue(sorted.get(0).seconds() >= sorted.get(1).seconds());
        profile.clear();
        assertEquals(List.of(), profile.rows());
        same.launch(stream);
        assertEquals(1, profile.rows().get(0).launches());
      }
      assertFalse(stream.profiling());
    }
  }

  @Test
  void withoutAProfileNothingIsMarkedAndWithOneEventsAreUsedAgain() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      DeviceBuffer values = context.allocate(1);
      values.fill(1f, stream);
      Launch launch = context.kernels().bind("scale_f32", 1f, values, 1L);
      driver.failAt(0, 0); // begins to count
      launch.launch(stream);
      assertEquals(0, called("cuEventRecord"));
      try (LaunchProfile profile = stream.startProfile()) {
        for (int k = 0; k < 5000; k++) {
          launch.launch(stream);
        }
        assertEquals(5000, profile.rows().get(0).launches());
        assertTrue(called("cuEventCreate") <= 8192, "events: " + called("cuEventCreate"));
        long made = called("cuEventCreate");
        for (int k = 0; k < 100; k++) {
          launch.launch(stream);
        }
        assertEquals(5100, profile.rows().get(0).launches());
        assertEquals(made, called("cuEventCreate"));
        assertEquals(10_200, called("cuEventRecord"));
      }
    }
  }

  @Test
  void whatHoldsTheDeviceIsNotCounted() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      DeviceBuffer values = context.allocate(1);
      values.fill(1f, stream);
      Launch launch = context.kernels().bind("scale_f32", 1f, values, 1L);
      Launch delay = context.kernels().bind("fma_limit_f32", 1f, 0f, values, 1, 1L);
      try (LaunchProfile profile = stream.startProfile()) {
        profile.hold(delay, 4);
        driver.failAt(0, 0);
        for (int k = 0; k < 9; k++) {
          launch.launch(stream);
        }
        assertEquals(9 + 3, called("cuLaunchKernel"));
        assertEquals(1, profile.rows().size());
        assertEquals(9, profile.rows().get(0).launches());
      }
    }
  }

  @Test
  void graphsAreTimedAsAWholeAndNotMadeMeanwhile() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      DeviceBuffer values = context.allocate(1);
      values.fill(1f, stream);
      Launch launch = context.kernels().bind("scale_f32", 1f, values, 1L);
      CudaGraph graph = stream.capture(() -> launch.launch(stream));
      try (LaunchProfile profile = stream.startProfile()) {
        assertThrows(
            IllegalStateException.class, () -> stream.capture(() -> launch.launch(stream)));
        assertThrows(IllegalStateException.class, stream::startProfile);
        graph.launch(stream);
        assertEquals("graph from scale_f32", profile.rows().get(0).name());
      }
      stream.capture(() -> launch.launch(stream)).close();
    }
  }

  @Test
  void aLaunchKnowsItsWholeNumbersAndAbsentArrays() {
    try (CudaContext context = CudaDevice.first().open()) {
      DeviceBuffer values = context.allocate(12);
      Launch launch = context.kernels().bind("bias_gradient_f32", 0L, values, values, 1, 3, 4);
      assertEquals(3, launch.number("batch"));
      assertEquals(values.address(), launch.number("factor"));
      assertEquals(0, launch.number("input"));
      assertEquals("accumulate 1, batch 3, post 4, no input", launch.detail());
      launch.set(3, -7);
      assertEquals(-7, launch.number("accumulate"));
      assertThrows(IllegalArgumentException.class, () -> launch.number("pre"));
      Launch scale = context.kernels().bind("scale_f32", 2f, values, 12L);
      assertThrows(IllegalArgumentException.class, () -> scale.number("factor"));
    }
  }

  @Test
  void pinnedMemoryGoesUpAndDown() {
    try (CudaContext context = CudaDevice.first().open()) {
      CudaStream stream = context.stream();
      DeviceBuffer values = context.allocate(5);
      values.fill(9f, stream);
      PinnedBuffer pinned = context.pinned(16);
      for (int k = 0; k < 4; k++) {
        pinned.segment().setAtIndex(ValueLayout.JAVA_FLOAT, k, k + 1);
      }
      values.upload(2, pinned, 3, stream);
      float[] down = new float[5];
      values.download(down, stream);
      assertArrayEquals(new float[] {9, 9, 1, 2, 3}, down);
      values.download(1, pinned, 4, stream);
      stream.synchronize();
      assertArrayEquals(new float[] {9, 1, 2, 3}, pinned.segment().toArray(ValueLayout.JAVA_FLOAT));
      assertThrows(IllegalArgumentException.class, () -> values.upload(3, pinned, 3, stream));
      assertThrows(IllegalArgumentException.class, () -> values.download(0, pinned, 5, stream));
    }
  }
}
