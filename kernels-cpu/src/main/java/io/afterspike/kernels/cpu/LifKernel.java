package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import io.afterspike.kernels.reference.LifReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * One time step of leaky integrate-and-fire neurons and the surrogate gradient of their spikes.
 *
 * <pre>
 *   v = leak * u + current                      rounded once (fma)
 *   s = v >= threshold ? 1 : 0
 *   u = v - threshold * s                       subtractive reset, tiny values flushed to +0
 *   g = 1 / (slope * |v - threshold| + 1)^2     derivative of the fast sigmoid
 * </pre>
 *
 * Equal to {@link LifReference} bit for bit.
 */
public final class LifKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private LifKernel() {}

  /**
   * Advances elements [from, to), where an element is one neuron of one sample.
   *
   * @param current v's input, [batch][post]; not modified
   * @param potential u, [batch][post]; modified
   * @param spikes receives 0 or 1, [batch][post]
   * @param surrogate receives g, in (0, 1], [batch][post]
   * @throws IllegalArgumentException if an array is shorter than {@code to}
   */
  public static void step(
      float leak,
      float threshold,
      float slope,
      float[] current,
      float[] potential,
      float[] spikes,
      float[] surrogate,
      int from,
      int to) {
    Arguments.elements("current", current, from, to);
    Arguments.elements("potential", potential, from, to);
    Arguments.elements("spikes", spikes, from, to);
    Arguments.elements("surrogate", surrogate, from, to);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    FloatVector leaks = FloatVector.broadcast(SPECIES, leak);
    FloatVector thresholds = FloatVector.broadcast(SPECIES, threshold);
    FloatVector slopes = FloatVector.broadcast(SPECIES, slope);
    int body = Lanes.wholeVectors(from, to);
    for (int j = from; j < body; j += SPECIES.length()) {
      FloatVector u = FloatVector.fromArray(SPECIES, potential, j);
      FloatVector v = leaks.fma(u, FloatVector.fromArray(SPECIES, current, j));
      VectorMask<Float> fires = v.compare(GE, thresholds);
      FloatVector distance = v.sub(thresholds);
      FloatVector q = slopes.fma(distance.abs(), one);
      FloatVector reset = v.blend(distance, fires);
      reset.blend(zero, reset.abs().compare(LT, Flush.LIMIT)).intoArray(potential, j);
      zero.blend(one, fires).intoArray(spikes, j);
      one.div(q.mul(q)).intoArray(surrogate, j);
    }
    LifReference.step(leak, threshold, slope, current, potential, spikes, surrogate, body, to);
  }
}
