package io.afterspike.kernels.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Kernels whose threads work together: shared memory, shuffles, votes, atomics, grid barriers. */
class CooperatingKernelsTest {
  private static final EmulatedModule MODULE = EmulatedModule.load(Device.text("cooperation.ptx"));

  private final Device device = new Device();

  @Test
  void aTreeInSharedMemorySumsInItsOwnOrder() {
    int n = 700;
    float[] x = ElementwiseKernelsTest.random(new Random(1), n);
    float[] expected = new float[3];
    for (int block = 0; block < 3; block++) {
      float[] part = new float[256];
      for (int i = 0; i < 256 && block * 256 + i < n; i++) {
        part[i] = x[block * 256 + i];
      }
      for (int half = 128; half > 0; half >>= 1) {
        for (int i = 0; i < half; i++) {
          part[i] += part[i + half];
        }
      }
      expected[block] = part[0];
    }
    long sums = device.empty(3);

    EmulatedLaunch.of(MODULE.kernel("block_sum_f32"))
        .grid(3)
        .block(256)
        .run(device.memory, device.floats(x), sums, n);

    ElementwiseKernelsTest.assertSameBits("sums", expected, device.floatsAt(sums, 3));
  }

  @Test
  void tilesMultiplyInAscendingOrder() {
    for (int[] shape : new int[][] {{1, 1, 1}, {16, 16, 16}, {17, 33, 5}, {20, 3, 40}}) {
      int m = shape[0];
      int n = shape[1];
      int k = shape[2];
      float[] a = ElementwiseKernelsTest.random(new Random(m), m * k);
      float[] b = ElementwiseKernelsTest.random(new Random(n), k * n);
      float[] expected = new float[m * n];
      for (int i = 0; i < m * n; i++) {
        for (int l = 0; l < (k + 15) / 16 * 16; l++) { // the kernel adds its zeros too
          expected[i] =
              l < k ? Math.fma(a[i / n * k + l], b[l * n + i % n], expected[i]) : expected[i] + 0f;
        }
      }
      long c = device.empty(m * n);

      EmulatedLaunch.of(MODULE.kernel("multiply_f32"))
          .grid((n + 15) / 16, (m + 15) / 16)
          .block(16, 16)
          .run(device.memory, device.floats(a), device.floats(b), c, m, n, k);

      ElementwiseKernelsTest.assertSameBits("c", expected, device.floatsAt(c, m * n));
    }
  }

  @Test
  void softmaxComesCloseToFloat64() {
    int rows = 3;
    int columns = 50;
    float[] x = ElementwiseKernelsTest.random(new Random(5), rows * columns);
    long y = device.empty(rows * columns);

    EmulatedLaunch.of(MODULE.kernel("softmax_f32"))
        .grid(rows)
        .block(32)
        .shared(4 * columns)
        .run(device.memory, device.floats(x), y, rows, columns);

    float[] actual = device.floatsAt(y, rows * columns);
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int j = 0; j < columns; j++) {
        sum += Math.exp(x[row * columns + j]);
      }
      for (int j = 0; j < columns; j++) {
        double expected = Math.exp(x[row * columns + j]) / sum;
        assertEquals(expected, actual[row * columns + j], 4e-7 * expected, "row " + row);
      }
    }
  }

  @Test
  void votesAndAtomicsCount() {
    int n = 300;
    float[] x = ElementwiseKernelsTest.random(new Random(6), n);
    int[] counts = new int[3];
    int all = 0;
    float largest = 0;
    for (int i = 0; i < n; i++) {
      if (x[i] > 0.5f) {
        counts[i / 128]++;
        all++;
        largest = Math.max(largest, x[i]);
      }
    }
    assertTrue(all > 20, "the test is alive");
    long count = device.empty(3);
    long total = device.longs(1L << 40);
    long top = device.ints(0);
    long sum = device.floats(0);
    long locked = device.ints(0);

    EmulatedLaunch.of(MODULE.kernel("count_f32"))
        .grid(3)
        .block(128)
        .run(device.memory, device.floats(x), 0.5f, count, total, top, sum, locked, n);

    assertArrayEquals(counts, device.intsAt(count, 3));
    assertEquals((1L << 40) + all, device.longsAt(total, 1)[0]);
    assertEquals(Float.floatToIntBits(largest), device.intsAt(top, 1)[0]);
    assertEquals(all, device.floatsAt(sum, 1)[0]);
    assertEquals(3 * all, device.intsAt(locked, 1)[0]);
  }

  @Test
  void shufflesReachTheirLanes() {
    int[] x = new int[32];
    int[] expected = new int[128];
    for (int i = 0; i < 32; i++) {
      x[i] = 7 * i - 50;
    }
    for (int i = 0; i < 32; i++) {
      expected[i] = x[i * 5 & 31];
      expected[32 + i] = i >= 3 ? x[i - 3] : x[i];
      expected[64 + i] = i % 8 < 3 ? x[i + 5] : x[i];
      expected[96 + i] = 2 + 1;
    }
    long y = device.empty(128);

    EmulatedLaunch.of(MODULE.kernel("shuffles_s32"))
        .block(32)
        .run(device.memory, device.ints(x), y);

    assertArrayEquals(expected, device.intsAt(y, 128));
  }

  @Test
  void blocksWaitForEachOtherAtAGridBarrier() {
    int n = 100;
    int steps = 5;
    int blocks = 4;
    float[] x = ElementwiseKernelsTest.random(new Random(8), n);
    float[] from = x.clone();
    for (int step = 0; step < steps; step++) {
      float[] to = new float[n];
      for (int j = 0; j < n; j++) {
        to[j] = from[(j + 32) % n] + 1;
      }
      from = to;
    }
    long y = device.empty(n);

    EmulatedLaunch.of(MODULE.kernel("grid_steps_f32"))
        .grid(blocks)
        .block(32)
        .run(device.memory, device.floats(x), y, device.ints(0), n, steps);

    ElementwiseKernelsTest.assertSameBits("y", from, device.floatsAt(y, n));
  }
}
