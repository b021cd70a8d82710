package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import io.afterspike.kernels.reference.ReverseReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One step of the reverse recurrence of the offline forms, from the last time step to the first.
 *
 * <pre>
 *   A(t) = c(t) * A(t+1) + g(t) * F(t)          product rounded, then one fma; tiny values to +0
 * </pre>
 *
 * Equal to {@link ReverseReference} bit for bit.
 */
public final class ReverseKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private ReverseKernel() {}

  /**
   * Steps elements [from, to) back by one time step.
   *
   * @param retention c(t), [batch][post]; not modified
   * @param surrogate g(t), [batch][post]; not modified
   * @param learningSignal F(t), [batch][post]; not modified
   * @param adjoint A, [batch][post]; modified
   * @throws IllegalArgumentException if an array is shorter than {@code to}
   */
  public static void step(
      float[] retention,
      float[] surrogate,
      float[] learningSignal,
      float[] adjoint,
      int from,
      int to) {
    Arguments.elements("retention", retention, from, to);
    Arguments.elements("surrogate", surrogate, from, to);
    Arguments.elements("learningSignal", learningSignal, from, to);
    Arguments.elements("adjoint", adjoint, from, to);
    FloatVector zero = FloatVector.zero(SPECIES);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += SPECIES.length()) {
      FloatVector c = FloatVector.fromArray(SPECIES, retention, j);
      FloatVector g = FloatVector.fromArray(SPECIES, surrogate, j);
      FloatVector entering = g.mul(FloatVector.fromArray(SPECIES, learningSignal, j));
      FloatVector a = c.fma(FloatVector.fromArray(SPECIES, adjoint, j), entering);
      a.blend(zero, a.abs().compare(LT, Flush.LIMIT)).intoArray(adjoint, j);
    }
    ReverseReference.step(retention, surrogate, learningSignal, adjoint, body, to);
  }
}
