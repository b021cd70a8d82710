package io.afterspike.engine.oracle;

/**
 * An exact value with a bound on the error of its float32 counterpart: run a computation on these,
 * operation by operation, and the bound at the end is derived.
 *
 * <pre>
 *   error(a + b) = error a + error b + rounding
 *   error(a * b) = |a| error b + |b| error a + error a error b + rounding
 *   rounding     = u (|value| + the error so far) + 2^-149
 * </pre>
 *
 * @param value as exact as double is
 * @param error |float32 value − value| ≤ error
 */
public record BoundedValue(double value, double error) {
  /** Both have rounded, the float by u, the double by 2^-53 and so little that 2^-50 is ample. */
  private static final double ROUNDING = ErrorBounds.UNIT + 0x1p-50;

  /** A value that is the same in both: an input, a constant. */
  public static BoundedValue exact(float value) {
    return new BoundedValue(value, 0);
  }

  private static BoundedValue rounded(double value, double error) {
    return new BoundedValue(
        value, error + ROUNDING * (Math.abs(value) + error) + ErrorBounds.SMALLEST);
  }

  /** a + b, rounded once. */
  public BoundedValue plus(BoundedValue b) {
    return rounded(value + b.value, error + b.error);
  }

  /** a − b, rounded once. */
  public BoundedValue minus(BoundedValue b) {
    return rounded(value - b.value, error + b.error);
  }

  /** a · b, rounded once. */
  public BoundedValue times(BoundedValue b) {
    return rounded(value * b.value, productError(b));
  }

  /** a · b + c, rounded once: {@code Math.fma}. */
  public BoundedValue fma(BoundedValue b, BoundedValue c) {
    // The double's product and sum lose at most 2^-52 of either, even where they cancel.
    double lost = 0x1p-50 * (Math.abs(value * b.value) + Math.abs(c.value));
    return rounded(value * b.value + c.value, productError(b) + c.error + lost);
  }

  /**
   * a / b, rounded once.
   *
   * @throws ArithmeticException if b's float32 counterpart may be 0
   */
  public BoundedValue over(BoundedValue b) {
    double smallest = Math.abs(b.value) - b.error;
    if (!(smallest > 0)) {
      throw new ArithmeticException("b: expected away from 0, found " + b);
    }
    double quotient = value / b.value;
    return rounded(quotient, (error + Math.abs(quotient) * b.error) / smallest);
  }

  /** |a|: no rounding. */
  public BoundedValue abs() {
    return new BoundedValue(Math.abs(value), error);
  }

  /** Values below 2^-100 set to 0. */
  public BoundedValue flushed() {
    return new BoundedValue(value, error + ErrorBounds.FLUSHED);
  }

  /** {@link ErrorBounds#share} of a float32 result. */
  public double share(float found) {
    return ErrorBounds.share(value, found, error);
  }

  private double productError(BoundedValue b) {
    return Math.abs(value) * b.error + Math.abs(b.value) * error + error * b.error;
  }
}
