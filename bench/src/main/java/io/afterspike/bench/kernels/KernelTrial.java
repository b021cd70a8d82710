package io.afterspike.bench.kernels;

import io.afterspike.bench.limits.WorkCount;
import java.util.Arrays;
import java.util.List;

/**
 * One call of a kernel on arrays of its own, again and again.
 *
 * @param work what a call has to do
 * @param kernel the call
 * @param reference what it must do, on the same arrays, by the plain loops
 * @param results the arrays that it changes, {@code float[]} or {@code double[]}
 */
record KernelTrial(WorkCount work, Runnable kernel, Runnable reference, List<Object> results) {
  /**
   * Runs the kernel and the plain loops from the same values and compares all results.
   *
   * @throws IllegalStateException naming the first element whose bits differ, or if nothing changed
   */
  void check() {
    List<Object> before = copies(results);
    kernel.run();
    List<Object> found = copies(results);
    restore(before);
    reference.run();
    boolean changed = false;
    for (int r = 0; r < results.size(); r++) {
      long[] expected = bits(results.get(r));
      long[] actual = bits(found.get(r));
      int different = Arrays.mismatch(expected, actual);
      if (different >= 0) {
        throw new IllegalStateException(
            "result " + r + ", element " + different + ": differs from the plain loops");
      }
      changed |= !Arrays.equals(expected, bits(before.get(r)));
    }
    if (!changed) {
      throw new IllegalStateException("the kernel changed nothing");
    }
    restore(before);
  }

  private static List<Object> copies(List<Object> arrays) {
    return arrays.stream()
        .map(a -> a instanceof float[] f ? (Object) f.clone() : ((double[]) a).clone())
        .toList();
  }

  private void restore(List<Object> values) {
    for (int r = 0; r < results.size(); r++) {
      if (results.get(r) instanceof float[] f) {
        System.arraycopy(values.get(r), 0, f, 0, f.length);
      } else {
        double[] d = (double[]) results.get(r);
        System.arraycopy(values.get(r), 0, d, 0, d.length);
      }
    }
  }

  private static long[] bits(Object array) {
    if (array instanceof float[] floats) {
      long[] bits = new long[floats.length];
      for (int k = 0; k < bits.length; k++) {
        bits[k] = Float.floatToRawIntBits(floats[k]);
      }
      return bits;
    }
    return Arrays.stream((double[]) array).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
