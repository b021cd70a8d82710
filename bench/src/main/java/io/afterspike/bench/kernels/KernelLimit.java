package io.afterspike.bench.kernels;

import io.afterspike.bench.limits.MachineLimits;
import io.afterspike.bench.limits.WorkCount;

/**
 * What a kernel has to do, and how quickly the machine could do it just then.
 *
 * @param kernel the trial's name
 * @param size its size
 * @param vectorBits the width of the vectors
 * @param work what a call has to do
 * @param leastNanos the least time of a call
 * @param limiting which limit that is
 */
record KernelLimit(
    String kernel,
    KernelSize size,
    int vectorBits,
    WorkCount work,
    double leastNanos,
    String limiting) {
  static KernelLimit of(String kernel, KernelSize size, WorkCount work, MachineLimits limits) {
    return new KernelLimit(
        kernel,
        size,
        limits.vectorBits(),
        work,
        limits.leastSeconds(work) * 1e9,
        limits.limiting(work));
  }

  /** As a line, its parts separated by tabs. */
  String line() {
    return String.join(
        "\t",
        kernel,
        size.name(),
        String.valueOf(vectorBits),
        String.valueOf(work.flops()),
        String.valueOf(work.readBytes()),
        String.valueOf(work.updatedBytes()),
        String.valueOf(leastNanos),
        limiting);
  }

  /**
   * What {@link #line} wrote.
   *
   * @throws IllegalArgumentException if it is not such a line
   */
  static KernelLimit parse(String line) {
    String[] parts = line.split("\t", -1);
    if (parts.length != 8) {
      throw new IllegalArgumentException("limit: expected 8 parts, found '" + line + "'");
    }
    return new KernelLimit(
        parts[0],
        KernelSize.valueOf(parts[1]),
        Integer.parseInt(parts[2]),
        new WorkCount(
            Double.parseDouble(parts[3]), Long.parseLong(parts[4]), Long.parseLong(parts[5])),
        Double.parseDouble(parts[6]),
        parts[7]);
  }
}
