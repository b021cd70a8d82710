package io.afterspike.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Errors in units in the last place, against float64, which is right to 2^-29 of such a unit; and a
 * digest of the results, for other devices repeat these very bits.
 */
class ExponentialTest {
  /** The largest error over every float in [−87, 0]: measured, rounded up. */
  static final double EXP_ULPS = 0.986;

  /** The largest error over every positive normal float: measured, rounded up. */
  static final double LOG_ULPS = 0.827;

  /** Every 257th float; the figures above come from a sweep over all of them. */
  private static final int STRIDE = 257;

  @Test
  void exponentialIsWithinItsError() {
    double worst = 0;
    long digest = 0;
    float last = 0f;
    long first = Integer.toUnsignedLong(Float.floatToRawIntBits(-0f));
    long end = Integer.toUnsignedLong(Float.floatToRawIntBits(-87f));
    for (long bits = first; bits <= end; bits += STRIDE) {
      float x = Float.intBitsToFloat((int) bits);
      float e = Exponential.exp(x);
      assertTrue(e >= Float.MIN_NORMAL && e <= 1f, "exp(" + x + ") = " + e);
      worst = Math.max(worst, ulps(e, Math.exp(x)));
      digest = 31 * digest + Float.floatToRawIntBits(e);
      last = x;
    }
    assertEquals(-87f, last, 0.01f);
    assertMeasured(EXP_ULPS, worst);
    assertEquals(0x38fc2e649a73c28fL, digest, "the bits of the definition have changed");
  }

  @Test
  void logarithmIsWithinItsError() {
    double worst = 0;
    long digest = 0;
    float last = 0f;
    int first = Float.floatToRawIntBits(Float.MIN_NORMAL);
    int end = Float.floatToRawIntBits(Float.MAX_VALUE);
    for (int bits = first; bits > 0 && bits <= end; bits += STRIDE) {
      float x = Float.intBitsToFloat(bits);
      float y = Exponential.log(x);
      worst = Math.max(worst, ulps(y, Math.log(x)));
      digest = 31 * digest + Float.floatToRawIntBits(y);
      last = x;
    }
    assertTrue(last > 3e38f, "ended at " + last);
    assertMeasured(LOG_ULPS, worst);
    assertEquals(0xb5775ff6e5fa503bL, digest, "the bits of the definition have changed");
  }

  @Test
  void exactCasesOfTheExponential() {
    assertEquals(1f, Exponential.exp(0f));
    assertEquals(1f, Exponential.exp(-0f));
    assertEquals(Float.NaN, Exponential.exp(Float.NaN));
    assertBits(0f, Exponential.exp(Float.NEGATIVE_INFINITY));
    assertBits(0f, Exponential.exp(Math.nextDown(-87f)));
    assertBits(0f, Exponential.exp(-1e30f));
    assertTrue(Exponential.exp(-87f) >= Float.MIN_NORMAL);
  }

  @Test
  void exactCasesOfTheLogarithm() {
    assertBits(0f, Exponential.log(1f));
    assertEquals(Float.NaN, Exponential.log(Float.NaN));
    assertEquals((float) Math.log(2), Exponential.log(2f));
    assertEquals((float) Math.log(0.5), Exponential.log(0.5f));
  }

  private static double ulps(float actual, double expected) {
    return Math.abs(actual - expected) / Math.ulp((float) expected);
  }

  /** Not above what was measured, and not so far below that the sweep must have missed it. */
  private static void assertMeasured(double measured, double worst) {
    assertTrue(worst <= measured, worst + " ulp, at most " + measured + " expected");
    assertTrue(worst > 0.9 * measured, "only " + worst + " ulp: the sweep misses the worst");
  }

  private static void assertBits(float expected, float actual) {
    assertEquals(Float.floatToRawIntBits(expected), Float.floatToRawIntBits(actual));
  }
}
