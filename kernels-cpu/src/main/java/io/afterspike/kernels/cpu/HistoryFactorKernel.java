package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import io.afterspike.kernels.reference.HistoryFactorReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The history form's factors: what one past step k still contributes at step t, a number per output
 * neuron instead of one per weight.
 *
 * <pre>
 *   OSTL:  D(k,t) = c(t-1) * D(k,t-1)                       D(t,t) = 1
 *   OTPE:  Q(k,t) = c(t) * Q(k,t-1) + g(t) * λ^(t-k)        Q(t,t) = g(t)
 * </pre>
 *
 * Tiny values are flushed to +0. Equal to {@link HistoryFactorReference} bit for bit.
 */
public final class HistoryFactorKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private HistoryFactorKernel() {}

  /**
   * Advances OSTL's factor of one past step, elements [from, to).
   *
   * @param previousRetention c(t−1), [batch][post]; not modified
   * @param factor D(k,·), [batch][post]; modified
   * @throws IllegalArgumentException if an array is shorter than {@code to}
   */
  public static void stepOstl(float[] previousRetention, float[] factor, int from, int to) {
    Arguments.elements("previousRetention", previousRetention, from, to);
    Arguments.elements("factor", factor, from, to);
    FloatVector zero = FloatVector.zero(SPECIES);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += SPECIES.length()) {
      FloatVector c = FloatVector.fromArray(SPECIES, previousRetention, j);
      FloatVector d = c.mul(FloatVector.fromArray(SPECIES, factor, j));
      d.blend(zero, d.abs().compare(LT, Flush.LIMIT)).intoArray(factor, j);
    }
    HistoryFactorReference.stepOstl(previousRetention, factor, body, to);
  }

  /**
   * Advances OTPE's factor of one past step, elements [from, to).
   *
   * @param decay λ^(t−k)
   * @param retention c(t), [batch][post]; not modified
   * @param surrogate g(t), [batch][post]; not modified
   * @param factor Q(k,·), [batch][post]; modified
   * @throws IllegalArgumentException if an array is shorter than {@code to}
   */
  public static void stepOtpe(
      float decay, float[] retention, float[] surrogate, float[] factor, int from, int to) {
    Arguments.elements("retention", retention, from, to);
    Arguments.elements("surrogate", surrogate, from, to);
    Arguments.elements("factor", factor, from, to);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += SPECIES.length()) {
      FloatVector c = FloatVector.fromArray(SPECIES, retention, j);
      FloatVector entering = FloatVector.fromArray(SPECIES, surrogate, j).mul(decays);
      FloatVector q = c.fma(FloatVector.fromArray(SPECIES, factor, j), entering);
      q.blend(zero, q.abs().compare(LT, Flush.LIMIT)).intoArray(factor, j);
    }
    HistoryFactorReference.stepOtpe(decay, retention, surrogate, factor, body, to);
  }
}
