package io.afterspike.bench.limits;

/**
 * What a computation has to do, however it is written: each array counts once.
 *
 * @param flops floating-point operations; a multiply-add is two, what skips a zero is none
 * @param readBytes the bytes of arrays that are only read
 * @param updatedBytes the bytes of arrays that are written, also if they are read before
 */
public record WorkCount(double flops, long readBytes, long updatedBytes) {
  /** Nothing to do. */
  public static final WorkCount NONE = new WorkCount(0, 0, 0);

  /** From numbers of floats in place of bytes. */
  public static WorkCount ofFloats(double flops, long read, long updated) {
    return new WorkCount(flops, 4 * read, 4 * updated);
  }

  /** The bytes of all arrays. */
  public long bytes() {
    return readBytes + updatedBytes;
  }

  /** Both. */
  public WorkCount plus(WorkCount other) {
    return new WorkCount(
        flops + other.flops, readBytes + other.readBytes, updatedBytes + other.updatedBytes);
  }
}
