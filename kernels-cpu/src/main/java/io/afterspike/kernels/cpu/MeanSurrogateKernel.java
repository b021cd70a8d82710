package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.MeanSurrogateReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The λ-weighted mean of the surrogate gradient over the steps so far.
 *
 * <pre>
 *   mean = mean + (surrogate - mean) * (1 / r)
 * </pre>
 *
 * Equal to {@link MeanSurrogateReference} bit for bit.
 */
public final class MeanSurrogateKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private MeanSurrogateKernel() {}

  /**
   * Advances elements [from, to).
   *
   * @param inverseWeight 1/r, with r already advanced to this step
   * @param surrogate g, [batch][post]; not modified
   * @param meanSurrogate ḡ, [batch][post]; modified
   * @throws IllegalArgumentException if an array is shorter than {@code to}
   */
  public static void step(
      float inverseWeight, float[] surrogate, float[] meanSurrogate, int from, int to) {
    Arguments.elements("surrogate", surrogate, from, to);
    Arguments.elements("meanSurrogate", meanSurrogate, from, to);
    FloatVector inverseWeights = FloatVector.broadcast(SPECIES, inverseWeight);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += SPECIES.length()) {
      FloatVector mean = FloatVector.fromArray(SPECIES, meanSurrogate, j);
      FloatVector change = FloatVector.fromArray(SPECIES, surrogate, j).sub(mean);
      change.fma(inverseWeights, mean).intoArray(meanSurrogate, j);
    }
    MeanSurrogateReference.step(inverseWeight, surrogate, meanSurrogate, body, to);
  }
}
