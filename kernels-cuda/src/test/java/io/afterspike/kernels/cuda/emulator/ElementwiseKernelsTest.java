package io.afterspike.kernels.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Kernels whose threads have nothing to do with each other come out with Java's own bits. */
class ElementwiseKernelsTest {
  private static final EmulatedModule MODULE = EmulatedModule.load(Device.text("elementwise.ptx"));
  private static final int[] SIZES = {1, 31, 32, 33, 127, 128, 129, 300};

  private final Device device = new Device();

  static void assertSameBits(String what, float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      int index = i;
      assertEquals(
          Float.floatToIntBits(expected[i]),
          Float.floatToIntBits(actual[i]),
          () -> what + "[" + index + "]: " + expected[index] + " became " + actual[index]);
    }
  }

  static float[] random(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void axpyIsOneFma() {
    Random random = new Random(1);
    for (int n : SIZES) {
      float[] x = random(random, n);
      float[] y = random(random, n);
      float[] expected = new float[n];
      for (int i = 0; i < n; i++) {
        expected[i] = Math.fma(1.7f, x[i], y[i]);
      }
      long result = device.floats(y);

      EmulatedLaunch.of(MODULE.kernel("axpy_f32"))
          .grid((n + 63) / 64)
          .block(64)
          .run(device.memory, 1.7f, device.floats(x), result, n);

      assertSameBits("y", expected, device.floatsAt(result, n));
    }
  }

  @Test
  void aLifStepSpikesAndResetsAsJavaDoes() {
    Random random = new Random(2);
    int n = 300;
    float[] current = random(random, n);
    float[] potential = random(random, n);
    current[5] = 1;
    potential[5] = 0; // exactly on the threshold
    float[] v = new float[n];
    float[] s = new float[n];
    float[] g = new float[n];
    int spikes = 0;
    for (int i = 0; i < n; i++) {
      v[i] = Math.fma(0.9f, potential[i], current[i]);
      float distance = v[i] - 1;
      float q = Math.fma(25f, Math.abs(distance), 1);
      s[i] = v[i] >= 1 ? 1 : 0;
      g[i] = 1 / (q * q);
      v[i] = v[i] >= 1 ? distance : v[i];
      spikes += (int) s[i];
    }
    assertEquals(true, spikes > 20 && spikes < 280 && s[5] == 1, "the test is alive");
    long u = device.floats(potential);
    long fired = device.empty(n);
    long slope = device.empty(n);

    EmulatedLaunch.of(MODULE.kernel("lif_f32"))
        .grid(3)
        .block(128)
        .run(device.memory, 0.9f, 1f, 25f, device.floats(current), u, fired, slope, n);

    assertSameBits("potential", v, device.floatsAt(u, n));
    assertSameBits("spikes", s, device.floatsAt(fired, n));
    assertSameBits("surrogate", g, device.floatsAt(slope, n));
  }

  @Test
  void vectorLoadsDivideAndRootFourAtATime() {
    Random random = new Random(3);
    int quads = 37;
    float[] x = random(random, 4 * quads);
    float[] y = random(random, 4 * quads);
    float[] ratio = new float[4 * quads];
    float[] root = new float[4 * quads];
    for (int i = 0; i < 4 * quads; i++) {
      ratio[i] = x[i] / y[i];
      root[i] = (float) Math.sqrt(x[i]);
    }
    long z = device.empty(4 * quads);
    long r = device.empty(4 * quads);

    EmulatedLaunch.of(MODULE.kernel("divide_f32"))
        .grid(2)
        .block(8)
        .run(device.memory, device.floats(x), device.floats(y), z, r, quads);

    assertSameBits("ratio", ratio, device.floatsAt(z, 4 * quads));
    assertSameBits("root", root, device.floatsAt(r, 4 * quads));
  }

  @Test
  void loopsKeepTheOrderOfTheirSum() {
    Random random = new Random(4);
    for (int columns : new int[] {0, 1, 2, 3, 4, 5, 19}) {
      int rows = 45;
      float[] a = random(random, rows * columns);
      float[] x = random(random, columns);
      float[] expected = new float[rows];
      double[] exact = new double[rows];
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          expected[row] = Math.fma(a[row * columns + column], x[column], expected[row]);
          exact[row] = Math.fma((double) a[row * columns + column], (double) x[column], exact[row]);
        }
      }
      long y = device.empty(rows);
      long wide = device.empty(2 * rows);

      EmulatedLaunch.of(MODULE.kernel("matrix_vector_f32"))
          .grid(2)
          .block(32)
          .run(device.memory, device.floats(a), device.floats(x), y, wide, rows, columns);

      assertSameBits("y", expected, device.floatsAt(y, rows));
      double[] sums = device.doublesAt(wide, rows);
      for (int row = 0; row < rows; row++) {
        assertEquals(exact[row], sums[row], "exact sum of row " + row);
      }
    }
  }
}
