package io.afterspike.bench.step;

import io.afterspike.bench.limits.LaunchWork;

/**
 * What a GPU can do at most, by its data sheet.
 *
 * @param bytes the bytes a second that its memory moves, both ways together
 * @param flops the floating-point operations a second, a multiply-add being two
 */
public record Roofline(double bytes, double flops) {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if a number is not positive and finite
   */
  public Roofline {
    positive("peak of the memory", bytes);
    positive("peak of the operations", flops);
  }

  private static void positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": expected more than 0, found " + value);
    }
  }

  /** The shortest time in seconds: for its bytes or its operations, whichever is longer. */
  double seconds(LaunchWork work) {
    return Math.max(work.bytes() / bytes, work.flops() / flops);
  }

  /** Which of the two {@link #seconds} is: {@code FMA} or {@code DRAM}. */
  String limiting(LaunchWork work) {
    return work.flops() / flops > work.bytes() / bytes ? "FMA" : "DRAM";
  }
}
