package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import io.afterspike.kernels.reference.MembraneTraceReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The membrane trace of the published rules, one matrix per sample: how each weight moved the
 * membrane potential.
 *
 * <pre>
 *   P = leak * E + x                            local: dv/dW
 *   eligibility = g * P                         ds/dW
 *   E = P - threshold * eligibility             du/dW = (1 - Vth g) P
 * </pre>
 *
 * Both outputs have tiny values flushed to +0. Equal to {@link MembraneTraceReference} bit for bit.
 */
public final class MembraneTraceKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private MembraneTraceKernel() {}

  /**
   * Advances samples [fromSample, toSample) and neurons [fromNeuron, toNeuron).
   *
   * @param input x, [batch][pre]; not modified
   * @param surrogate g, [batch][post]; not modified
   * @param membraneTrace E, [batch][pre][post]; modified
   * @param eligibility receives g∘P, [batch][pre][post]
   * @throws IllegalArgumentException if an array is too short or a range reaches outside
   */
  public static void step(
      float leak,
      float threshold,
      float[] input,
      float[] surrogate,
      float[] membraneTrace,
      float[] eligibility,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromNeuron,
      int toNeuron) {
    Arguments.range("samples", fromSample, toSample, toSample);
    Arguments.range("neurons", fromNeuron, toNeuron, post);
    Arguments.holds("input", input, (long) toSample * pre);
    Arguments.holds("surrogate", surrogate, (long) toSample * post);
    Arguments.holds("membraneTrace", membraneTrace, (long) toSample * pre * post);
    Arguments.holds("eligibility", eligibility, (long) toSample * pre * post);
    int body = Lanes.wholeVectors(fromNeuron, toNeuron);
    for (int b = fromSample; b < toSample; b++) {
      for (int i = 0; i < pre; i++) {
        row(
            leak,
            threshold,
            input[b * pre + i],
            surrogate,
            membraneTrace,
            eligibility,
            b * post,
            (b * pre + i) * post,
            fromNeuron,
            body);
      }
    }
    MembraneTraceReference.step(
        leak,
        threshold,
        input,
        surrogate,
        membraneTrace,
        eligibility,
        pre,
        post,
        fromSample,
        toSample,
        body,
        toNeuron);
  }

  private static void row(
      float leak,
      float threshold,
      float x,
      float[] surrogate,
      float[] membraneTrace,
      float[] eligibility,
      int sample,
      int row,
      int from,
      int body) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector leaks = FloatVector.broadcast(SPECIES, leak);
    FloatVector negative = FloatVector.broadcast(SPECIES, -threshold);
    FloatVector xs = FloatVector.broadcast(SPECIES, x);
    for (int j = from; j < body; j += SPECIES.length()) {
      FloatVector p = leaks.fma(FloatVector.fromArray(SPECIES, membraneTrace, row + j), xs);
      FloatVector e = FloatVector.fromArray(SPECIES, surrogate, sample + j).mul(p);
      FloatVector rest = negative.fma(e, p);
      e.blend(zero, e.abs().compare(LT, Flush.LIMIT)).intoArray(eligibility, row + j);
      rest.blend(zero, rest.abs().compare(LT, Flush.LIMIT)).intoArray(membraneTrace, row + j);
    }
  }
}
