package io.afterspike.bench.hdf5;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A dataset of one sequence per element. The sequences lie in heaps, each of which is as large as
 * what it holds; the dataset itself holds a reference to each.
 */
public final class Hdf5Sequences {
  /** What the sequences are. */
  @FunctionalInterface
  public interface Content {
    /** Writes the elements of sequence {@code index}, little endian, to {@code out}. */
    void writeTo(int index, OutputStream out) throws IOException;
  }

  static final int REFERENCE_BYTES = 16;
  private static final int OBJECT_HEADER = 16;
  private static final int HEAP_HEADER = 16;
  private static final int LEAST_HEAP = 4096;
  private static final int MOST_OBJECTS = 4096;
  // A reader loads a whole heap for one sequence: large enough to be few, small enough for that.
  private static final long GOOD_HEAP = 1 << 18;

  private final Hdf5Type type;
  private final int[] lengths;
  private final Content content;
  private final int[] heapOf;
  private final int[] numberOf;
  private final long[] heapBytes;
  private final int heaps;

  Hdf5Sequences(Hdf5Type type, int[] lengths, Content content) {
    this.type = type;
    this.lengths = lengths.clone();
    this.content = content;
    this.heapOf = new int[lengths.length];
    this.numberOf = new int[lengths.length];
    this.heapBytes = new long[lengths.length + 1];
    int heap = 0;
    int number = 0;
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] == 0) {
        continue;
      }
      if (number == MOST_OBJECTS || heapBytes[heap] > GOOD_HEAP) {
        heap++;
        number = 0;
      }
      heapOf[i] = heap;
      numberOf[i] = ++number;
      heapBytes[heap] += objectBytes(i);
    }
    this.heaps = heapBytes[heap] == 0 ? 0 : heap + 1;
  }

  int size() {
    return lengths.length;
  }

  /** The type of the dataset's elements: a sequence of numbers. */
  byte[] message() {
    byte[] base = type.message();
    return ByteBuffer.allocate(8 + base.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0x19) // version 1, class 9
        .put(new byte[3])
        .putInt(REFERENCE_BYTES)
        .put(base)
        .array();
  }

  /** The size of all heaps. */
  long heapBytes() {
    long sum = 0;
    for (int heap = 0; heap < heaps; heap++) {
      sum += size(heap);
    }
    return sum;
  }

  /** The references to heaps that lie from {@code address} on. */
  byte[] references(long address) {
    ByteBuffer out =
        ByteBuffer.allocate(REFERENCE_BYTES * lengths.length).order(ByteOrder.LITTLE_ENDIAN);
    long at = address;
    int heap = 0;
    for (int i = 0; i < lengths.length; i++) {
      boolean empty = lengths[i] == 0;
      while (!empty && heap < heapOf[i]) {
        at += size(heap++);
      }
      out.putInt(lengths[i]).putLong(empty ? 0 : at).putInt(numberOf[i]);
    }
    return out.array();
  }

  void writeHeaps(OutputStream out) throws IOException {
    int next = 0;
    for (int heap = 0; heap < heaps; heap++) {
      out.write("GCOL".getBytes(StandardCharsets.US_ASCII));
      out.write(longs(1).limit(4).array(), 0, 4);
      out.write(longs(size(heap)).array());
      for (; next < lengths.length && (lengths[next] == 0 || heapOf[next] == heap); next++) {
        if (lengths[next] > 0) {
          writeObject(next, out);
        }
      }
      long left = size(heap) - HEAP_HEADER - heapBytes[heap];
      if (left >= OBJECT_HEADER) {
        out.write(new byte[8]); // object 0: what is free
        out.write(longs(left).array());
        out.write(new byte[(int) left - OBJECT_HEADER]);
      } else {
        out.write(new byte[(int) left]);
      }
    }
  }

  private void writeObject(int index, OutputStream out) throws IOException {
    long bytes = (long) lengths[index] * type.bytes();
    out.write(longs(numberOf[index]).array()); // nobody counts its references
    out.write(longs(bytes).array());
    Counted counted = new Counted(out);
    content.writeTo(index, counted);
    if (counted.bytes != bytes) {
      throw new IOException(
          "sequence %d: expected %d bytes, found %d".formatted(index, bytes, counted.bytes));
    }
    out.write(new byte[(int) (objectBytes(index) - OBJECT_HEADER - bytes)]);
  }

  private long objectBytes(int index) {
    return OBJECT_HEADER + ((long) lengths[index] * type.bytes() + 7) / 8 * 8;
  }

  private long size(int heap) {
    return Math.max(LEAST_HEAP, HEAP_HEADER + heapBytes[heap]);
  }

  private static ByteBuffer longs(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
  }

  /** Passes bytes on and counts them. */
  private static final class Counted extends OutputStream {
    private final OutputStream out;
    private long bytes;

    Counted(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      bytes++;
    }

    @Override
    public void write(byte[] block, int from, int count) throws IOException {
      out.write(block, from, count);
      bytes += count;
    }
  }
}
