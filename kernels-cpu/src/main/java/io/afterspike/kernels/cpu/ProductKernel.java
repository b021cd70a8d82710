package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.ProductReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Element-wise products: {@code product = left * right} and {@code values = factor * values}. Equal
 * to {@link ProductReference} bit for bit.
 */
public final class ProductKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private ProductKernel() {}

  /**
   * Multiplies elements [from, to).
   *
   * @param left not modified
   * @param right not modified
   * @param product overwritten; may be {@code left} or {@code right}
   * @throws IllegalArgumentException if an array is shorter than {@code to}
   */
  public static void multiply(float[] left, float[] right, float[] product, int from, int to) {
    Arguments.elements("left", left, from, to);
    Arguments.elements("right", right, from, to);
    Arguments.elements("product", product, from, to);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += SPECIES.length()) {
      FloatVector x = FloatVector.fromArray(SPECIES, left, j);
      x.mul(FloatVector.fromArray(SPECIES, right, j)).intoArray(product, j);
    }
    ProductReference.multiply(left, right, product, body, to);
  }

  /**
   * Scales elements [from, to).
   *
   * @param values modified
   * @throws IllegalArgumentException if {@code values} is shorter than {@code to}
   */
  public static void scale(float factor, float[] values, int from, int to) {
    Arguments.elements("values", values, from, to);
    FloatVector factors = FloatVector.broadcast(SPECIES, factor);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += SPECIES.length()) {
      factors.mul(FloatVector.fromArray(SPECIES, values, j)).intoArray(values, j);
    }
    ProductReference.scale(factor, values, body, to);
  }
}
