package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import io.afterspike.kernels.reference.OtpeTraceReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * OTPE with one matrix trace per sample instead of the published two.
 *
 * <pre>
 *   R(t) = c(t) * R(t-1) + g(t) * â(t)          product rounded, then one fma; tiny values to +0
 * </pre>
 *
 * Equal to {@link OtpeTraceReference} bit for bit.
 */
public final class OtpeTraceKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private OtpeTraceKernel() {}

  /**
   * Advances samples [fromSample, toSample) and neurons [fromNeuron, toNeuron).
   *
   * @param retention c of this step, [batch][post]; not modified
   * @param surrogate g, [batch][post]; not modified
   * @param presynapticTrace â of this step, [batch][pre]; not modified
   * @param trace R, [batch][pre][post]; modified
   * @throws IllegalArgumentException if an array is too short or a range reaches outside
   */
  public static void step(
      float[] retention,
      float[] surrogate,
      float[] presynapticTrace,
      float[] trace,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromNeuron,
      int toNeuron) {
    Arguments.range("samples", fromSample, toSample, toSample);
    Arguments.range("neurons", fromNeuron, toNeuron, post);
    Arguments.holds("retention", retention, (long) toSample * post);
    Arguments.holds("surrogate", surrogate, (long) toSample * post);
    Arguments.holds("presynapticTrace", presynapticTrace, (long) toSample * pre);
    Arguments.holds("trace", trace, (long) toSample * pre * post);
    int body = Lanes.wholeVectors(fromNeuron, toNeuron);
    for (int b = fromSample; b < toSample; b++) {
      for (int i = 0; i < pre; i++) {
        float a = presynapticTrace[b * pre + i];
        row(retention, surrogate, a, trace, b * post, (b * pre + i) * post, fromNeuron, body);
      }
    }
    OtpeTraceReference.step(
        retention,
        surrogate,
        presynapticTrace,
        trace,
        pre,
        post,
        fromSample,
        toSample,
        body,
        toNeuron);
  }

  private static void row(
      float[] retention,
      float[] surrogate,
      float a,
      float[] trace,
      int sample,
      int row,
      int from,
      int body) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector as = FloatVector.broadcast(SPECIES, a);
    for (int j = from; j < body; j += SPECIES.length()) {
      FloatVector c = FloatVector.fromArray(SPECIES, retention, sample + j);
      FloatVector entering = FloatVector.fromArray(SPECIES, surrogate, sample + j).mul(as);
      FloatVector r = c.fma(FloatVector.fromArray(SPECIES, trace, row + j), entering);
      r.blend(zero, r.abs().compare(LT, Flush.LIMIT)).intoArray(trace, row + j);
    }
  }
}
