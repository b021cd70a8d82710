package io.afterspike.bench.conform;

/**
 * How far a float32 engine may be from the float64 results: ten times as far as a plain float32
 * implementation is, and 2e-6 at least; 2e-6 where that implementation's error is not known.
 */
final class Tolerance {
  private static final double LEAST = 2e-6;

  private Tolerance() {}

  /**
   * The limit of a relative error.
   *
   * @param float32Error the plain implementation's error; NaN if it is not known
   */
  static double limit(double float32Error) {
    return Double.isFinite(float32Error) ? Math.max(10 * float32Error, LEAST) : LEAST;
  }
}
