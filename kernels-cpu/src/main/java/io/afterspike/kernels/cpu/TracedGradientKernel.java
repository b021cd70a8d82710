package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix form in one pass: each element of the trace advances and is added to the gradient
 * while it is in a register.
 *
 * <pre>
 *   trace[b][i][j]  = retention[b][j] * trace[b][i][j] + entering[b][j] * input[b][i]
 *   gradient[i][j] += sum over b of signal[b][j] * trace[b][i][j]
 * </pre>
 *
 * OTPE: retention c(t), entering g, input â, signal δ. OSTL: retention c(t−1), entering 1, input x,
 * signal δ∘g. The roundings are those of {@code OtpeTraceReference}, {@code OstlTraceReference} and
 * {@code MatrixGradientReference}; the gradient must hold no −0.
 *
 * <p>With one sample the trace is [pre][post]. With several it is kept in tiles of {@value #ROWS}
 * inputs by one vector of neurons, [column of tiles][tile][batch][{@value #ROWS}][lanes], so that a
 * tile's sums stay in registers over the batch while the trace streams by; unused places hold 0.
 */
public final class TracedGradientKernel {
  /** Inputs of a tile. */
  public static final int ROWS = 4;

  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
  private static final int LANES = SPECIES.length();

  private TracedGradientKernel() {}

  /** The number of columns of tiles, each a vector wide. */
  public static int columns(int post) {
    return (post + LANES - 1) / LANES;
  }

  /** The length of a tiled trace. */
  public static long tiledLength(int batch, int pre, int post) {
    return (long) columns(post) * rowTiles(pre) * batch * ROWS * LANES;
  }

  private static int rowTiles(int pre) {
    return (pre + ROWS - 1) / ROWS;
  }

  /** Where an element of [batch][pre][post] is in a tiled trace. */
  public static int place(int b, int i, int j, int batch, int pre) {
    int tile = j / LANES * rowTiles(pre) + i / ROWS;
    return ((tile * batch + b) * ROWS + i % ROWS) * LANES + j % LANES;
  }

  /**
   * One sample: inputs [fromRow, toRow).
   *
   * @param retention [post]; not modified
   * @param entering [post]; not modified
   * @param input [pre]; not modified
   * @param signal [post]; not modified
   * @param trace [pre][post]; modified
   * @param gradient [pre][post]; added into
   * @throws IllegalArgumentException if an array is too short
   */
  public static void single(
      float[] retention,
      float[] entering,
      float[] input,
      float[] signal,
      float[] trace,
      float[] gradient,
      int post,
      int fromRow,
      int toRow) {
    check(retention, entering, signal, post);
    Arguments.holds("input", input, toRow);
    Arguments.holds("trace", trace, (long) toRow * post);
    Arguments.holds("gradient", gradient, (long) toRow * post);
    int body = Lanes.wholeVectors(0, post);
    for (int i = fromRow; i < toRow; i++) {
      singleRow(retention, entering, input[i], signal, trace, gradient, i * post, body);
      for (int j = body; j < post; j++) {
        int at = i * post + j;
        float r = Flush.tiny(Math.fma(retention[j], trace[at], entering[j] * input[i]));
        trace[at] = r;
        gradient[at] = Math.fma(signal[j], r, gradient[at]) + 0f;
      }
    }
  }

  private static void singleRow(
      float[] retention,
      float[] entering,
      float input,
      float[] signal,
      float[] trace,
      float[] gradient,
      int row,
      int body) {
    FloatVector x = FloatVector.broadcast(SPECIES, input);
    for (int j = 0; j < body; j += LANES) {
      FloatVector c = FloatVector.fromArray(SPECIES, retention, j);
      FloatVector g = FloatVector.fromArray(SPECIES, entering, j);
      FloatVector r = advance(c, g, x, trace, row + j);
      FloatVector sum = FloatVector.fromArray(SPECIES, gradient, row + j);
      FloatVector s = FloatVector.fromArray(SPECIES, signal, j);
      s.fma(r, sum).add(0f).intoArray(gradient, row + j);
    }
  }

  /**
   * Several samples: columns of tiles [fromColumn, toColumn).
   *
   * @param retention [batch][post]; not modified
   * @param entering [batch][post]; not modified
   * @param input [batch][pre]; not modified
   * @param signal [batch][post]; not modified
   * @param trace tiled; modified
   * @param gradient [pre][post]; added into
   * @throws IllegalArgumentException if an array is too short
   */
  public static void tiles(
      float[] retention,
      float[] entering,
      float[] input,
      float[] signal,
      float[] trace,
      float[] gradient,
      int batch,
      int pre,
      int post,
      int fromColumn,
      int toColumn) {
    check(retention, entering, signal, batch * post);
    Arguments.range("columns", fromColumn, toColumn, columns(post));
    Arguments.holds("input", input, (long) batch * pre);
    Arguments.holds("trace", trace, tiledLength(batch, pre, post));
    Arguments.holds("gradient", gradient, (long) pre * post);
    int whole = pre / ROWS * ROWS;
    for (int column = fromColumn; column < toColumn; column++) {
      int j = column * LANES;
      for (int i = 0; i < whole; i += ROWS) {
        int tile = place(0, i, j, batch, pre);
        fourRows(retention, entering, input, signal, trace, tile, gradient, batch, pre, post, i, j);
      }
      for (int i = whole; i < pre; i++) {
        int at = place(0, i, j, batch, pre);
        oneRow(retention, entering, input, signal, trace, at, gradient, batch, pre, post, i, j);
      }
    }
  }

  private static void check(float[] retention, float[] entering, float[] signal, int outputs) {
    Arguments.holds("retention", retention, outputs);
    Arguments.holds("entering", entering, outputs);
    Arguments.holds("signal", signal, outputs);
  }

  private static FloatVector advance(
      FloatVector c, FloatVector g, FloatVector x, float[] trace, int at) {
    FloatVector r = c.fma(FloatVector.fromArray(SPECIES, trace, at), g.mul(x));
    r = r.blend(0f, r.abs().compare(LT, Flush.LIMIT));
    r.intoArray(trace, at);
    return r;
  }

  private static void fourRows(
      float[] retention,
      float[] entering,
      float[] input,
      float[] signal,
      float[] trace,
      int tile,
      float[] gradient,
      int batch,
      int pre,
      int post,
      int i,
      int j) {
    int left = post - j;
    int out = i * post + j;
    FloatVector sum0 = HistoryBlockKernel.load(gradient, out, left);
    FloatVector sum1 = HistoryBlockKernel.load(gradient, out + post, left);
    FloatVector sum2 = HistoryBlockKernel.load(gradient, out + 2 * post, left);
    FloatVector sum3 = HistoryBlockKernel.load(gradient, out + 3 * post, left);
    for (int b = 0; b < batch; b++) {
      FloatVector c = HistoryBlockKernel.load(retention, b * post + j, left);
      FloatVector g = HistoryBlockKernel.load(entering, b * post + j, left);
      FloatVector s = HistoryBlockKernel.load(signal, b * post + j, left);
      int x = b * pre + i;
      int at = tile + b * (ROWS * LANES);
      sum0 = s.fma(advance(c, g, value(input, x), trace, at), sum0);
      sum1 = s.fma(advance(c, g, value(input, x + 1), trace, at + LANES), sum1);
      sum2 = s.fma(advance(c, g, value(input, x + 2), trace, at + 2 * LANES), sum2);
      sum3 = s.fma(advance(c, g, value(input, x + 3), trace, at + 3 * LANES), sum3);
    }
    HistoryBlockKernel.store(sum0.add(0f), gradient, out, left);
    HistoryBlockKernel.store(sum1.add(0f), gradient, out + post, left);
    HistoryBlockKernel.store(sum2.add(0f), gradient, out + 2 * post, left);
    HistoryBlockKernel.store(sum3.add(0f), gradient, out + 3 * post, left);
  }

  private static FloatVector value(float[] input, int at) {
    return FloatVector.broadcast(SPECIES, input[at]);
  }

  private static void oneRow(
      float[] retention,
      float[] entering,
      float[] input,
      float[] signal,
      float[] trace,
      int first,
      float[] gradient,
      int batch,
      int pre,
      int post,
      int i,
      int j) {
    int left = post - j;
    FloatVector sum = HistoryBlockKernel.load(gradient, i * post + j, left);
    for (int b = 0; b < batch; b++) {
      FloatVector c = HistoryBlockKernel.load(retention, b * post + j, left);
      FloatVector g = HistoryBlockKernel.load(entering, b * post + j, left);
      FloatVector s = HistoryBlockKernel.load(signal, b * post + j, left);
      int at = first + b * (ROWS * LANES);
      sum = s.fma(advance(c, g, value(input, b * pre + i), trace, at), sum);
    }
    HistoryBlockKernel.store(sum.add(0f), gradient, i * post + j, left);
  }
}
