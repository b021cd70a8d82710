package io.afterspike.kernels.cuda;

/**
 * Floats in a device's memory. Everything but {@link #download} is only enqueued in the stream that
 * is given; a buffer that is used in several streams needs events between them.
 */
public final class DeviceBuffer extends ContextResource {
  private final DeviceAddress address;
  private final long value;
  private final int length;
  private final boolean freed;

  private DeviceBuffer(CudaContext context, DeviceAddress address, int length, boolean freed) {
    super(context);
    this.address = address;
    this.value = address.value();
    this.length = length;
    this.freed = freed;
  }

  static DeviceBuffer allocate(CudaContext context, int length) {
    requireLength(length);
    context.ready("cuMemAlloc");
    if (length == 0) { // the driver has no empty memory
      return new DeviceBuffer(context, new DeviceAddress(), 0, false);
    }
    long bytes = bytes(length);
    long[] address = new long[1];
    context.check("cuMemAlloc", bytes + " bytes", context.calls().cuMemAlloc(address, bytes));
    return new DeviceBuffer(context, new DeviceAddress(address[0]), length, true);
  }

  static DeviceBuffer wrap(CudaContext context, long address, int length) {
    requireLength(length);
    context.ready("wrap");
    if (address == 0 || address % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          "address: expected a device pointer to floats, a multiple of 4, found " + address);
    }
    return new DeviceBuffer(context, new DeviceAddress(address), length, false);
  }

  /** The number of floats. */
  public int length() {
    return length;
  }

  /**
   * The device pointer; 0 if the buffer is empty.
   *
   * @throws IllegalStateException if it has been freed
   */
  public long address() {
    if (closed()) {
      throw new IllegalStateException(this + " is closed");
    }
    return value;
  }

  /** Whether the memory is this buffer's own; that of other software is not freed. */
  public boolean owned() {
    return freed || length == 0;
  }

  /**
   * Copies all of {@code source} to the start of this buffer. The array may be changed at once.
   *
   * @throws IllegalArgumentException if {@code source} is longer than this
   */
  public void upload(float[] source, CudaStream stream) {
    ready("cuMemcpyHtoDAsync");
    requireRange("source", 0, source.length, length);
    stream.staging().upload(source, this);
  }

  /**
   * Copies the start of this buffer to all of {@code destination}, and waits for it.
   *
   * @throws IllegalArgumentException if {@code destination} is longer than this
   */
  public void download(float[] destination, CudaStream stream) {
    ready("cuMemcpyDtoHAsync");
    requireRange("destination", 0, destination.length, length);
    stream.staging().download(this, destination);
  }

  /**
   * Copies the first {@code count} floats of pinned memory to elements from {@code offset} on; only
   * enqueued, so that the pinned memory must stay as it is until that is done.
   *
   * @throws IllegalArgumentException if a range leaves its buffer
   */
  public void upload(int offset, PinnedBuffer source, int count, CudaStream stream) {
    ready("cuMemcpyHtoDAsync");
    requireRange("source", 0, count, source.bytes() / Float.BYTES);
    requireRange("destination", offset, count, length);
    stream.requireNoCapture("upload");
    LaunchProfile profile = begin(stream, "upload", count);
    int status =
        calls().cuMemcpyHtoDAsync(at(offset), source.pointer(), bytes(count), stream.handle());
    context().check("cuMemcpyHtoDAsync", this, status);
    end(profile);
  }

  /**
   * Copies {@code count} elements from {@code offset} on to the start of pinned memory; only
   * enqueued, so that the pinned memory holds them when that is done.
   *
   * @throws IllegalArgumentException if a range leaves its buffer
   */
  public void download(int offset, PinnedBuffer destination, int count, CudaStream stream) {
    ready("cuMemcpyDtoHAsync");
    requireRange("source", offset, count, length);
    requireRange("destination", 0, count, destination.bytes() / Float.BYTES);
    stream.requireNoCapture("download");
    LaunchProfile profile = begin(stream, "download", count);
    int status =
        calls().cuMemcpyDtoHAsync(destination.pointer(), at(offset), bytes(count), stream.handle());
    context().check("cuMemcpyDtoHAsync", this, status);
    end(profile);
  }

  /** Sets every element; {@code value} keeps all its bits. */
  public void fill(float value, CudaStream stream) {
    ready("cuMemsetD32Async");
    if (length > 0) {
      LaunchProfile profile = begin(stream, "fill", length);
      int status =
          calls()
              .cuMemsetD32Async(address, Float.floatToRawIntBits(value), length, stream.handle());
      context().check("cuMemsetD32Async", this, status);
      end(profile);
    }
  }

  /** The profile of the stream, which has been told what begins; null if there is none. */
  private static LaunchProfile begin(CudaStream stream, String what, int floats) {
    LaunchProfile profile = stream.profile();
    if (profile != null) {
      profile.begin(what, bytes(floats));
    }
    return profile;
  }

  private static void end(LaunchProfile profile) {
    if (profile != null) {
      profile.end();
    }
  }

  /**
   * Copies {@code count} elements of another buffer of this device, or of another part of this one.
   *
   * @throws IllegalArgumentException if a range leaves its buffer, or two ranges of one overlap
   */
  public void copyFrom(
      DeviceBuffer source, int sourceOffset, int offset, int count, CudaStream stream) {
    ready("cuMemcpyDtoDAsync");
    source.ready("cuMemcpyDtoDAsync");
    requireRange("source", sourceOffset, count, source.length);
    requireRange("destination", offset, count, length);
    if (source == this && Math.abs((long) sourceOffset - offset) < count) {
      throw new IllegalArgumentException(
          "offset: expected ranges that do not overlap, found "
              + count
              + " elements from "
              + sourceOffset
              + " to "
              + offset);
    }
    if (count > 0) {
      LaunchProfile profile = begin(stream, "copy", count);
      int status =
          calls()
              .cuMemcpyDtoDAsync(
                  at(offset), source.at(sourceOffset), bytes(count), stream.handle());
      context().check("cuMemcpyDtoDAsync", this, status);
      end(profile);
    }
  }

  /** The address of an element, as JCuda wants it. */
  DeviceAddress at(int offset) {
    return offset == 0 ? address : new DeviceAddress(value + bytes(offset));
  }

  static long bytes(int floats) {
    return (long) Float.BYTES * floats;
  }

  private static void requireLength(int length) {
    if (length < 0) {
      throw new IllegalArgumentException("length: expected at least 0, found " + length);
    }
  }

  private static void requireRange(String name, int offset, int count, int available) {
    if (offset < 0 || count < 0 || offset > available - count) {
      throw new IllegalArgumentException(
          name
              + ": expected a range within "
              + available
              + " elements, found "
              + offset
              + " to "
              + ((long) offset + count));
    }
  }

  @Override
  void release() {
    if (freed) {
      context().noted("cuMemFree", calls().cuMemFree(address));
    }
  }

  @Override
  public String toString() {
    return "buffer of " + length + " floats";
  }
}
