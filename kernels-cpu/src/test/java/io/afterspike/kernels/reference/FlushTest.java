package io.afterspike.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FlushTest {
  @Test
  void belowTheLimitIsPositiveZero() {
    for (float x : new float[] {0f, -0f, Float.MIN_VALUE, Math.nextDown(Flush.LIMIT)}) {
      assertBits(0f, Flush.tiny(x));
      assertBits(0f, Flush.tiny(-x));
    }
  }

  @Test
  void fromTheLimitOnNothingChanges() {
    for (float x : new float[] {Flush.LIMIT, 1f, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
      assertBits(x, Flush.tiny(x));
      assertBits(-x, Flush.tiny(-x));
    }
    assertEquals(Float.NaN, Flush.tiny(Float.NaN));
  }

  @Test
  void theLimitIsTwoToTheMinusHundred() {
    assertEquals(Math.scalb(1f, -100), Flush.LIMIT);
  }

  /** Without the flush a trace that decays ends in a subnormal number that never dies. */
  @Test
  void tenThousandSilentStepsLeaveZero() {
    float[] silence = new float[8];
    float[] trace = {1f, -1f, 4f, -4f, 1e-30f, 1e30f, 0.5f, -0.1f};
    float[] unflushed = trace.clone();
    for (int t = 0; t < 10_000; t++) {
      LeakySumReference.step(0.95257413f, silence, trace, 0, trace.length);
      for (int j = 0; j < unflushed.length; j++) {
        unflushed[j] *= 0.95257413f;
      }
    }
    assertEquals(Arrays.toString(silence), Arrays.toString(trace));
    for (float x : unflushed) {
      assertNotEquals(0f, x);
    }
  }

  private static void assertBits(float expected, float actual) {
    assertEquals(Float.floatToRawIntBits(expected), Float.floatToRawIntBits(actual));
  }
}
