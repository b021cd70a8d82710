package io.afterspike.bench.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;

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

  /**
   * A new array of this shape whose elements {@code fill} puts into a little-endian buffer.
   *
   * @throws IllegalArgumentException if the shape has a negative length or does not fit an array,
   *     or {@code fill} leaves room
   */
  public static NpyArray of(NpyType type, List<Integer> shape, Consumer<ByteBuffer> fill) {
    long bytes = type.bytes();
    for (int length : shape) {
      if (length < 0 || length > 0 && bytes > Integer.MAX_VALUE / length) {
        throw new IllegalArgumentException(
            "shape: expected lengths from 0 on and less than 2 GiB in all, found " + shape);
      }
      bytes *= length;
    }
    ByteBuffer data = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    fill.accept(data);
    if (data.hasRemaining()) {
      throw new IllegalArgumentException(
          "fill: expected " + bytes + " bytes, found " + data.position());
    }
    data.flip();
    return new NpyArray(type, shape, data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
  }

  /** Copies floats; their bits stay, NaNs with theirs. */
  public static NpyArray of(float[] values, Integer... shape) {
    return of(
        NpyType.F4,
        List.of(shape),
        b -> {
          for (float value : values) {
            b.putInt(Float.floatToRawIntBits(value));
          }
        });
  }

  /** Copies 32-bit whole numbers. */
  public static NpyArray of(int[] values, Integer... shape) {
    return of(
        NpyType.I4,
        List.of(shape),
        b -> {
          for (int value : values) {
            b.putInt(value);
          }
        });
  }

  /** Copies 64-bit whole numbers. */
  public static NpyArray of(long[] values, Integer... shape) {
    return of(
        NpyType.I8,
        List.of(shape),
        b -> {
          for (long value : values) {
            b.putLong(value);
          }
        });
  }

  /** Copies doubles. */
  public static NpyArray of(double[] values, Integer... shape) {
    return of(
        NpyType.F8,
        List.of(shape),
        b -> {
          for (double value : values) {
            b.putDouble(value);
          }
        });
  }

  /** The number of elements. */
  public int size() {
    return data.limit() / type.bytes();
  }

  /** Element {@code k} of the flat array; whole numbers beyond 2^53 are rounded. */
  public double number(int k) {
    return switch (type) {
      case F2 -> Float.float16ToFloat(data.getShort(2 * k));
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
