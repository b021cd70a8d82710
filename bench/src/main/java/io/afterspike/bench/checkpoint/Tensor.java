package io.afterspike.bench.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * An array of numbers with a shape, row-major. It wraps the array it was made from, without a copy;
 * nobody modifies the array while the tensor is in use.
 */
public final class Tensor {
  /** How many bytes cross the border to a file at once. */
  static final int CHUNK = 1 << 16;

  private final ElementType type;
  private final int[] shape;

  /** A view of the array. */
  private final MemorySegment values;

  private Tensor(ElementType type, int[] shape, MemorySegment values) {
    this.type = type;
    this.shape = shape;
    this.values = values;
  }

  /** A tensor of one dimension. */
  public static Tensor of(float[] values) {
    return new Tensor(ElementType.F32, new int[] {values.length}, MemorySegment.ofArray(values));
  }

  /** A tensor of one dimension. */
  public static Tensor of(double[] values) {
    return new Tensor(ElementType.F64, new int[] {values.length}, MemorySegment.ofArray(values));
  }

  /** A tensor of one dimension. */
  public static Tensor of(int[] values) {
    return new Tensor(ElementType.I32, new int[] {values.length}, MemorySegment.ofArray(values));
  }

  /** A tensor of one dimension. */
  public static Tensor of(long[] values) {
    return new Tensor(ElementType.I64, new int[] {values.length}, MemorySegment.ofArray(values));
  }

  /** A tensor of one dimension, of numbers from 0 to 255. */
  public static Tensor of(byte[] values) {
    return new Tensor(ElementType.U8, new int[] {values.length}, MemorySegment.ofArray(values));
  }

  /** Zeros, of a shape whose elements fit an array. */
  static Tensor zeros(ElementType type, int[] shape) {
    return new Tensor(type, shape, type.allocate(Math.toIntExact(elements(shape))));
  }

  /**
   * The same array with another shape; without arguments, a scalar.
   *
   * @throws IllegalArgumentException if the shape has another number of elements
   */
  public Tensor reshaped(int... shape) {
    if (elements(shape) != length()) {
      throw new IllegalArgumentException(
          "shape: expected " + length() + " elements, found " + Arrays.toString(shape));
    }
    return new Tensor(type, shape.clone(), values);
  }

  /** The number of elements, or -1 if a size is negative or the product too large for a long. */
  static long elements(int[] shape) {
    long product = 1;
    for (int size : shape) {
      if (size < 0 || (size > 0 && product > Long.MAX_VALUE / size)) {
        return -1;
      }
      product *= size;
    }
    return product;
  }

  /** The type of the elements. */
  public ElementType type() {
    return type;
  }

  /** The size of each dimension; a copy. */
  public int[] shape() {
    return shape.clone();
  }

  /** The number of elements. */
  public int length() {
    return Math.toIntExact(values.byteSize() / type.bytes());
  }

  /**
   * The array itself.
   *
   * @throws IllegalStateException if the elements are not F32
   */
  public float[] floats() {
    return (float[]) array(ElementType.F32);
  }

  /**
   * The array itself.
   *
   * @throws IllegalStateException if the elements are not F64
   */
  public double[] doubles() {
    return (double[]) array(ElementType.F64);
  }

  /**
   * The array itself.
   *
   * @throws IllegalStateException if the elements are not I32
   */
  public int[] ints() {
    return (int[]) array(ElementType.I32);
  }

  /**
   * The array itself.
   *
   * @throws IllegalStateException if the elements are not I64
   */
  public long[] longs() {
    return (long[]) array(ElementType.I64);
  }

  /**
   * The array itself.
   *
   * @throws IllegalStateException if the elements are not U8
   */
  public byte[] bytes() {
    return (byte[]) array(ElementType.U8);
  }

  private Object array(ElementType wanted) {
    if (type != wanted) {
      throw new IllegalStateException("tensor: expected elements " + wanted + ", found " + type);
    }
    return values.heapBase().orElseThrow();
  }

  /**
   * Encodes elements from {@code from} on, as many as fit, little endian.
   *
   * @return how many elements
   */
  int encode(int from, byte[] chunk) {
    int count = Math.min(length() - from, chunk.length / type.bytes());
    type.encode(values, from, chunk, count);
    return count;
  }

  /** Replaces {@code count} elements from {@code to} on. */
  void decode(byte[] chunk, int to, int count) {
    type.decode(chunk, values, to, count);
  }

  /** The checksum of the elements as a file holds them. */
  int crc32c() {
    CRC32C sum = new CRC32C();
    byte[] chunk = new byte[(int) Math.min(CHUNK, values.byteSize())];
    for (int from = 0; from < length(); ) {
      int count = encode(from, chunk);
      sum.update(chunk, 0, count * type.bytes());
      from += count;
    }
    return (int) sum.getValue();
  }

  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
