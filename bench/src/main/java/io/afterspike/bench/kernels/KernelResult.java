package io.afterspike.bench.kernels;

/**
 * A kernel's time beside its limit.
 *
 * @param limit what it has to do and how quickly that could be done
 * @param nanos the mean time of a call
 * @param error half the width of the time's 99.9 % confidence interval; NaN of a single iteration
 */
public record KernelResult(KernelLimit limit, double nanos, double error) {
  /** The share of the limit that it reached; more than 1 if the limit was disturbed. */
  public double share() {
    return limit.leastNanos() / nanos;
  }

  /** The kernel's name. */
  public String kernel() {
    return limit.kernel();
  }

  /** The size's name. */
  public String size() {
    return limit.size().label();
  }

  /** The width of the vectors. */
  public int vectorBits() {
    return limit.vectorBits();
  }

  /** Billions of operations a second. */
  public double gigaflops() {
    return limit.work().flops() / nanos;
  }

  /** Billions of bytes a second, each array counted once. */
  public double gigabytes() {
    return limit.work().bytes() / nanos;
  }

  /** What limits it: {@code FMA} or a level of memory. */
  public String limiting() {
    return limit.limiting();
  }
}
