package io.afterspike.kernels.cuda.emulator;

/**
 * Float32 results in a given direction: rn to nearest even, rz towards zero, rm down, rp up. The
 * exact value is kept as a float64 and what its rounding left over.
 */
final class Rounding {
  /** The NaN that float32 arithmetic gives on NVIDIA GPUs, whatever NaN went in. */
  static final int NAN = 0x7FFFFFFF;

  private Rounding() {}

  static float value(int bits) {
    return Float.intBitsToFloat(bits);
  }

  /** The raw bits of a result, with the one NaN. */
  static int bits(float value) {
    return value != value ? NAN : Float.floatToRawIntBits(value);
  }

  /** a + b. */
  static float add(float a, float b, String mode) {
    return sum(a, b, mode);
  }

  /** a * b; exact in float64. */
  static float multiply(float a, float b, String mode) {
    return direct((double) a * b, 0, mode);
  }

  /** a * b + c. */
  static float fma(float a, float b, float c, String mode) {
    return sum((double) a * b, c, mode);
  }

  private static float sum(double a, double b, String mode) {
    double sum = a + b;
    if (sum == 0) {
      boolean one = 1 / a < 0 || 1 / b < 0;
      boolean both = 1 / a < 0 && 1 / b < 0;
      return both || one && mode.equals("rm") ? -0f : 0f;
    }
    double part = sum - a;
    double left = (a - (sum - part)) + (b - part); // what the sum lost, exactly
    return direct(sum, left, mode);
  }

  /** The float32 for the exact value {@code value + left}. */
  static float direct(double value, double left, String mode) {
    float nearest = (float) value;
    if (!Double.isFinite(value) || mode.equals("rn")) {
      return nearest;
    }
    boolean down = mode.equals("rm") || mode.equals("rz") && value > 0;
    int above = Double.compare((double) nearest, value);
    if (above == 0) {
      above = left < 0 ? 1 : left > 0 ? -1 : 0;
    }
    if (down && above > 0) {
      return Math.nextDown(nearest);
    }
    return !down && above < 0 ? Math.nextUp(nearest) : nearest;
  }

  /** Subnormal numbers become zero of the same sign. */
  static float flush(float value) {
    return Math.abs(value) < Float.MIN_NORMAL ? Math.copySign(0f, value) : value;
  }

  /** Clamped to [0, 1]; NaN becomes 0. */
  static float saturate(float value) {
    return value > 0 ? Math.min(value, 1f) : 0f;
  }

  /** The smaller; NaN only if both are, or if {@code propagate} and one is. */
  static float min(float a, float b, boolean propagate) {
    if (!propagate && (a != a || b != b)) {
      return a != a ? b : a;
    }
    return Math.min(a, b);
  }

  /** The greater; NaN only if both are, or if {@code propagate} and one is. */
  static float max(float a, float b, boolean propagate) {
    if (!propagate && (a != a || b != b)) {
      return a != a ? b : a;
    }
    return Math.max(a, b);
  }
}
