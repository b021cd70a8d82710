package io.afterspike.bench.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.IntFunction;

/** The types of numbers that a tensor may have, by their names in the safetensors format. */
public enum ElementType {
  /** {@code float}. */
  F32(ValueLayout.JAVA_INT_UNALIGNED, n -> MemorySegment.ofArray(new float[n])),
  /** {@code double}. */
  F64(ValueLayout.JAVA_LONG_UNALIGNED, n -> MemorySegment.ofArray(new double[n])),
  /** {@code int}. */
  I32(ValueLayout.JAVA_INT_UNALIGNED, n -> MemorySegment.ofArray(new int[n])),
  /** {@code long}. */
  I64(ValueLayout.JAVA_LONG_UNALIGNED, n -> MemorySegment.ofArray(new long[n])),
  /** Unsigned {@code byte}. */
  U8(ValueLayout.JAVA_BYTE, n -> MemorySegment.ofArray(new byte[n]));

  /** Whole numbers of this size: floats are copied as their bits, so that NaNs keep theirs. */
  private final ValueLayout inMemory;

  private final ValueLayout inFile;
  private final IntFunction<MemorySegment> array;

  ElementType(ValueLayout bits, IntFunction<MemorySegment> array) {
    this.inMemory = bits;
    this.inFile = bits.withOrder(ByteOrder.LITTLE_ENDIAN);
    this.array = array;
  }

  /** The size of an element in bytes. */
  public int bytes() {
    return (int) inMemory.byteSize();
  }

  /** A new array of {@code length} zeros, as a segment. */
  MemorySegment allocate(int length) {
    return array.apply(length);
  }

  /** Writes {@code count} elements of {@code array} from {@code from} on as bytes of a file. */
  void encode(MemorySegment array, long from, byte[] bytes, int count) {
    MemorySegment target = MemorySegment.ofArray(bytes);
    MemorySegment.copy(array, inMemory, from * bytes(), target, inFile, 0, count);
  }

  /** Reads {@code count} elements of {@code array} from {@code to} on from bytes of a file. */
  void decode(byte[] bytes, MemorySegment array, long to, int count) {
    MemorySegment source = MemorySegment.ofArray(bytes);
    MemorySegment.copy(source, inFile, 0, array, inMemory, to * bytes(), count);
  }
}
