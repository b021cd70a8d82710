package io.afterspike.kernels.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Every group of instructions against Java's arithmetic, at the edges of the types and between. */
class ArithmeticKernelsTest {
  private static final EmulatedModule MODULE = EmulatedModule.load(Device.text("arithmetic.ptx"));
  private static final int COUNT = 600;

  private final Device device = new Device();
  private final Random random = new Random(11);

  private int[] ints() {
    int[] edges = {0, 1, -1, 2, 31, 32, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x80, 0xFFFF};
    int[] values = random.ints(COUNT).toArray();
    for (int i = 0; i < COUNT; i += 3) {
      values[i] = edges[random.nextInt(edges.length)];
    }
    return values;
  }

  private long[] longs() {
    long[] edges = {0, 1, -1, 63, 64, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32, -1L >>> 32};
    long[] values = random.longs(COUNT).toArray();
    for (int i = 0; i < COUNT; i += 3) {
      values[i] = edges[random.nextInt(edges.length)];
    }
    return values;
  }

  /** Ordinary numbers, all bit patterns, zeros, infinities, NaN, subnormal numbers. */
  private float[] floats() {
    float[] edges = {
      0f,
      -0f,
      1f,
      -1f,
      0.5f,
      -0.5f,
      1.5f,
      2.5f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MIN_VALUE,
      -Float.MIN_NORMAL,
      Float.MAX_VALUE,
      0x1p31f,
      -0x1p31f
    };
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      values[i] =
          switch (i % 3) {
            case 0 -> edges[random.nextInt(edges.length)];
            case 1 -> Float.intBitsToFloat(random.nextInt());
            default -> (float) random.nextGaussian() * 8;
          };
    }
    return values;
  }

  private double[] doubles() {
    double[] edges = {
      0, -0.0, 1, 0.5, -2.5, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 0x1p63, 1e300
    };
    double[] values = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      values[i] =
          switch (i % 3) {
            case 0 -> edges[random.nextInt(edges.length)];
            case 1 -> Double.longBitsToDouble(random.nextLong());
            default -> random.nextGaussian() * 1e6;
          };
    }
    return values;
  }

  private EmulatedLaunch launch(String kernel) {
    return EmulatedLaunch.of(MODULE.kernel(kernel)).grid((COUNT + 63) / 64).block(64);
  }

  private static void assertRow(int i, int[] expected, int[] actual) {
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], actual[i * expected.length + k], "result " + k + " of row " + i);
    }
  }

  private static void assertRow(int i, long[] expected, long[] actual) {
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], actual[i * expected.length + k], "result " + k + " of row " + i);
    }
  }

  private static void assertRow(int i, float[] expected, float[] actual) {
    for (int k = 0; k < expected.length; k++) {
      float value = actual[i * expected.length + k];
      assertEquals(
          Float.floatToIntBits(expected[k]),
          Float.floatToIntBits(value),
          "result %d of row %d: %s, not %s".formatted(k, i, value, expected[k]));
    }
  }

  private static void assertRow(int i, double[] expected, double[] actual) {
    for (int k = 0; k < expected.length; k++) {
      double value = actual[i * expected.length + k];
      assertEquals(
          Double.doubleToLongBits(expected[k]),
          Double.doubleToLongBits(value),
          "result %d of row %d: %s, not %s".formatted(k, i, value, expected[k]));
    }
  }

  @Test
  void integersOf32Bits() {
    int[] a = ints();
    int[] b = ints();
    long out = device.empty(24 * COUNT);

    launch("integers_s32").run(device.memory, device.ints(a), device.ints(b), out, COUNT);

    int[] results = device.intsAt(out, 24 * COUNT);
    for (int i = 0; i < COUNT; i++) {
      int x = a[i];
      int y = b[i];
      long both = (long) x * y;
      assertRow(
          i,
          new int[] {
            x + y,
            x - y,
            x * y,
            (int) (both >> 32),
            (int) ((x & 0xFFFFFFFFL) * (y & 0xFFFFFFFFL) >>> 32),
            y != 0 ? (int) ((long) x / y) : 7,
            y != 0 ? Integer.remainderUnsigned(x, y) : 7,
            x << y,
            x >> y,
            x >>> y,
            Math.min(x, y),
            Integer.compareUnsigned(x, y) > 0 ? x : y,
            Math.abs(x),
            Integer.bitCount(x),
            Integer.numberOfLeadingZeros(x),
            Integer.reverse(x),
            x == 0 ? 0 : Integer.numberOfTrailingZeros(x) + 1,
            permuted(x, y),
            x & y | x ^ ~y,
            (int) (((long) y << 32 | x & 0xFFFFFFFFL) << (y & 31) >>> 32),
            x < y ? 1 : 0,
            Integer.compareUnsigned(x, y) < 0 ? 1 : 0,
            (x < y ? y - x : x - y) + 5,
            (short) x + (y & 0xFF)
          },
          results);
    }
  }

  /** Bytes 6, 1, 5, 2 of y : x, lowest first, for the selector 0x2516. */
  private static int permuted(int x, int y) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(x).putInt(y);
    ByteBuffer result = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    result.put(bytes.get(6)).put(bytes.get(1)).put(bytes.get(5)).put(bytes.get(2));
    return result.getInt(0);
  }

  @Test
  void integersOf64Bits() {
    long[] a = longs();
    long[] b = longs();
    long out = device.empty(32 * COUNT);

    launch("integers_s64").run(device.memory, device.longs(a), device.longs(b), out, COUNT);

    long[] results = device.longsAt(out, 16 * COUNT);
    for (int i = 0; i < COUNT; i++) {
      long x = a[i];
      long y = b[i];
      assertRow(
          i,
          new long[] {
            x + y,
            x - y,
            x * y,
            Math.multiplyHigh(x, y),
            Math.unsignedMultiplyHigh(x, y),
            y != 0 ? x / y : 7,
            y != 0 ? Long.remainderUnsigned(x, y) : 7,
            x << y,
            x >> y,
            x >>> y,
            Math.min(x, y),
            Long.compareUnsigned(x, y) > 0 ? x : y,
            Long.bitCount(x),
            Long.numberOfLeadingZeros(x),
            Long.reverse(x),
            x == y ? 1 : Long.compareUnsigned(x, y) > 0 ? 2 : 3
          },
          results);
    }
  }

  private static float min(float x, float y) {
    return x != x ? y : y != y ? x : Math.min(x, y);
  }

  private static float max(float x, float y) {
    return x != x ? y : y != y ? x : Math.max(x, y);
  }

  @Test
  void floats32() {
    float[] a = floats();
    float[] b = floats();
    float[] c = floats();
    long out = device.empty(20 * COUNT);
    long flags = device.empty(8 * COUNT);

    launch("floats_f32")
        .run(
            device.memory, device.floats(a), device.floats(b), device.floats(c), out, flags, COUNT);

    float[] results = device.floatsAt(out, 20 * COUNT);
    int[] tests = device.intsAt(flags, 8 * COUNT);
    for (int i = 0; i < COUNT; i++) {
      float x = a[i];
      float y = b[i];
      float z = c[i];
      assertRow(
          i,
          new float[] {
            x + y,
            x - y,
            x * y,
            Math.fma(x, y, z),
            x / y,
            (float) Math.sqrt(x),
            1 / x,
            min(x, y),
            max(x, y),
            Math.abs(x),
            -x,
            (float) (x < 0 ? Math.ceil(x) : Math.floor(x)),
            (float) Math.floor(x),
            (float) Math.ceil(x),
            (float) Math.rint(x),
            x != x || y != y ? results[20 * i + 15] : Math.copySign(x, y),
            x < y ? x : z,
            !(x < y) ? x : z,
            x == y ? x : z,
            x != y ? x : z
          },
          results);
      assertRow(
          i,
          new int[] {
            x != x ? 1 : 0,
            Float.isInfinite(x) ? 1 : 0,
            Float.floatToRawIntBits(x) >>> 31,
            x <= y ? 1 : 0,
            x >= y ? 1 : 0,
            !(x >= y) ? 1 : 0,
            x > y ? 1 : 0,
            x == y && y < z ? 1 : 0
          },
          tests);
    }
  }

  @Test
  void doubles64() {
    double[] a = doubles();
    double[] b = doubles();
    double[] c = doubles();
    long out = device.empty(20 * COUNT);

    launch("doubles_f64")
        .run(device.memory, device.doubles(a), device.doubles(b), device.doubles(c), out, COUNT);

    double[] results = device.doublesAt(out, 10 * COUNT);
    for (int i = 0; i < COUNT; i++) {
      double x = a[i];
      double y = b[i];
      double z = c[i];
      assertRow(
          i,
          new double[] {
            x + y,
            x - y,
            x * y,
            Math.fma(x, y, z),
            x / y,
            Math.sqrt(x),
            x != x ? y : y != y ? x : Math.min(x, y),
            x != x ? y : y != y ? x : Math.max(x, y),
            Math.abs(x),
            x < y ? -x : z
          },
          results);
    }
  }

  private static double unsigned(long x) {
    return x >= 0 ? (double) x : (double) (x >>> 1 | x & 1) * 2;
  }

  private static float unsignedFloat(long x) {
    return x >= 0 ? (float) x : (float) (x >>> 1 | x & 1) * 2;
  }

  private static int toInt(DoubleUnaryOperator whole, float x) {
    return (int) whole.applyAsDouble(x); // saturates, and makes NaN 0, as cvt does
  }

  @Test
  void conversions() {
    float[] a = floats();
    double[] b = doubles();
    int[] c = ints();
    long[] d = longs();
    long of = device.empty(6 * COUNT);
    long od = device.empty(12 * COUNT);
    long oi = device.empty(10 * COUNT);
    long ol = device.empty(8 * COUNT);

    launch("conversions")
        .run(
            device.memory,
            device.floats(a),
            device.doubles(b),
            device.ints(c),
            device.longs(d),
            of,
            od,
            oi,
            ol,
            COUNT);

    float[] floats = device.floatsAt(of, 6 * COUNT);
    double[] doubles = device.doublesAt(od, 6 * COUNT);
    int[] ints = device.intsAt(oi, 10 * COUNT);
    long[] longs = device.longsAt(ol, 4 * COUNT);
    for (int i = 0; i < COUNT; i++) {
      float x = a[i];
      double y = b[i];
      int n = c[i];
      long l = d[i];
      assertRow(
          i, new float[] {(float) y, n, l, n & 0xFFFFFFFFL, unsignedFloat(l), (short) n}, floats);
      assertRow(i, new double[] {x, n, l, n & 0xFFFFFFFFL, unsigned(l), Math.floor(y)}, doubles);
      assertRow(
          i,
          new int[] {
            (int) x,
            y != y ? Integer.MIN_VALUE : (int) y,
            toInt(Math::rint, x),
            toInt(Math::floor, x),
            toInt(Math::ceil, x),
            (int) Math.min(Math.max((long) x, 0), 0xFFFFFFFFL),
            (short) n,
            n & 0xFF,
            (int) l,
            ints[10 * i + 9]
          },
          ints);
      assertEquals(
          Float.floatToIntBits(x), Float.floatToIntBits(Float.intBitsToFloat(ints[10 * i + 9])));
      long signed = x != x ? Long.MIN_VALUE : (long) x;
      assertEquals(signed, longs[4 * i], "s64 of " + x);
      assertEquals(y != y ? Long.MIN_VALUE : (long) y, longs[4 * i + 1], "s64 of " + y);
      long positive =
          y != y
              ? Long.MIN_VALUE
              : y >= 0x1p64
                  ? -1
                  : y >= 0x1p63 ? (long) (y - 0x1p63) ^ Long.MIN_VALUE : Math.max(0, (long) y);
      assertEquals(positive, longs[4 * i + 2], "u64 of " + y);
      assertEquals(Double.doubleToRawLongBits(y), longs[4 * i + 3]);
    }
  }

  @Test
  void functionsOfTheCompilersLibraryComeClose() {
    float[] a = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      a[i] = (float) random.nextGaussian() * 3;
    }
    long out = device.empty(10 * COUNT);

    launch("functions_f32").run(device.memory, device.floats(a), out, COUNT);

    float[] results = device.floatsAt(out, 10 * COUNT);
    for (int i = 0; i < COUNT; i++) {
      double x = a[i];
      double[] expected = {
        Math.exp(x),
        Math.log(Math.abs(a[i]) + 1f),
        Math.tanh(x),
        1 / Math.sqrt(Math.abs(a[i]) + 1f),
        Math.exp(x),
        x / 3,
        Math.pow(2, x),
        Math.log1p(Math.abs(x)),
        Math.expm1(x),
        Math.pow(Math.abs(x), 1.5)
      };
      for (int k = 0; k < 10; k++) {
        double bound = 1e-6 * Math.abs(expected[k]) + 1e-12;
        assertEquals(expected[k], results[10 * i + k], bound, "function " + k + " of " + x);
      }
    }
  }

  @Test
  void structuresArriveAsParameters() {
    int[] lengths = {5, 0, 40};
    ByteBuffer groups = ByteBuffer.allocate(80).order(ByteOrder.LITTLE_ENDIAN);
    long[] targets = new long[3];
    for (int g = 0; g < 3; g++) {
      float[] source = ElementwiseKernelsTest.random(random, 2 * lengths[g]);
      targets[g] = device.empty(Math.max(1, lengths[g]));
      groups.putLong(device.floats(source)).putLong(targets[g]);
      groups.putInt(lengths[g]).putInt(2);
    }
    groups.putInt(3);

    EmulatedLaunch.of(MODULE.kernel("grouped_f32"))
        .grid(2, 3)
        .block(32)
        .run(device.memory, groups.array(), 3f);

    for (int g = 0; g < 3; g++) {
      float[] source = device.floatsAt(groups.getLong(24 * g), 2 * lengths[g]);
      float[] target = device.floatsAt(targets[g], lengths[g]);
      for (int i = 0; i < lengths[g]; i++) {
        assertEquals(3 * source[2 * i], target[i]);
      }
    }
  }

  @Test
  void callsConstantsLocalMemoryAndModuleVariables() {
    int n = 50;
    float[] x = ElementwiseKernelsTest.random(random, n);
    float[] coefficients = {1f, 0.5f, 0.25f, 0.125f};
    for (int kind = 0; kind < 6; kind++) {
      float[] expected = new float[n];
      for (int j = 0; j < n; j++) {
        float[] history = new float[8];
        for (int i = 0; i < 8; i++) {
          float sum = 0;
          for (int term = (i + j) % 4; term >= 0; term--) {
            sum = Math.fma(sum, x[j], coefficients[term]);
          }
          history[i] = sum;
        }
        expected[j] =
            switch (kind) {
              case 0 -> history[j & 7];
              case 1 -> history[j * 3 & 7] + 1;
              case 2 -> -history[j % 5];
              case 3 -> history[3];
              case 4 -> history[j >> 1 & 7] * 2;
              default -> 0;
            };
      }
      long y = device.empty(n);

      EmulatedLaunch.of(MODULE.kernel("functions_kept_f32"))
          .grid(2)
          .block(32)
          .run(device.memory, device.floats(x), y, 4, kind, n);

      ElementwiseKernelsTest.assertSameBits("kind " + kind, expected, device.floatsAt(y, n));
    }
    assertEquals(5 + 6, device.intsAt(MODULE.variable(device.memory, "launches"), 1)[0]);
  }

  @Test
  void switchesBranchLaneByLane() {
    int n = 200;
    int[] kinds = random.ints(n, -2, 13).toArray();
    int[] expected = new int[n];
    for (int j = 0; j < n; j++) {
      expected[j] =
          switch (kinds[j]) {
            case 0 -> j * 3 + 1;
            case 1 -> j ^ 0x55;
            case 2 -> Integer.bitCount(j) + 7;
            case 3 -> j / 5;
            case 4 -> j - 1000;
            case 5 -> j * j;
            case 6 -> Math.min(j, 12);
            case 7 -> Integer.numberOfLeadingZeros(j);
            case 8 -> j << 3;
            case 9 -> ~j;
            default -> -1;
          };
    }
    long y = device.empty(n);

    EmulatedLaunch.of(MODULE.kernel("cases_s32"))
        .grid(2)
        .block(128)
        .run(device.memory, device.ints(kinds), y, n);

    assertArrayEquals(expected, device.intsAt(y, n));
  }
}
