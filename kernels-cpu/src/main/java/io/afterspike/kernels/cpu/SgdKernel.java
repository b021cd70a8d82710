package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.SgdReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One step of gradient descent: {@code W = W - rate * G}, rounded once (fma). Equal to {@link
 * SgdReference} bit for bit.
 */
public final class SgdKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private SgdKernel() {}

  /**
   * Updates elements [from, to).
   *
   * @param rate the learning rate
   * @param gradient G; not modified
   * @param weights W; modified
   * @throws IllegalArgumentException if an array is shorter than {@code to}
   */
  public static void apply(float rate, float[] gradient, float[] weights, int from, int to) {
    Arguments.elements("gradient", gradient, from, to);
    Arguments.elements("weights", weights, from, to);
    FloatVector negative = FloatVector.broadcast(SPECIES, -rate);
    int body = Lanes.wholeVectors(from, to);
    for (int k = from; k < body; k += SPECIES.length()) {
      FloatVector w = FloatVector.fromArray(SPECIES, weights, k);
      negative.fma(FloatVector.fromArray(SPECIES, gradient, k), w).intoArray(weights, k);
    }
    SgdReference.apply(rate, gradient, weights, body, to);
  }
}
