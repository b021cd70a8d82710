package io.afterspike.kernels.cuda.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Memory, and short ways to fill and read it, for tests. */
final class Device {
  final EmulatedMemory memory = new EmulatedMemory();

  /** A text among the resources, such as {@code elementwise.ptx}. */
  static String text(String name) {
    try (InputStream in = Device.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long floats(float... values) {
    return put(MemorySegment.ofArray(values));
  }

  long doubles(double... values) {
    return put(MemorySegment.ofArray(values));
  }

  long ints(int... values) {
    return put(MemorySegment.ofArray(values));
  }

  long longs(long... values) {
    return put(MemorySegment.ofArray(values));
  }

  private long put(MemorySegment values) {
    long address = memory.allocate(Math.max(4, values.byteSize()));
    memory.write(address, values);
    return address;
  }

  long empty(int words) {
    return memory.allocate(4L * words);
  }

  float[] floatsAt(long address, int count) {
    float[] values = new float[count];
    memory.read(address, MemorySegment.ofArray(values));
    return values;
  }

  double[] doublesAt(long address, int count) {
    double[] values = new double[count];
    memory.read(address, MemorySegment.ofArray(values));
    return values;
  }

  int[] intsAt(long address, int count) {
    int[] values = new int[count];
    memory.read(address, MemorySegment.ofArray(values));
    return values;
  }

  long[] longsAt(long address, int count) {
    long[] values = new long[count];
    memory.read(address, MemorySegment.ofArray(values));
    return values;
  }
}
