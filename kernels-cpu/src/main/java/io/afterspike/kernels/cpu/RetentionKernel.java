package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.RetentionReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * How much of a potential's past survives a step, in the sense of the surrogate gradient.
 *
 * <pre>
 *   retention = leak * (1 - threshold * surrogate)
 * </pre>
 *
 * Equal to {@link RetentionReference} bit for bit.
 */
public final class RetentionKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private RetentionKernel() {}

  /**
   * Computes elements [from, to).
   *
   * @param surrogate g, [batch][post]; not modified
   * @param retention receives c, [batch][post]
   * @throws IllegalArgumentException if an array is shorter than {@code to}
   */
  public static void compute(
      float leak, float threshold, float[] surrogate, float[] retention, int from, int to) {
    Arguments.elements("surrogate", surrogate, from, to);
    Arguments.elements("retention", retention, from, to);
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    FloatVector leaks = FloatVector.broadcast(SPECIES, leak);
    FloatVector negative = FloatVector.broadcast(SPECIES, -threshold);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += SPECIES.length()) {
      FloatVector g = FloatVector.fromArray(SPECIES, surrogate, j);
      leaks.mul(negative.fma(g, one)).intoArray(retention, j);
    }
    RetentionReference.compute(leak, threshold, surrogate, retention, body, to);
  }
}
