package io.afterspike.engine;

import io.afterspike.kernels.cuda.DeviceBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Buffers on a device, where adjacent ones are parts of one allocation. */
final class CudaBuffers extends Buffers<DeviceBuffer> {
  private final CudaEngine engine;

  CudaBuffers(CudaEngine engine) {
    super(engine);
    this.engine = engine;
  }

  @Override
  List<DeviceBuffer> adjacent(int... lengths) {
    DeviceBuffer whole = allocate(Math.toIntExact(Arrays.stream(lengths).asLongStream().sum()));
    List<DeviceBuffer> parts = new ArrayList<>();
    int offset = 0;
    for (int length : lengths) {
      parts.add(part(whole, offset, length));
      offset += length;
    }
    return parts;
  }

  /** A part of a buffer of these, as a buffer. */
  DeviceBuffer part(DeviceBuffer whole, int offset, int length) {
    return hold(engine.context().wrap(whole.address() + (long) Float.BYTES * offset, length));
  }
}
