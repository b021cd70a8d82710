package io.afterspike.kernels.reference;

/**
 * The exponential and the logarithm that the readout uses, the same bits on every device.
 *
 * <p>Library functions differ between devices in their last bits; these are a fixed sequence of
 * roundings. Errors, measured over every float of the domain: see the test.
 */
public final class Exponential {
  /** Below this the exponential is +0, so that no result is subnormal. */
  public static final float LOWEST = -87f;

  static final float LOG2_E = 0x1.715476p0f;
  static final float LN2_HIGH = 0x1.62e4p-1f;
  static final float LN2_LOW = 0x1.7f7d1cp-20f;

  private Exponential() {}

  /**
   * e^x for x ≤ 0, the only arguments a softmax has.
   *
   * <pre>
   *   n = rint(x / ln 2),  r = x - n ln 2,  e^x = 2^n (1 + r + r² p(r))
   * </pre>
   *
   * @param x at most 0, or NaN
   * @return in [0, 1]; +0 below −87; NaN for NaN
   */
  public static float exp(float x) {
    if (x < LOWEST) {
      return 0f;
    }
    // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer, ties to even.
    float n = Math.fma(x, LOG2_E, 0x1.8p23f) - 0x1.8p23f;
    float r = Math.fma(n, -LN2_HIGH, x);
    r = Math.fma(n, -LN2_LOW, r);
    float p = 1.98527617612e-4f;
    p = Math.fma(p, r, 1.39304355252e-3f);
    p = Math.fma(p, r, 8.33336077630e-3f);
    p = Math.fma(p, r, 4.16664853692e-2f);
    p = Math.fma(p, r, 1.66666671633e-1f);
    p = Math.fma(p, r, 0.5f);
    p = Math.fma(p, r * r, r) + 1f;
    // 2^n by its bits: n is in [-126, 0], so the result is a normal number.
    return p * Float.intBitsToFloat(((int) n + 127) << 23);
  }

  /**
   * ln x for a sum of exponentials.
   *
   * <pre>
   *   x = 2^n m,  m in [sqrt(1/2), sqrt(2)),  r = m - 1,  ln x = n ln 2 + r - r²/2 + r³ p(r)
   * </pre>
   *
   * @param x normal, positive and finite, or NaN
   */
  public static float log(float x) {
    int bits = Float.floatToRawIntBits(x);
    int n = (bits - 0x3f3504f3) >> 23;
    float m = Float.intBitsToFloat(bits - (n << 23));
    if (x != x) {
      return x;
    }
    float r = m - 1f;
    float p = 7.0376836292e-2f;
    p = Math.fma(p, r, -1.1514610310e-1f);
    p = Math.fma(p, r, 1.1676998740e-1f);
    p = Math.fma(p, r, -1.2420140846e-1f);
    p = Math.fma(p, r, 1.4249322787e-1f);
    p = Math.fma(p, r, -1.6668057665e-1f);
    p = Math.fma(p, r, 2.0000714765e-1f);
    p = Math.fma(p, r, -2.4999993993e-1f);
    p = Math.fma(p, r, 3.3333331174e-1f);
    float square = r * r;
    float y = (p * r) * square;
    y = Math.fma((float) n, LN2_LOW, y);
    y = Math.fma(-0.5f, square, y);
    return Math.fma((float) n, LN2_HIGH, r + y);
  }
}
