package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.OuterProductReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds the outer product of a layer's input (or its trace) and a postsynaptic factor.
 *
 * <pre>
 *   gradient[i][j] += sum over b of input[b][i] * factor[b][j]
 * </pre>
 *
 * Terms with input 0 are skipped. Where most inputs are not 0, the sums of up to four vectors of
 * neurons stay in registers while b runs. Where few are, as with spikes, each event adds its row of
 * the factor to its row of the gradient; events come with b ascending, so every sum has the same
 * order both ways. Equal to {@link OuterProductReference} bit for bit.
 */
public final class OuterProductKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  /** Inputs are events where fewer than one in this many is not 0. */
  private static final int EVENTS_BELOW = 3;

  private OuterProductKernel() {}

  /**
   * Adds into rows [fromRow, toRow) and neurons [fromNeuron, toNeuron) of the gradient.
   *
   * @param input [batch][pre]; not modified
   * @param factor [batch][post]; not modified
   * @param gradient [pre][post]; added into
   * @throws IllegalArgumentException if an array is too short or a range reaches outside
   */
  public static void accumulate(
      float[] input,
      float[] factor,
      float[] gradient,
      int batch,
      int pre,
      int post,
      int fromRow,
      int toRow,
      int fromNeuron,
      int toNeuron) {
    Arguments.range("rows", fromRow, toRow, pre);
    Arguments.range("neurons", fromNeuron, toNeuron, post);
    Arguments.holds("input", input, (long) batch * pre);
    Arguments.holds("factor", factor, (long) batch * post);
    Arguments.holds("gradient", gradient, (long) toRow * post);
    int body = Lanes.wholeVectors(fromNeuron, toNeuron);
    if (sparse(input, batch, pre, fromRow, toRow)) {
      for (int b = 0; b < batch; b++) {
        for (int i = fromRow; i < toRow; i++) {
          float x = input[b * pre + i];
          if (x != 0f) {
            addRow(x, factor, b * post, gradient, i * post, fromNeuron, body, toNeuron);
          }
        }
      }
      positiveZeros(gradient, post, fromRow, toRow, fromNeuron, body, toNeuron);
      return;
    }
    int fours = Lanes.wholeFours(fromNeuron, toNeuron);
    for (int i = fromRow; i < toRow; i++) {
      for (int j = fromNeuron; j < fours; j += 4 * SPECIES.length()) {
        fourVectors(input, factor, gradient, batch, pre, post, i, j);
      }
      for (int j = fours; j < body; j += SPECIES.length()) {
        oneVector(input, factor, gradient, batch, pre, post, i, j);
      }
    }
    OuterProductReference.accumulate(
        input, factor, gradient, batch, pre, post, fromRow, toRow, body, toNeuron);
  }

  private static boolean sparse(float[] input, int batch, int pre, int fromRow, int toRow) {
    int events = 0;
    for (int b = 0; b < batch; b++) {
      for (int k = b * pre + fromRow; k < b * pre + toRow; k++) {
        events += input[k] != 0f ? 1 : 0;
      }
    }
    return (long) events * EVENTS_BELOW < (long) batch * (toRow - fromRow);
  }

  /** Adds x times a row of the factor, which starts at {@code from}, to a row of the gradient. */
  private static void addRow(
      float x,
      float[] factor,
      int from,
      float[] gradient,
      int out,
      int fromNeuron,
      int body,
      int toNeuron) {
    FloatVector xs = FloatVector.broadcast(SPECIES, x);
    for (int j = fromNeuron; j < body; j += SPECIES.length()) {
      FloatVector sum = FloatVector.fromArray(SPECIES, gradient, out + j);
      xs.fma(FloatVector.fromArray(SPECIES, factor, from + j), sum).intoArray(gradient, out + j);
    }
    for (int j = body; j < toNeuron; j++) {
      gradient[out + j] = Math.fma(x, factor[from + j], gradient[out + j]);
    }
  }

  /** A sum that is zero is +0. */
  private static void positiveZeros(
      float[] gradient, int post, int fromRow, int toRow, int fromNeuron, int body, int toNeuron) {
    for (int i = fromRow; i < toRow; i++) {
      for (int j = i * post + fromNeuron; j < i * post + body; j += SPECIES.length()) {
        FloatVector.fromArray(SPECIES, gradient, j).add(0f).intoArray(gradient, j);
      }
      for (int j = i * post + body; j < i * post + toNeuron; j++) {
        gradient[j] += 0f;
      }
    }
  }

  private static void fourVectors(
      float[] input, float[] factor, float[] gradient, int batch, int pre, int post, int i, int j) {
    int lanes = SPECIES.length();
    int out = i * post + j;
    FloatVector sum0 = FloatVector.fromArray(SPECIES, gradient, out);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, gradient, out + lanes);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, gradient, out + 2 * lanes);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, gradient, out + 3 * lanes);
    for (int b = 0; b < batch; b++) {
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
      float[] input, float[] factor, float[] gradient, int batch, int pre, int post, int i, int j) {
    FloatVector sum = FloatVector.fromArray(SPECIES, gradient, i * post + j);
    for (int b = 0; b < batch; b++) {
      float x = input[b * pre + i];
      if (x != 0f) {
        FloatVector xs = FloatVector.broadcast(SPECIES, x);
        sum = xs.fma(FloatVector.fromArray(SPECIES, factor, b * post + j), sum);
      }
    }
    sum.add(0f).intoArray(gradient, i * post + j);
  }
}
