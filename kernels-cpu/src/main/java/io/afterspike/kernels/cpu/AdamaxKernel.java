package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.AdamaxReference;
import io.afterspike.kernels.reference.Flush;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One Adamax update.
 *
 * <pre>
 *   m = beta1 * m + (1 - beta1) * G             product rounded, then one fma; tiny values to +0
 *   n = max(beta2 * n, |G| + epsilon)           NaN-propagating
 *   W = W - (rate * m) / n                      rate = learning rate / (1 - beta1^updates)
 * </pre>
 *
 * Equal to {@link AdamaxReference} bit for bit.
 */
public final class AdamaxKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private AdamaxKernel() {}

  /**
   * Updates elements [from, to).
   *
   * @param rate the learning rate over 1 − β₁^t, with t the number of this update from 1
   * @param gradient G; not modified
   * @param weights W; modified
   * @param firstMoment μ; modified
   * @param infinityNorm ν; modified
   * @throws IllegalArgumentException if an array is shorter than {@code to}
   */
  public static void apply(
      float rate,
      float beta1,
      float beta2,
      float epsilon,
      float[] gradient,
      float[] weights,
      float[] firstMoment,
      float[] infinityNorm,
      int from,
      int to) {
    Arguments.elements("gradient", gradient, from, to);
    Arguments.elements("weights", weights, from, to);
    Arguments.elements("firstMoment", firstMoment, from, to);
    Arguments.elements("infinityNorm", infinityNorm, from, to);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector rates = FloatVector.broadcast(SPECIES, rate);
    FloatVector betas1 = FloatVector.broadcast(SPECIES, beta1);
    FloatVector rests1 = FloatVector.broadcast(SPECIES, 1f - beta1);
    FloatVector betas2 = FloatVector.broadcast(SPECIES, beta2);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    int body = Lanes.wholeVectors(from, to);
    for (int k = from; k < body; k += SPECIES.length()) {
      FloatVector g = FloatVector.fromArray(SPECIES, gradient, k);
      FloatVector m = betas1.fma(FloatVector.fromArray(SPECIES, firstMoment, k), rests1.mul(g));
      m = m.blend(zero, m.abs().compare(LT, Flush.LIMIT));
      FloatVector n = betas2.mul(FloatVector.fromArray(SPECIES, infinityNorm, k));
      n = n.max(g.abs().add(epsilons));
      m.intoArray(firstMoment, k);
      n.intoArray(infinityNorm, k);
      FloatVector w = FloatVector.fromArray(SPECIES, weights, k);
      w.sub(rates.mul(m).div(n)).intoArray(weights, k);
    }
    AdamaxReference.apply(
        rate, beta1, beta2, epsilon, gradient, weights, firstMoment, infinityNorm, body, to);
  }
}
