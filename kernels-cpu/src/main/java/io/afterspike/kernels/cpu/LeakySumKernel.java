package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import io.afterspike.kernels.reference.LeakySumReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A leaky sum over time, element by element.
 *
 * <pre>
 *   sum = leak * sum + input                    rounded once (fma), tiny values flushed to +0
 * </pre>
 *
 * Equal to {@link LeakySumReference} bit for bit.
 */
public final class LeakySumKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private LeakySumKernel() {}

  /**
   * Advances elements [from, to).
   *
   * @param input not modified
   * @param sum modified, same length as {@code input}
   * @throws IllegalArgumentException if an array is shorter than {@code to}
   */
  public static void step(float leak, float[] input, float[] sum, int from, int to) {
    Arguments.elements("input", input, from, to);
    Arguments.elements("sum", sum, from, to);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector leaks = FloatVector.broadcast(SPECIES, leak);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += SPECIES.length()) {
      FloatVector x = FloatVector.fromArray(SPECIES, input, j);
      FloatVector y = leaks.fma(FloatVector.fromArray(SPECIES, sum, j), x);
      y.blend(zero, y.abs().compare(LT, Flush.LIMIT)).intoArray(sum, j);
    }
    LeakySumReference.step(leak, input, sum, body, to);
  }
}
