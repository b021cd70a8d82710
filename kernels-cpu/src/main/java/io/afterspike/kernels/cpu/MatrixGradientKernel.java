package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.MatrixGradientReference;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds the gradient of the matrix form: each sample's trace weighted by its postsynaptic factor.
 *
 * <pre>
 *   gradient[i][j] += sum over b of factor[b][j] * trace[b][i][j]
 * </pre>
 *
 * The sums of up to four vectors of neurons stay in registers while b runs. Equal to {@link
 * MatrixGradientReference} bit for bit.
 */
public final class MatrixGradientKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private MatrixGradientKernel() {}

  /**
   * Adds into rows [fromRow, toRow) and neurons [fromNeuron, toNeuron) of the gradient.
   *
   * @param factor [batch][post]; not modified
   * @param trace [batch][pre][post]; not modified
   * @param gradient [pre][post]; added into
   * @throws IllegalArgumentException if an array is too short or a range reaches outside
   */
  public static void accumulate(
      float[] factor,
      float[] trace,
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
    Arguments.holds("factor", factor, (long) batch * post);
    Arguments.holds("trace", trace, (long) batch * pre * post);
    Arguments.holds("gradient", gradient, (long) toRow * post);
    int fours = Lanes.wholeFours(fromNeuron, toNeuron);
    int body = Lanes.wholeVectors(fromNeuron, toNeuron);
    for (int i = fromRow; i < toRow; i++) {
      for (int j = fromNeuron; j < fours; j += 4 * SPECIES.length()) {
        fourVectors(factor, trace, gradient, batch, pre, post, i, j);
      }
      for (int j = fours; j < body; j += SPECIES.length()) {
        oneVector(factor, trace, gradient, batch, pre, post, i, j);
      }
    }
    MatrixGradientReference.accumulate(
        factor, trace, gradient, batch, pre, post, fromRow, toRow, body, toNeuron);
  }

  private static void fourVectors(
      float[] factor, float[] trace, float[] gradient, int batch, int pre, int post, int i, int j) {
    int lanes = SPECIES.length();
    int out = i * post + j;
    FloatVector sum0 = FloatVector.fromArray(SPECIES, gradient, out);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, gradient, out + lanes);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, gradient, out + 2 * lanes);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, gradient, out + 3 * lanes);
    for (int b = 0; b < batch; b++) {
      int f = b * post + j;
      int r = (b * pre + i) * post + j;
      FloatVector f0 = FloatVector.fromArray(SPECIES, factor, f);
      FloatVector f1 = FloatVector.fromArray(SPECIES, factor, f + lanes);
      FloatVector f2 = FloatVector.fromArray(SPECIES, factor, f + 2 * lanes);
      FloatVector f3 = FloatVector.fromArray(SPECIES, factor, f + 3 * lanes);
      sum0 = f0.fma(FloatVector.fromArray(SPECIES, trace, r), sum0);
      sum1 = f1.fma(FloatVector.fromArray(SPECIES, trace, r + lanes), sum1);
      sum2 = f2.fma(FloatVector.fromArray(SPECIES, trace, r + 2 * lanes), sum2);
      sum3 = f3.fma(FloatVector.fromArray(SPECIES, trace, r + 3 * lanes), sum3);
    }
    sum0.add(0f).intoArray(gradient, out);
    sum1.add(0f).intoArray(gradient, out + lanes);
    sum2.add(0f).intoArray(gradient, out + 2 * lanes);
    sum3.add(0f).intoArray(gradient, out + 3 * lanes);
  }

  private static void oneVector(
      float[] factor, float[] trace, float[] gradient, int batch, int pre, int post, int i, int j) {
    FloatVector sum = FloatVector.fromArray(SPECIES, gradient, i * post + j);
    for (int b = 0; b < batch; b++) {
      FloatVector f = FloatVector.fromArray(SPECIES, factor, b * post + j);
      sum = f.fma(FloatVector.fromArray(SPECIES, trace, (b * pre + i) * post + j), sum);
    }
    sum.add(0f).intoArray(gradient, i * post + j);
  }
}
