package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.ProjectionReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sends the postsynaptic factor down through the weights: the next layer's learning signal.
 *
 * <pre>
 *   learningSignal[b][i] = sum over j of factor[b][j] * transposed[j][i]
 * </pre>
 *
 * It reads the weights transposed ({@link TransposeKernel}), so that lanes hold different inputs i
 * while every sum runs over j in ascending order. Equal to {@link ProjectionReference} bit for bit.
 */
public final class ProjectionKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private ProjectionKernel() {}

  /**
   * Computes samples [fromSample, toSample) and inputs [fromInput, toInput).
   *
   * @param factor [batch][post]; not modified
   * @param transposed the weights as [post][pre]; not modified
   * @param learningSignal [batch][pre]; overwritten in the range
   * @throws IllegalArgumentException if an array is too short or a range reaches outside
   */
  public static void project(
      float[] factor,
      float[] transposed,
      float[] learningSignal,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromInput,
      int toInput) {
    Arguments.range("samples", fromSample, toSample, toSample);
    Arguments.range("inputs", fromInput, toInput, pre);
    Arguments.holds("factor", factor, (long) toSample * post);
    Arguments.holds("transposed", transposed, (long) post * pre);
    Arguments.holds("learningSignal", learningSignal, (long) toSample * pre);
    // Four samples at a time share each load of weights; what remains goes one by one.
    int quads = fromSample + (Math.max(0, toSample - fromSample) & -4);
    int pairs = Lanes.wholePairs(fromInput, toInput);
    int fours = Lanes.wholeFours(fromInput, toInput);
    int body = Lanes.wholeVectors(fromInput, toInput);
    for (int i = fromInput; i < pairs; i += 2 * SPECIES.length()) {
      for (int b = fromSample; b < quads; b += 4) {
        fourSamples(factor, transposed, learningSignal, pre, post, b, i);
      }
    }
    for (int b = fromSample; b < toSample; b++) {
      int i = b < quads ? pairs : fromInput;
      for (; i < fours; i += 4 * SPECIES.length()) {
        fourVectors(factor, transposed, learningSignal, pre, post, b, i);
      }
      for (; i < body; i += SPECIES.length()) {
        oneVector(factor, transposed, learningSignal, pre, post, b, i);
      }
      for (; i < toInput; i++) {
        oneInput(factor, transposed, learningSignal, pre, post, b, i);
      }
    }
  }

  /** Two vectors of inputs for each of the samples b to b + 3. */
  private static void fourSamples(
      float[] factor, float[] transposed, float[] learningSignal, int pre, int post, int b, int i) {
    int lanes = SPECIES.length();
    FloatVector sum00 = FloatVector.zero(SPECIES);
    FloatVector sum01 = sum00;
    FloatVector sum10 = sum00;
    FloatVector sum11 = sum00;
    FloatVector sum20 = sum00;
    FloatVector sum21 = sum00;
    FloatVector sum30 = sum00;
    FloatVector sum31 = sum00;
    int w = i;
    int f = b * post;
    for (int j = 0; j < post; j++) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, transposed, w);
      FloatVector w1 = FloatVector.fromArray(SPECIES, transposed, w + lanes);
      FloatVector f0 = FloatVector.broadcast(SPECIES, factor[f]);
      sum00 = f0.fma(w0, sum00);
      sum01 = f0.fma(w1, sum01);
      FloatVector f1 = FloatVector.broadcast(SPECIES, factor[f + post]);
      sum10 = f1.fma(w0, sum10);
      sum11 = f1.fma(w1, sum11);
      FloatVector f2 = FloatVector.broadcast(SPECIES, factor[f + 2 * post]);
      sum20 = f2.fma(w0, sum20);
      sum21 = f2.fma(w1, sum21);
      FloatVector f3 = FloatVector.broadcast(SPECIES, factor[f + 3 * post]);
      sum30 = f3.fma(w0, sum30);
      sum31 = f3.fma(w1, sum31);
      w += pre;
      f++;
    }
    int out = b * pre + i;
    sum00.intoArray(learningSignal, out);
    sum01.intoArray(learningSignal, out + lanes);
    out += pre;
    sum10.intoArray(learningSignal, out);
    sum11.intoArray(learningSignal, out + lanes);
    out += pre;
    sum20.intoArray(learningSignal, out);
    sum21.intoArray(learningSignal, out + lanes);
    out += pre;
    sum30.intoArray(learningSignal, out);
    sum31.intoArray(learningSignal, out + lanes);
  }

  private static void fourVectors(
      float[] factor, float[] transposed, float[] learningSignal, int pre, int post, int b, int i) {
    int lanes = SPECIES.length();
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    for (int j = 0; j < post; j++) {
      FloatVector f = FloatVector.broadcast(SPECIES, factor[b * post + j]);
      int w = j * pre + i;
      sum0 = f.fma(FloatVector.fromArray(SPECIES, transposed, w), sum0);
      sum1 = f.fma(FloatVector.fromArray(SPECIES, transposed, w + lanes), sum1);
      sum2 = f.fma(FloatVector.fromArray(SPECIES, transposed, w + 2 * lanes), sum2);
      sum3 = f.fma(FloatVector.fromArray(SPECIES, transposed, w + 3 * lanes), sum3);
    }
    int out = b * pre + i;
    sum0.intoArray(learningSignal, out);
    sum1.intoArray(learningSignal, out + lanes);
    sum2.intoArray(learningSignal, out + 2 * lanes);
    sum3.intoArray(learningSignal, out + 3 * lanes);
  }

  private static void oneVector(
      float[] factor, float[] transposed, float[] learningSignal, int pre, int post, int b, int i) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int j = 0; j < post; j++) {
      FloatVector f = FloatVector.broadcast(SPECIES, factor[b * post + j]);
      sum = f.fma(FloatVector.fromArray(SPECIES, transposed, j * pre + i), sum);
    }
    sum.intoArray(learningSignal, b * pre + i);
  }

  /** The definition for one input; the reference itself wants the weights untransposed. */
  private static void oneInput(
      float[] factor, float[] transposed, float[] learningSignal, int pre, int post, int b, int i) {
    float sum = 0f;
    for (int j = 0; j < post; j++) {
      sum = Math.fma(factor[b * post + j], transposed[j * pre + i], sum);
    }
    learningSignal[b * pre + i] = sum;
  }
}
