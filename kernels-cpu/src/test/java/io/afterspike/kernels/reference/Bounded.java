package io.afterspike.kernels.reference;

/**
 * A float64 value and how far the float32 computation of the same quantity may be from it.
 *
 * <p>Every operation is the exact one and adds the bound of one rounding to float32: u·|result|,
 * with u = 2<sup>-24</sup>, and half the smallest subnormal. The bound of a sum of n terms is so
 * never above γ(n)·Σ|terms|, that of a chain of k roundings not above k·u·Σ|terms|, but for terms
 * of second order.
 */
record Bounded(double value, double error) {
  private static final double UNIT = 0x1p-24;
  private static final double SMALLEST = 0x1p-150;

  static Bounded of(float x) {
    return new Bounded(x, 0);
  }

  private static Bounded rounded(double value, double error) {
    return new Bounded(value, error + UNIT * (Math.abs(value) + error) + SMALLEST);
  }

  Bounded plus(Bounded b) {
    return rounded(value + b.value, error + b.error);
  }

  Bounded minus(Bounded b) {
    return rounded(value - b.value, error + b.error);
  }

  Bounded times(Bounded b) {
    return rounded(value * b.value, productError(b));
  }

  /** this × b + c, rounded once. */
  Bounded timesPlus(Bounded b, Bounded c) {
    return rounded(value * b.value + c.value, productError(b) + c.error);
  }

  Bounded over(Bounded b) {
    double quotient = value / b.value;
    double least = Math.abs(b.value) - b.error;
    return rounded(quotient, (error + Math.abs(quotient) * b.error) / least);
  }

  Bounded negative() {
    return new Bounded(-value, error);
  }

  Bounded magnitude() {
    return new Bounded(Math.abs(value), error);
  }

  Bounded max(Bounded b) {
    return new Bounded(Math.max(value, b.value), Math.max(error, b.error));
  }

  /** A value that may be flushed may be off by all of itself. */
  Bounded flushed() {
    return Math.abs(value) < Flush.LIMIT + error ? new Bounded(value, error + Flush.LIMIT) : this;
  }

  private double productError(Bounded b) {
    return Math.abs(value) * b.error + Math.abs(b.value) * error + error * b.error;
  }
}
