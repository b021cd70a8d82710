package io.afterspike.kernels.reference;

/**
 * Ends the decay of a trace: values below 2<sup>-100</sup> become +0.
 *
 * <p>Without it a decaying trace turns subnormal after some hundred silent steps, slows the
 * processor down and never reaches zero. 2<sup>-100</sup> is far below anything that changes a
 * weight.
 */
public final class Flush {
  /** Magnitudes below this become +0: 2<sup>-100</sup>. */
  public static final float LIMIT = 0x1p-100f;

  private Flush() {}

  /** {@code |x| < 2^-100 ? +0 : x}; NaN stays NaN. */
  public static float tiny(float x) {
    return Math.abs(x) < LIMIT ? 0f : x;
  }
}
