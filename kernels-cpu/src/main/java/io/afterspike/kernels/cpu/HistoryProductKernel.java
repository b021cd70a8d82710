package io.afterspike.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient of the history form on a block of neighbouring neurons: events times weighted
 * factors.
 *
 * <pre>
 *   gradient[i][j] += sum over the events of neuron i of value * weighted[row][j]
 * </pre>
 *
 * Rows ascending, one fma per term (for spikes, whose value is 1, an addition: the same bits). The
 * sums stay in registers. The gradient must hold no −0; a sum that is zero is +0.
 */
public final class HistoryProductKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
  private static final int LANES = SPECIES.length();

  private HistoryProductKernel() {}

  /**
   * Adds the weights' gradient of all presynaptic neurons.
   *
   * @param weighted from {@code first} on [row][width]; not modified. Fastest where {@code first}
   *     is at a cache line: {@link CacheLines#first}
   * @param gradient the block's own, [pre][width]; added into
   * @param vectors the block's width in vectors: 1, 2 or 4
   */
  public static void accumulate(
      EventTable events, float[] weighted, int first, float[] gradient, int vectors) {
    int[] start = events.start();
    int[] rows = events.rows();
    Arguments.holds("gradient", gradient, (start.length - 1L) * vectors * LANES);
    float[] values = events.values();
    boolean unit = events.unit() && vectors == 4;
    for (int i = 0; i < start.length - 1; i++) {
      int out = i * vectors * LANES;
      if (start[i] == start[i + 1]) {
        continue;
      }
      if (unit) {
        fourSpikes(rows, start[i], start[i + 1], weighted, first, gradient, out);
      } else {
        counts(rows, values, start[i], start[i + 1], weighted, first, gradient, out, vectors);
      }
    }
  }

  private static void counts(
      int[] rows,
      float[] values,
      int from,
      int to,
      float[] weighted,
      int first,
      float[] gradient,
      int out,
      int vectors) {
    int width = vectors * LANES;
    if (vectors == 4) {
      EventProduct.fourVectors(rows, values, 0, from, to, weighted, first, width, gradient, out);
    } else {
      for (int v = 0; v < width; v += LANES) {
        EventProduct.oneVector(
            rows, values, 0, from, to, weighted, first + v, width, gradient, out + v);
      }
    }
  }

  /**
   * Copies a block's columns out of a gradient.
   *
   * @param gradient [pre][post], or a bias's with one row; not modified
   * @param own [pre][width], overwritten
   */
  public static void gather(
      float[] gradient, float[] own, int pre, int post, int column, int vectors) {
    for (int i = 0; i < pre; i++) {
      for (int v = 0; v < vectors; v++) {
        int at = column + v * LANES;
        HistoryBlockKernel.load(gradient, i * post + at, post - at)
            .intoArray(own, (i * vectors + v) * LANES);
      }
    }
  }

  /**
   * Copies a block's columns back into a gradient.
   *
   * @param own [pre][width]; not modified
   * @param gradient [pre][post], overwritten in the block's columns
   */
  public static void scatter(
      float[] own, float[] gradient, int pre, int post, int column, int vectors) {
    for (int i = 0; i < pre; i++) {
      for (int v = 0; v < vectors; v++) {
        int at = column + v * LANES;
        FloatVector sum = FloatVector.fromArray(SPECIES, own, (i * vectors + v) * LANES);
        HistoryBlockKernel.store(sum, gradient, i * post + at, post - at);
      }
    }
  }

  private static void fourSpikes(
      int[] rows, int from, int to, float[] weighted, int first, float[] gradient, int out) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, gradient, out);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, gradient, out + LANES);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, gradient, out + 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, gradient, out + 3 * LANES);
    for (int e = from; e < to; e++) {
      int m = first + rows[e] * (4 * LANES);
      sum0 = sum0.add(FloatVector.fromArray(SPECIES, weighted, m));
      sum1 = sum1.add(FloatVector.fromArray(SPECIES, weighted, m + LANES));
      sum2 = sum2.add(FloatVector.fromArray(SPECIES, weighted, m + 2 * LANES));
      sum3 = sum3.add(FloatVector.fromArray(SPECIES, weighted, m + 3 * LANES));
    }
    sum0.add(0f).intoArray(gradient, out);
    sum1.add(0f).intoArray(gradient, out + LANES);
    sum2.add(0f).intoArray(gradient, out + 2 * LANES);
    sum3.add(0f).intoArray(gradient, out + 3 * LANES);
  }
}
