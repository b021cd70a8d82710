package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The history form on a block of neighbouring neurons: the factors of several steps advance and are
 * weighted by the learning signal in one pass, so that the product that follows finds its operand
 * in the cache.
 *
 * <pre>
 *   factor[k][b][j]   = retention[b][j] * factor[k][b][j] + surrogate[b][j] * decay[k]
 *   weighted[k][b][j] = signal[b][j] * factor[k][b][j]
 * </pre>
 *
 * A block is a number of vectors wide and keeps its rows next to each other, [row][width], row =
 * step · batch + sample; where it reaches beyond the last neuron, factors are 0. The roundings are
 * those of {@code HistoryFactorReference} and {@code ProductReference}.
 */
public final class HistoryBlockKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
  private static final int LANES = SPECIES.length();

  private HistoryBlockKernel() {}

  /**
   * Advances and weighs the steps [fromStep, toStep) of a block.
   *
   * @param decay λ^(t−k) of step k at [newest − k]; 0 for OSTL, whose factors nothing enters
   * @param retention c, [batch][post]; not modified
   * @param surrogate g, [batch][post]; not modified
   * @param signal what the factors are weighted by, [batch][post]; not modified
   * @param factor the block's factors from {@code block} on, [row][width]; modified
   * @param weighted [row][width], overwritten in the steps' rows
   * @param column the block's first neuron
   * @param vectors the block's width in vectors
   */
  public static void advance(
      float[] decay,
      int newest,
      float[] retention,
      float[] surrogate,
      float[] signal,
      float[] factor,
      int block,
      float[] weighted,
      int batch,
      int post,
      int column,
      int vectors,
      int fromStep,
      int toStep) {
    int stride = batch * vectors * LANES;
    for (int b = 0; b < batch; b++) {
      for (int v = 0; v < vectors; v++) {
        int from = b * post + column + v * LANES;
        int neurons = post - column - v * LANES;
        FloatVector c = load(retention, from, neurons);
        FloatVector g = load(surrogate, from, neurons);
        FloatVector s = load(signal, from, neurons);
        int at = (b * vectors + v) * LANES;
        for (int k = fromStep; k < toStep; k++) {
          advance(c, g, s, decay[newest - k], factor, block, weighted, at + k * stride);
        }
      }
    }
  }

  private static void advance(
      FloatVector c,
      FloatVector g,
      FloatVector s,
      float decay,
      float[] factor,
      int block,
      float[] weighted,
      int at) {
    FloatVector q = c.fma(FloatVector.fromArray(SPECIES, factor, block + at), g.mul(decay));
    q = q.blend(0f, q.abs().compare(LT, Flush.LIMIT));
    q.intoArray(factor, block + at);
    s.mul(q).intoArray(weighted, at);
  }

  /**
   * The factors of a new step are {@code entering}.
   *
   * @param entering g for OTPE, 1 for OSTL, [batch][post]; not modified
   * @param signal as above
   * @param factor its rows of this step are overwritten
   * @param weighted its rows of this step are overwritten
   */
  public static void enter(
      float[] entering,
      float[] signal,
      float[] factor,
      int block,
      float[] weighted,
      int batch,
      int post,
      int column,
      int vectors,
      int step) {
    int at = step * batch * vectors * LANES;
    for (int b = 0; b < batch; b++) {
      for (int v = 0; v < vectors; v++) {
        int from = b * post + column + v * LANES;
        int neurons = post - column - v * LANES;
        FloatVector q = load(entering, from, neurons);
        q.intoArray(factor, block + at);
        load(signal, from, neurons).mul(q).intoArray(weighted, at);
        at += LANES;
      }
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
