package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.CurrentReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The synaptic current of a layer.
 *
 * <pre>
 *   current[b][j] = bias[j] + sum over i of input[b][i] * weights[i][j]
 * </pre>
 *
 * The sums of up to four vectors of neurons stay in registers while i runs; terms with input 0 are
 * skipped. Equal to {@link CurrentReference} bit for bit.
 */
public final class CurrentKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private CurrentKernel() {}

  /**
   * Computes the currents of samples [fromSample, toSample) and neurons [fromNeuron, toNeuron).
   *
   * @param input [batch][pre], spikes, counts or real values; not modified
   * @param weights [pre][post]; not modified
   * @param bias [post]; not modified
   * @param current [batch][post]; overwritten in the range
   * @throws IllegalArgumentException if an array is too short or a range reaches outside
   */
  public static void compute(
      float[] input,
      float[] weights,
      float[] bias,
      float[] current,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromNeuron,
      int toNeuron) {
    Arguments.range("samples", fromSample, toSample, toSample);
    Arguments.range("neurons", fromNeuron, toNeuron, post);
    Arguments.holds("input", input, (long) toSample * pre);
    Arguments.holds("weights", weights, (long) pre * post);
    Arguments.holds("bias", bias, post);
    Arguments.holds("current", current, (long) toSample * post);
    int fours = Lanes.wholeFours(fromNeuron, toNeuron);
    int body = Lanes.wholeVectors(fromNeuron, toNeuron);
    for (int b = fromSample; b < toSample; b++) {
      for (int j = fromNeuron; j < fours; j += 4 * SPECIES.length()) {
        fourVectors(input, weights, bias, current, pre, post, b, j);
      }
      for (int j = fours; j < body; j += SPECIES.length()) {
        oneVector(input, weights, bias, current, pre, post, b, j);
      }
    }
    CurrentReference.compute(
        input, weights, bias, current, pre, post, fromSample, toSample, body, toNeuron);
  }

  private static void fourVectors(
      float[] input,
      float[] weights,
      float[] bias,
      float[] current,
      int pre,
      int post,
      int b,
      int j) {
    int lanes = SPECIES.length();
    FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, j);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, bias, j + lanes);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, bias, j + 2 * lanes);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, bias, j + 3 * lanes);
    for (int i = 0; i < pre; i++) {
      float x = input[b * pre + i];
      if (x != 0f) {
        FloatVector xs = FloatVector.broadcast(SPECIES, x);
        int w = i * post + j;
        sum0 = xs.fma(FloatVector.fromArray(SPECIES, weights, w), sum0);
        sum1 = xs.fma(FloatVector.fromArray(SPECIES, weights, w + lanes), sum1);
        sum2 = xs.fma(FloatVector.fromArray(SPECIES, weights, w + 2 * lanes), sum2);
        sum3 = xs.fma(FloatVector.fromArray(SPECIES, weights, w + 3 * lanes), sum3);
      }
    }
    int out = b * post + j;
    sum0.add(0f).intoArray(current, out);
    sum1.add(0f).intoArray(current, out + lanes);
    sum2.add(0f).intoArray(current, out + 2 * lanes);
    sum3.add(0f).intoArray(current, out + 3 * lanes);
  }

  private static void oneVector(
      float[] input,
      float[] weights,
      float[] bias,
      float[] current,
      int pre,
      int post,
      int b,
      int j) {
    FloatVector sum = FloatVector.fromArray(SPECIES, bias, j);
    for (int i = 0; i < pre; i++) {
      float x = input[b * pre + i];
      if (x != 0f) {
        FloatVector xs = FloatVector.broadcast(SPECIES, x);
        sum = xs.fma(FloatVector.fromArray(SPECIES, weights, i * post + j), sum);
      }
    }
    sum.add(0f).intoArray(current, b * post + j);
  }
}
