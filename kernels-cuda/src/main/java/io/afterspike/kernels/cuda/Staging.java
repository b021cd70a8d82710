package io.afterspike.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Takes host arrays to the device and back through pinned memory, since a copy from a Java array
 * could not run on its own: Java moves arrays.
 *
 * <p>Uploads go through a few slots in turn; one is used again when its last copy is done. Pinned
 * memory is made at first use and grows to what is needed, up to a limit beyond which arrays go in
 * pieces; after that nothing is allocated.
 */
final class Staging {
  private static final int SLOTS = 4;
  private static final int SMALLEST = 1 << 12;
  private static final int LARGEST = 1 << 22;

  private final CudaStream stream;
  private final Slot[] outgoing = new Slot[SLOTS];
  private final Slot incoming = new Slot();
  private int next;

  Staging(CudaStream stream) {
    this.stream = stream;
    for (int k = 0; k < SLOTS; k++) {
      outgoing[k] = new Slot();
    }
  }

  void upload(float[] source, DeviceBuffer destination) {
    stream.requireNoCapture("upload");
    for (int from = 0; from < source.length; ) {
      int count = piece(source.length - from);
      Slot slot = outgoing[next];
      next = (next + 1) % SLOTS;
      slot.waitUntilFree();
      slot.ensure(count);
      MemorySegment.copy(source, from, slot.memory.segment(), ValueLayout.JAVA_FLOAT, 0, count);
      destination.upload(from, slot.memory, count, stream);
      slot.mark();
      from += count;
    }
  }

  void download(DeviceBuffer source, float[] destination) {
    stream.requireNoCapture("download");
    for (int from = 0; from < destination.length; ) {
      int count = piece(destination.length - from);
      incoming.ensure(count);
      source.download(from, incoming.memory, count, stream);
      stream.synchronize();
      MemorySegment.copy(
          incoming.memory.segment(), ValueLayout.JAVA_FLOAT, 0, destination, from, count);
      from += count;
    }
  }

  private static int piece(int count) {
    return Math.min(count, LARGEST / Float.BYTES);
  }

  /** Pinned memory, and the mark after the last copy from it. */
  private final class Slot {
    private PinnedBuffer memory;
    private CudaEvent copied;
    private boolean busy;

    void waitUntilFree() {
      if (busy) {
        if (!copied.done()) {
          copied.synchronize();
        }
        busy = false;
      }
    }

    void mark() {
      try {
        copied.record(stream);
        busy = true;
      } catch (CudaException e) {
        memory = null; // a copy runs whose end is not known: its context frees it
        throw e;
      }
    }

    /** Room for {@code floats}; the slot must be free. */
    void ensure(int floats) {
      int bytes = Math.multiplyExact(Float.BYTES, floats);
      if (copied == null) {
        copied = stream.context().event(false);
      }
      if (memory == null || memory.bytes() < bytes) {
        PinnedBuffer larger =
            stream.context().pinned(Math.max(SMALLEST, Integer.highestOneBit(2 * bytes - 1)));
        if (memory != null) {
          memory.close();
        }
        memory = larger;
      }
    }
  }
}
