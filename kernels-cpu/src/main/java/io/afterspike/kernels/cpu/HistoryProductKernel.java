package io.afterspike.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient of the history form on a block of neighbouring neurons: events times weighted
 * factors.
 *
 * <pre>
 *   gradient[i][j] += sum over the events of neuron i of value * weighted[row][j]
 *   gradient[j]    += sum over rows of weighted[row][j]
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
   * @param weighted [row][width]; not modified
   * @param gradient the block's own, [pre][width]; added into
   * @param vectors the block's width in vectors: 1, 2 or 4
   */
  public static void accumulate(
      EventTable events, float[] weighted, float[] gradient, int vectors) {
    int[] start = events.start();
    int[] rows = events.rows();
    Arguments.holds("gradient", gradient, (start.length - 1L) * vectors * LANES);
    if (events.unit()) {
      for (int i = 0; i < start.length - 1; i++) {
        if (start[i] < start[i + 1]) {
          spikes(rows, start[i], start[i + 1], weighted, gradient, i, vectors);
        }
      }
    } else {
      for (int i = 0; i < start.length - 1; i++) {
        if (start[i] < start[i + 1]) {
          counts(rows, events.values(), start[i], start[i + 1], weighted, gradient, i, vectors);
        }
      }
    }
  }

  /**
   * Copies a block's columns out of a gradient.
   *
   * @param gradient [pre][post]; not modified
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

  private static void spikes(
      int[] rows, int from, int to, float[] weighted, float[] gradient, int i, int vectors) {
    if (vectors == 4) {
      fourSpikes(rows, from, to, weighted, gradient, i * (4 * LANES));
    } else if (vectors == 2) {
      twoSpikes(rows, from, to, weighted, gradient, i * (2 * LANES));
    } else {
      oneSpikes(rows, from, to, weighted, gradient, i * LANES);
    }
  }

  private static void counts(
      int[] rows,
      float[] values,
      int from,
      int to,
      float[] weighted,
      float[] gradient,
      int i,
      int vectors) {
    if (vectors == 4) {
      fourCounts(rows, values, from, to, weighted, gradient, i * (4 * LANES));
    } else if (vectors == 2) {
      twoCounts(rows, values, from, to, weighted, gradient, i * (2 * LANES));
    } else {
      oneCounts(rows, values, from, to, weighted, gradient, i * LANES);
    }
  }

  private static void fourSpikes(
      int[] rows, int from, int to, float[] weighted, float[] gradient, int out) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, gradient, out);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, gradient, out + LANES);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, gradient, out + 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, gradient, out + 3 * LANES);
    for (int e = from; e < to; e++) {
      int m = rows[e] * (4 * LANES);
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

  private static void fourCounts(
      int[] rows, float[] values, int from, int to, float[] weighted, float[] gradient, int out) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, gradient, out);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, gradient, out + LANES);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, gradient, out + 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, gradient, out + 3 * LANES);
    for (int e = from; e < to; e++) {
      int m = rows[e] * (4 * LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, values[e]);
      sum0 = x.fma(FloatVector.fromArray(SPECIES, weighted, m), sum0);
      sum1 = x.fma(FloatVector.fromArray(SPECIES, weighted, m + LANES), sum1);
      sum2 = x.fma(FloatVector.fromArray(SPECIES, weighted, m + 2 * LANES), sum2);
      sum3 = x.fma(FloatVector.fromArray(SPECIES, weighted, m + 3 * LANES), sum3);
    }
    sum0.add(0f).intoArray(gradient, out);
    sum1.add(0f).intoArray(gradient, out + LANES);
    sum2.add(0f).intoArray(gradient, out + 2 * LANES);
    sum3.add(0f).intoArray(gradient, out + 3 * LANES);
  }

  private static void twoSpikes(
      int[] rows, int from, int to, float[] weighted, float[] gradient, int out) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, gradient, out);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, gradient, out + LANES);
    for (int e = from; e < to; e++) {
      int m = rows[e] * (2 * LANES);
      sum0 = sum0.add(FloatVector.fromArray(SPECIES, weighted, m));
      sum1 = sum1.add(FloatVector.fromArray(SPECIES, weighted, m + LANES));
    }
    sum0.add(0f).intoArray(gradient, out);
    sum1.add(0f).intoArray(gradient, out + LANES);
  }

  private static void twoCounts(
      int[] rows, float[] values, int from, int to, float[] weighted, float[] gradient, int out) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, gradient, out);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, gradient, out + LANES);
    for (int e = from; e < to; e++) {
      int m = rows[e] * (2 * LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, values[e]);
      sum0 = x.fma(FloatVector.fromArray(SPECIES, weighted, m), sum0);
      sum1 = x.fma(FloatVector.fromArray(SPECIES, weighted, m + LANES), sum1);
    }
    sum0.add(0f).intoArray(gradient, out);
    sum1.add(0f).intoArray(gradient, out + LANES);
  }

  private static void oneSpikes(
      int[] rows, int from, int to, float[] weighted, float[] gradient, int out) {
    FloatVector sum = FloatVector.fromArray(SPECIES, gradient, out);
    for (int e = from; e < to; e++) {
      sum = sum.add(FloatVector.fromArray(SPECIES, weighted, rows[e] * LANES));
    }
    sum.add(0f).intoArray(gradient, out);
  }

  private static void oneCounts(
      int[] rows, float[] values, int from, int to, float[] weighted, float[] gradient, int out) {
    FloatVector sum = FloatVector.fromArray(SPECIES, gradient, out);
    for (int e = from; e < to; e++) {
      FloatVector x = FloatVector.broadcast(SPECIES, values[e]);
      sum = x.fma(FloatVector.fromArray(SPECIES, weighted, rows[e] * LANES), sum);
    }
    sum.add(0f).intoArray(gradient, out);
  }

  /**
   * Adds the bias's gradient: rows [fromRow, toRow), each as an event of value 1.
   *
   * @param gradient [post]; added into in columns [column, column + width)
   */
  public static void accumulateBias(
      float[] weighted,
      float[] gradient,
      int post,
      int column,
      int vectors,
      int fromRow,
      int toRow) {
    int width = vectors * LANES;
    for (int v = 0; v < vectors; v++) {
      int neurons = post - column - v * LANES;
      FloatVector sum = HistoryBlockKernel.load(gradient, column + v * LANES, neurons);
      for (int row = fromRow; row < toRow; row++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, weighted, row * width + v * LANES));
      }
      HistoryBlockKernel.store(sum.add(0f), gradient, column + v * LANES, neurons);
    }
  }
}
