package io.afterspike.kernels.reference;

/** Element-wise products: {@code product = left * right} and {@code values = factor * values}. */
public final class ProductReference {
  private ProductReference() {}

  /**
   * Multiplies elements [from, to).
   *
   * @param left not modified
   * @param right not modified
   * @param product overwritten; may be {@code left} or {@code right}
   */
  public static void multiply(float[] left, float[] right, float[] product, int from, int to) {
    for (int j = from; j < to; j++) {
      product[j] = left[j] * right[j];
    }
  }

  /**
   * Scales elements [from, to).
   *
   * @param values modified
   */
  public static void scale(float factor, float[] values, int from, int to) {
    for (int j = from; j < to; j++) {
      values[j] = factor * values[j];
    }
  }
}
