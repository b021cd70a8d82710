package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.LT;

import io.afterspike.kernels.reference.Flush;
import java.util.Arrays;
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
 * tile's sums stay in registers over the batch while the trace streams by; unused places mean
 * nothing.
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

  /** The length of the scratch that {@link #tiles} needs. */
  public static int scratchLength(int batch, int pre) {
    return 3 * batch * LANES + ROWS * LANES + rowTiles(pre) * batch * ROWS;
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
   * @param scratch at least {@link #scratchLength}; overwritten; not shared between threads
   * @throws IllegalArgumentException if an array is too short
   */
  public static void tiles(
      float[] retention,
      float[] entering,
      float[] input,
      float[] signal,
      float[] trace,
      float[] gradient,
      float[] scratch,
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
    Arguments.holds("scratch", scratch, scratchLength(batch, pre));
    packInput(input, scratch, 3 * batch * LANES + ROWS * LANES, batch, pre);
    for (int column = fromColumn; column < toColumn; column++) {
      int j = column * LANES;
      int neurons = Math.min(LANES, post - j);
      pack(retention, scratch, 0, batch, post, j, neurons);
      pack(entering, scratch, batch * LANES, batch, post, j, neurons);
      pack(signal, scratch, 2 * batch * LANES, batch, post, j, neurons);
      column(scratch, trace, gradient, batch, pre, post, j, neurons);
    }
  }

  /** The inputs tile by tile, [tile][batch][{@value #ROWS}]; those behind the last one are 0. */
  private static void packInput(float[] input, float[] scratch, int at, int batch, int pre) {
    for (int i = 0, to = at; i < pre; i += ROWS) {
      int rows = Math.min(ROWS, pre - i);
      for (int b = 0; b < batch; b++, to += ROWS) {
        for (int r = 0; r < ROWS; r++) {
          scratch[to + r] = r < rows ? input[b * pre + i + r] : 0f;
        }
      }
    }
  }

  /** All tiles of a column, whose gradient goes through the scratch. */
  private static void column(
      float[] packed,
      float[] trace,
      float[] gradient,
      int batch,
      int pre,
      int post,
      int j,
      int neurons) {
    int sums = 3 * batch * LANES;
    int inputs = sums + ROWS * LANES;
    for (int i = 0; i < pre; i += ROWS, inputs += batch * ROWS) {
      int rows = Math.min(ROWS, pre - i);
      for (int r = 0; r < rows; r++) {
        System.arraycopy(gradient, (i + r) * post + j, packed, sums + r * LANES, neurons);
      }
      tile(packed, inputs, trace, place(0, i, j, batch, pre), batch);
      for (int r = 0; r < rows; r++) {
        System.arraycopy(packed, sums + r * LANES, gradient, (i + r) * post + j, neurons);
      }
    }
  }

  /** A column of [batch][post], a vector a sample; what is behind the last neuron is 0. */
  private static void pack(
      float[] source, float[] scratch, int at, int batch, int post, int column, int neurons) {
    for (int b = 0; b < batch; b++) {
      int to = at + b * LANES;
      System.arraycopy(source, b * post + column, scratch, to, neurons);
      Arrays.fill(scratch, to + neurons, to + LANES, 0f);
    }
  }

  /**
   * A tile over the batch. More vectors in one method are more than 16 registers hold.
   *
   * @param packed retention, entering and signal, [3][batch][lanes], then the sums, and from {@code
   *     x} on the tile's inputs, [batch][{@value #ROWS}]
   */
  private static void tile(float[] packed, int x, float[] trace, int tile, int batch) {
    int sums = 3 * batch * LANES;
    FloatVector sum0 = FloatVector.fromArray(SPECIES, packed, sums);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, packed, sums + LANES);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, packed, sums + 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, packed, sums + 3 * LANES);
    for (int b = 0; b < batch; b++) {
      int k = b * LANES;
      FloatVector c = FloatVector.fromArray(SPECIES, packed, k);
      FloatVector g = FloatVector.fromArray(SPECIES, packed, k + batch * LANES);
      FloatVector s = FloatVector.fromArray(SPECIES, packed, k + 2 * batch * LANES);
      int at = tile + b * (ROWS * LANES);
      int xb = x + b * ROWS;
      sum0 = s.fma(advance(c, g, value(packed, xb), trace, at), sum0);
      sum1 = s.fma(advance(c, g, value(packed, xb + 1), trace, at + LANES), sum1);
      sum2 = s.fma(advance(c, g, value(packed, xb + 2), trace, at + 2 * LANES), sum2);
      sum3 = s.fma(advance(c, g, value(packed, xb + 3), trace, at + 3 * LANES), sum3);
    }
    sum0.add(0f).intoArray(packed, sums);
    sum1.add(0f).intoArray(packed, sums + LANES);
    sum2.add(0f).intoArray(packed, sums + 2 * LANES);
    sum3.add(0f).intoArray(packed, sums + 3 * LANES);
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

  private static FloatVector value(float[] input, int at) {
    return FloatVector.broadcast(SPECIES, input[at]);
  }
}
