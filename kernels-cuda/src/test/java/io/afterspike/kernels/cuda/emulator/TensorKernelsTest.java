package io.afterspike.kernels.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Matrix products of a warp, against the products of plain loops; all sums are exact here. */
class TensorKernelsTest {
  private static final EmulatedModule MODULE = EmulatedModule.load(Device.text("tensor.ptx"));

  private final Device device = new Device();

  /** Small whole numbers: exact in every format, and so are their sums of products. */
  private static float[] numbers(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(33) - 16;
    }
    return values;
  }

  /** c [16, 8] := a [16, depth] * b, given by columns. */
  private static float[] product(float[] a, float[] b, int depth) {
    float[] c = new float[16 * 8];
    for (int row = 0; row < 16; row++) {
      for (int column = 0; column < 8; column++) {
        for (int k = 0; k < depth; k++) {
          c[row * 8 + column] += a[row * depth + k] * b[column * depth + k];
        }
      }
    }
    return c;
  }

  private static int[] pairs(float[] values) {
    int[] words = new int[values.length / 2];
    for (int i = 0; i < words.length; i++) {
      words[i] = Bf16.of(values[2 * i + 1]) << 16 | Bf16.of(values[2 * i]);
    }
    return words;
  }

  @Test
  void bf16FragmentsLieWhereThePtxManualSays() {
    float[] a = numbers(1, 256);
    float[] b = numbers(2, 128);
    for (String kernel : new String[] {"mma_plain_bf16", "mma_staged_bf16"}) {
      long c = device.empty(128);

      EmulatedLaunch.of(MODULE.kernel(kernel))
          .block(32)
          .run(device.memory, device.ints(pairs(a)), device.ints(pairs(b)), c);

      ElementwiseKernelsTest.assertSameBits(kernel, product(a, b, 16), device.floatsAt(c, 128));
    }
  }

  @Test
  void tf32FragmentsLieWhereThePtxManualSays() {
    float[] a = numbers(3, 128);
    float[] b = numbers(4, 64);
    long c = device.empty(128);

    EmulatedLaunch.of(MODULE.kernel("mma_tf32"))
        .block(32)
        .run(device.memory, device.floats(a), device.floats(b), c);

    ElementwiseKernelsTest.assertSameBits("c", product(a, b, 8), device.floatsAt(c, 128));
  }

  @Test
  void shortFloatsAreRoundedToNearest() {
    assertEquals(0x3F80, Bf16.of(1f));
    assertEquals(0x3F80, Bf16.of(Float.intBitsToFloat(0x3F808000))); // a tie, to even
    assertEquals(0x3F82, Bf16.of(Float.intBitsToFloat(0x3F818000))); // a tie, to even
    assertEquals(0x3F81, Bf16.of(Float.intBitsToFloat(0x3F808001)));
    assertEquals(0x7F80, Bf16.of(Float.POSITIVE_INFINITY));
    assertEquals(0x3F802000, Bf16.toTf32(0x3F801000)); // a tie, away from zero
    assertEquals(0x3F800000, Bf16.toTf32(0x3F800FFF));
  }
}
