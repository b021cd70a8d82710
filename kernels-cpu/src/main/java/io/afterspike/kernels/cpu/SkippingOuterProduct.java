package io.afterspike.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The outer product of {@link OuterProductKernel} term by term, where inputs are too few for tiles
 * or a factor is not finite, so that a term with input 0 must not be added. The sums of up to four
 * vectors of neurons stay in registers while b runs.
 */
final class SkippingOuterProduct {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private SkippingOuterProduct() {}

  static void accumulate(
      float[] input,
      float[] factor,
      float[] gradient,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromRow,
      int toRow,
      int fromNeuron,
      int toNeuron) {
    int fours = Lanes.wholeFours(fromNeuron, toNeuron);
    int body = Lanes.wholeVectors(fromNeuron, toNeuron);
    for (int i = fromRow; i < toRow; i++) {
      for (int j = fromNeuron; j < fours; j += 4 * SPECIES.length()) {
        fourVectors(input, factor, gradient, pre, post, fromSample, toSample, i, j);
      }
      for (int j = fours; j < body; j += SPECIES.length()) {
        oneVector(input, factor, gradient, pre, post, fromSample, toSample, i, j);
      }
      for (int j = body; j < toNeuron; j++) {
        oneNeuron(input, factor, gradient, pre, post, fromSample, toSample, i, j);
      }
    }
  }

  private static void fourVectors(
      float[] input,
      float[] factor,
      float[] gradient,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int i,
      int j) {
    int lanes = SPECIES.length();
    int out = i * post + j;
    FloatVector sum0 = FloatVector.fromArray(SPECIES, gradient, out);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, gradient, out + lanes);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, gradient, out + 2 * lanes);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, gradient, out + 3 * lanes);
    for (int b = fromSample; b < toSample; b++) {
      float x = input[b * pre + i];
      if (x != 0f) {
        FloatVector xs = FloatVector.broadcast(SPECIES, x);
        int f = b * post + j;
        sum0 = xs.fma(FloatVector.fromArray(SPECIES, factor, f), sum0);
        sum1 = xs.fma(FloatVector.fromArray(SPECIES, factor, f + lanes), sum1);
        sum2 = xs.fma(FloatVector.fromArray(SPECIES, factor, f + 2 * lanes), sum2);
        sum3 = xs.fma(FloatVector.fromArray(SPECIES, factor, f + 3 * lanes), sum3);
      }
    }
    sum0.add(0f).intoArray(gradient, out);
    sum1.add(0f).intoArray(gradient, out + lanes);
    sum2.add(0f).intoArray(gradient, out + 2 * lanes);
    sum3.add(0f).intoArray(gradient, out + 3 * lanes);
  }

  private static void oneVector(
      float[] input,
      float[] factor,
      float[] gradient,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int i,
      int j) {
    FloatVector sum = FloatVector.fromArray(SPECIES, gradient, i * post + j);
    for (int b = fromSample; b < toSample; b++) {
      float x = input[b * pre + i];
      if (x != 0f) {
        FloatVector xs = FloatVector.broadcast(SPECIES, x);
        sum = xs.fma(FloatVector.fromArray(SPECIES, factor, b * post + j), sum);
      }
    }
    sum.add(0f).intoArray(gradient, i * post + j);
  }

  private static void oneNeuron(
      float[] input,
      float[] factor,
      float[] gradient,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int i,
      int j) {
    float sum = gradient[i * post + j];
    for (int b = fromSample; b < toSample; b++) {
      float x = input[b * pre + i];
      if (x != 0f) {
        sum = Math.fma(x, factor[b * post + j], sum);
      }
    }
    gradient[i * post + j] = sum + 0f;
  }
}
