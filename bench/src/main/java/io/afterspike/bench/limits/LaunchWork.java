package io.afterspike.bench.limits;

/**
 * What a launch on a GPU has to do at least: each array is read once and written once, and one that
 * is changed in place is both, since both cross the bus.
 *
 * @param flops floating-point operations; a multiply-add is two
 * @param readBytes the bytes read
 * @param writtenBytes the bytes written
 */
public record LaunchWork(double flops, double readBytes, double writtenBytes) {
  /** Nothing to do. */
  public static final LaunchWork NONE = new LaunchWork(0, 0, 0);

  /** The same and {@code count} floats read. */
  public LaunchWork reading(double count) {
    return new LaunchWork(flops, readBytes + Float.BYTES * count, writtenBytes);
  }

  /** The same and {@code count} floats written. */
  public LaunchWork writing(double count) {
    return new LaunchWork(flops, readBytes, writtenBytes + Float.BYTES * count);
  }

  /** The same and {@code count} floats changed in place. */
  public LaunchWork updating(double count) {
    return reading(count).writing(count);
  }

  /** The same and {@code count} floating-point operations. */
  public LaunchWork computing(double count) {
    return new LaunchWork(flops + count, readBytes, writtenBytes);
  }

  /** The bytes that move, both ways. */
  public double bytes() {
    return readBytes + writtenBytes;
  }

  /** Both. */
  public LaunchWork plus(LaunchWork other) {
    return new LaunchWork(
        flops + other.flops, readBytes + other.readBytes, writtenBytes + other.writtenBytes);
  }

  /** {@code times} as much. */
  public LaunchWork times(double times) {
    return new LaunchWork(times * flops, times * readBytes, times * writtenBytes);
  }
}
