package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The history form on a block of neighbouring neurons: the factors of several steps advance, are
 * weighted by the learning signal and summed for the bias in one pass, so that the product that
 * follows finds its operand in the cache.
 *
 * <pre>
 *   factor[k][b][j]   = retention[b][j] * factor[k][b][j] + entering[b][j] * decay[k]
 *   weighted[k][b][j] = signal[b][j] * factor[k][b][j]
 *   bias[j]          += sum over k, b of weighted[k][b][j]
 * </pre>
 *
 * A block is a number of vectors wide and keeps its rows next to each other, [row][width], row =
 * step · batch + sample; where it reaches beyond the last neuron, factors are 0. What all steps
 * share is gathered once, [batch][3][width], so that every pass runs along memory. The roundings
 * are those of {@code HistoryFactorReference}, {@code ProductReference} and {@code
 * OuterProductReference}.
 */
public final class HistoryBlockKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
  private static final int LANES = SPECIES.length();

  private HistoryBlockKernel() {}

  /** How many floats {@link #gather} writes. */
  public static int operandsLength(int batch, int vectors) {
    return 3 * batch * vectors * LANES;
  }

  /**
   * Gathers what all steps of a block share.
   *
   * @param retention c, [batch][post]; not modified
   * @param entering g, or 1 for OSTL, [batch][post]; not modified
   * @param signal what the factors are weighted by, [batch][post]; not modified
   * @param operands [batch][3][width], overwritten
   * @param column the block's first neuron
   * @param vectors the block's width in vectors
   */
  public static void gather(
      float[] retention,
      float[] entering,
      float[] signal,
      float[] operands,
      int batch,
      int post,
      int column,
      int vectors) {
    int width = vectors * LANES;
    for (int b = 0; b < batch; b++) {
      int to = 3 * b * width;
      for (int v = 0; v < width; v += LANES) {
        int from = b * post + column + v;
        int neurons = post - column - v;
        load(retention, from, neurons).intoArray(operands, to + v);
        load(entering, from, neurons).intoArray(operands, to + width + v);
        load(signal, from, neurons).intoArray(operands, to + 2 * width + v);
      }
    }
  }

  /**
   * Advances, weighs and sums the steps [fromStep, toStep) of a block.
   *
   * @param decay λ^(t−k) of step k at [newest − k]; 0 for OSTL, whose factors nothing enters
   * @param operands of {@link #gather}; not modified
   * @param factor the block's factors from {@code block} on, [row][width]; modified
   * @param weighted from {@code first} on [row][width], overwritten in the steps' rows
   * @param bias [width], added into
   * @param vectors the block's width in vectors
   */
  public static void advance(
      float[] decay,
      int newest,
      float[] operands,
      float[] factor,
      int block,
      float[] weighted,
      int first,
      float[] bias,
      int batch,
      int vectors,
      int fromStep,
      int toStep) {
    for (int k = fromStep; k < toStep; k++) {
      int row = k * batch * vectors * LANES;
      if (vectors == 4) {
        four(decay[newest - k], operands, factor, block + row, weighted, first + row, bias, batch);
      } else {
        for (int v = 0; v < vectors; v++) {
          one(
              decay[newest - k],
              operands,
              factor,
              block + row,
              weighted,
              first + row,
              bias,
              batch,
              vectors,
              v);
        }
      }
    }
  }

  private static void four(
      float decay,
      float[] operands,
      float[] factor,
      int from,
      float[] weighted,
      int to,
      float[] bias,
      int batch) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, 0);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, bias, LANES);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, bias, 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, bias, 3 * LANES);
    for (int b = 0; b < batch; b++) {
      int o = b * (12 * LANES);
      int at = b * (4 * LANES);
      sum0 = sum0.add(next(decay, operands, o, 4, factor, from + at, weighted, to + at));
      o += LANES;
      at += LANES;
      sum1 = sum1.add(next(decay, operands, o, 4, factor, from + at, weighted, to + at));
      o += LANES;
      at += LANES;
      sum2 = sum2.add(next(decay, operands, o, 4, factor, from + at, weighted, to + at));
      o += LANES;
      at += LANES;
      sum3 = sum3.add(next(decay, operands, o, 4, factor, from + at, weighted, to + at));
    }
    sum0.add(0f).intoArray(bias, 0);
    sum1.add(0f).intoArray(bias, LANES);
    sum2.add(0f).intoArray(bias, 2 * LANES);
    sum3.add(0f).intoArray(bias, 3 * LANES);
  }

  private static void one(
      float decay,
      float[] operands,
      float[] factor,
      int from,
      float[] weighted,
      int to,
      float[] bias,
      int batch,
      int vectors,
      int vector) {
    int v = vector * LANES;
    FloatVector sum = FloatVector.fromArray(SPECIES, bias, v);
    for (int b = 0; b < batch; b++) {
      int at = b * vectors * LANES + v;
      int o = 3 * b * vectors * LANES + v;
      sum = sum.add(next(decay, operands, o, vectors, factor, from + at, weighted, to + at));
    }
    sum.add(0f).intoArray(bias, v);
  }

  /** One vector of a row: advances and weighs it, and returns the weighted factor. */
  private static FloatVector next(
      float decay,
      float[] operands,
      int o,
      int vectors,
      float[] factor,
      int from,
      float[] weighted,
      int to) {
    int width = vectors * LANES;
    FloatVector c = FloatVector.fromArray(SPECIES, operands, o);
    FloatVector g = FloatVector.fromArray(SPECIES, operands, o + width);
    FloatVector q = c.fma(FloatVector.fromArray(SPECIES, factor, from), g.mul(decay));
    q = q.blend(0f, q.abs().compare(LT, Flush.LIMIT));
    q.intoArray(factor, from);
    FloatVector m = FloatVector.fromArray(SPECIES, operands, o + 2 * width).mul(q);
    m.intoArray(weighted, to);
    return m;
  }

  /**
   * The factors of a new step are what enters.
   *
   * @param operands as above
   * @param factor its rows of this step are overwritten
   * @param weighted from {@code first} on; its rows of this step are overwritten
   * @param bias [width], added into
   */
  public static void enter(
      float[] operands,
      float[] factor,
      int block,
      float[] weighted,
      int first,
      float[] bias,
      int batch,
      int vectors,
      int step) {
    int width = vectors * LANES;
    for (int v = 0; v < width; v += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, bias, v);
      for (int b = 0; b < batch; b++) {
        int at = (step * batch + b) * width + v;
        int o = 3 * b * width + v;
        FloatVector q = FloatVector.fromArray(SPECIES, operands, o + width);
        q.intoArray(factor, block + at);
        FloatVector m = FloatVector.fromArray(SPECIES, operands, o + 2 * width).mul(q);
        m.intoArray(weighted, first + at);
        sum = sum.add(m);
      }
      sum.add(0f).intoArray(bias, v);
    }
  }

  /** A vector of which only the first {@code neurons} exist; the others are 0. */
  static FloatVector load(float[] array, int at, int neurons) {
    return neurons >= LANES
        ? FloatVector.fromArray(SPECIES, array, at)
        : FloatVector.fromArray(SPECIES, array, at, SPECIES.indexInRange(0, neurons));
  }

  /** Stores the first {@code neurons} of a vector. */
  static void store(FloatVector vector, float[] array, int at, int neurons) {
    if (neurons >= LANES) {
      vector.intoArray(array, at);
    } else {
      vector.intoArray(array, at, SPECIES.indexInRange(0, neurons));
    }
  }
}
