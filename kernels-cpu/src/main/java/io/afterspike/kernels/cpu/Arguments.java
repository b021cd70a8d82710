package io.afterspike.kernels.cpu;

/** Checks of a kernel's arguments: in constant time, once a call, before anything is written. */
final class Arguments {
  private Arguments() {}

  /** Elements [from, to) must lie inside the array; an empty range always does. */
  static void elements(String name, float[] array, int from, int to) {
    range(name, from, to, array.length);
  }

  /** The range [from, to) must lie in [0, size); an empty range always does. */
  static void range(String name, int from, int to, int size) {
    if (from < to && (from < 0 || to > size)) {
      throw new IllegalArgumentException(
          name + ": expected a range within [0, " + size + "), got [" + from + ", " + to + ")");
    }
  }

  /** The array must hold at least {@code needed} elements. */
  static void holds(String name, float[] array, long needed) {
    if (array.length < needed) {
      throw new IllegalArgumentException(
          name + ": expected at least " + needed + " elements, got " + array.length);
    }
  }

  /** The array must hold at least {@code needed} elements. */
  static void holds(String name, int[] array, long needed) {
    if (array.length < needed) {
      throw new IllegalArgumentException(
          name + ": expected at least " + needed + " elements, got " + array.length);
    }
  }

  /** Rows of a matrix, {@code stride} apart, must not overlap and lie inside the array. */
  static void matrix(String name, float[] array, int from, int stride, int rows, int columns) {
    if (from < 0 || stride < columns || from + (rows - 1L) * stride + columns > array.length) {
      throw new IllegalArgumentException(
          name
              + ": expected a matrix within "
              + array.length
              + " elements, got "
              + rows
              + " rows of "
              + columns
              + " elements, "
              + stride
              + " apart, from "
              + from
              + " on");
    }
  }
}
