package io.afterspike.bench.npy;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An array as it lies in its file.
 *
 * @param type the type of its elements
 * @param shape the length of each dimension; empty for a single number
 * @param data the elements, row-major, little endian; read only
 */
public record NpyArray(NpyType type, List<Integer> shape, ByteBuffer data) {
  /** Copies the shape. */
  public NpyArray {
    shape = List.copyOf(shape);
  }

  /** The number of elements. */
  public int size() {
    return data.limit() / type.bytes();
  }

  /** Element {@code k} of the flat array; whole numbers beyond 2^53 are rounded. */
  public double number(int k) {
    return switch (type) {
      case F4 -> data.getFloat(4 * k);
      case F8 -> data.getDouble(8 * k);
      default -> wholeNumber(k);
    };
  }

  /**
   * Element {@code k} of a flat array of whole numbers or truth values.
   *
   * @throws IllegalStateException if the type is a floating-point one
   */
  public long wholeNumber(int k) {
    return switch (type) {
      case I4 -> data.getInt(4 * k);
      case I8 -> data.getLong(8 * k);
      case U1, B1 -> data.get(k) & 0xff;
      case I1 -> data.get(k);
      case U2 -> data.getShort(2 * k) & 0xffff;
      default -> throw new IllegalStateException("whole numbers: found elements " + type.descr());
    };
  }

  /** All elements as doubles. */
  public double[] toDoubles() {
    double[] values = new double[size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = number(k);
    }
    return values;
  }

  /** All elements as floats, rounded where they are wider. */
  public float[] toFloats() {
    float[] values = new float[size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) number(k);
    }
    return values;
  }

  /**
   * All elements as 32-bit whole numbers.
   *
   * @throws ArithmeticException if one does not fit
   * @throws IllegalStateException if the type is a floating-point one
   */
  public int[] toInts() {
    int[] values = new int[size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = Math.toIntExact(wholeNumber(k));
    }
    return values;
  }
}
