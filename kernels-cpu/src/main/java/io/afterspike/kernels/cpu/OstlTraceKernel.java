package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import io.afterspike.kernels.reference.OstlTraceReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * OSTL with one matrix trace per sample.
 *
 * <pre>
 *   P(t) = c(t-1) * P(t-1) + x(t)               rounded once (fma), tiny values flushed to +0
 * </pre>
 *
 * Equal to {@link OstlTraceReference} bit for bit.
 */
public final class OstlTraceKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private OstlTraceKernel() {}

  /**
   * Advances samples [fromSample, toSample) and neurons [fromNeuron, toNeuron).
   *
   * @param previousRetention c of the step before, [batch][post]; not modified
   * @param input x, [batch][pre]; not modified
   * @param trace P, [batch][pre][post]; modified
   * @throws IllegalArgumentException if an array is too short or a range reaches outside
   */
  public static void step(
      float[] previousRetention,
      float[] input,
      float[] trace,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromNeuron,
      int toNeuron) {
    Arguments.range("samples", fromSample, toSample, toSample);
    Arguments.range("neurons", fromNeuron, toNeuron, post);
    Arguments.holds("previousRetention", previousRetention, (long) toSample * post);
    Arguments.holds("input", input, (long) toSample * pre);
    Arguments.holds("trace", trace, (long) toSample * pre * post);
    int body = Lanes.wholeVectors(fromNeuron, toNeuron);
    for (int b = fromSample; b < toSample; b++) {
      for (int i = 0; i < pre; i++) {
        float x = input[b * pre + i];
        row(previousRetention, x, trace, b * post, (b * pre + i) * post, fromNeuron, body);
      }
    }
    OstlTraceReference.step(
        previousRetention, input, trace, pre, post, fromSample, toSample, body, toNeuron);
  }

  private static void row(
      float[] previousRetention, float x, float[] trace, int sample, int row, int from, int body) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector xs = FloatVector.broadcast(SPECIES, x);
    for (int j = from; j < body; j += SPECIES.length()) {
      FloatVector c = FloatVector.fromArray(SPECIES, previousRetention, sample + j);
      FloatVector p = c.fma(FloatVector.fromArray(SPECIES, trace, row + j), xs);
      p.blend(zero, p.abs().compare(LT, Flush.LIMIT)).intoArray(trace, row + j);
    }
  }
}
