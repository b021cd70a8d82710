package io.afterspike.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jcuda.Pointer;

/** Page-locked host memory: only from and to such memory do copies run beside the host. */
public final class PinnedBuffer extends ContextResource {
  private final Pointer pointer;
  private final MemorySegment segment;

  PinnedBuffer(CudaContext context, int bytes) {
    super(context);
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes: expected at least 1, found " + bytes);
    }
    context.ready("cuMemAllocHost");
    Pointer[] made = new Pointer[1];
    context.check("cuMemAllocHost", bytes + " bytes", calls().cuMemAllocHost(made, bytes));
    pointer = made[0];
    segment =
        MemorySegment.ofBuffer(pointer.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder()));
  }

  /** The memory; not to be used once this is closed. */
  public MemorySegment segment() {
    if (closed()) {
      throw new IllegalStateException("pinned memory is closed");
    }
    return segment;
  }

  /** The number of bytes. */
  public int bytes() {
    return (int) segment.byteSize();
  }

  Pointer pointer() {
    return pointer;
  }

  @Override
  void release() {
    context().noted("cuMemFreeHost", calls().cuMemFreeHost(pointer));
  }

  @Override
  public String toString() {
    return "pinned memory of " + bytes() + " bytes";
  }
}
