package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.OuterProductReference;

/**
 * Adds the outer product of a layer's input (or its trace) and a postsynaptic factor.
 *
 * <pre>
 *   gradient[i][j] += sum over b of input[b][i] * factor[b][j]
 * </pre>
 *
 * Terms with input 0 are skipped. Samples come in chunks, whose running sums are reloaded, so that
 * every sum has the same order by each of three ways: where few inputs are not 0, as with spikes,
 * {@link EventProduct} takes the events of one input after the other; dense inputs go through
 * {@link GemmTile}; what is too small for tiles goes row by row. Equal to {@link
 * OuterProductReference} bit for bit.
 */
public final class OuterProductKernel {
  /** Samples of a chunk: what is kept of them stays in the caches near the core. */
  private static final int CHUNK = 128;

  /** Rows of a strip: bounds the scratch of layers with very many inputs. */
  private static final int STRIP = 1024;

  /**
   * Inputs are events where fewer than this share is not 0: the crossover is at 0.2 where a core
   * starts two fma of 512 bits a cycle, at 0.5 where it starts one.
   */
  private static final float EVENTS_BELOW = 0.25f;

  private OuterProductKernel() {}

  /**
   * How many elements of scratch a call needs.
   *
   * @param batch how many samples it adds
   * @param rows how many rows of the gradient it adds into
   */
  public static int scratchLength(int batch, int rows) {
    int chunk = Math.min(CHUNK, batch);
    int strip = Math.min(STRIP, rows);
    return Math.max(
        DenseOuterProduct.scratchLength(Math.max(1, chunk)),
        EventProduct.scratchLength(chunk, strip));
  }

  /**
   * How many integers of scratch a call needs.
   *
   * @param batch how many samples it adds
   * @param rows how many rows of the gradient it adds into
   */
  public static int eventsLength(int batch, int rows) {
    return EventProduct.eventsLength(Math.min(CHUNK, batch), Math.min(STRIP, rows));
  }

  /**
   * Adds into rows [fromRow, toRow) and neurons [fromNeuron, toNeuron) of the gradient.
   *
   * @param input [batch][pre]; not modified
   * @param factor [batch][post]; not modified
   * @param gradient [pre][post]; added into
   * @param scratch at least {@link #scratchLength}; overwritten; not shared between threads
   * @param events at least {@link #eventsLength}; overwritten; not shared between threads
   * @throws IllegalArgumentException if an array is too short or a range reaches outside
   */
  public static void accumulate(
      float[] input,
      float[] factor,
      float[] gradient,
      float[] scratch,
      int[] events,
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
    int rows = Math.max(0, toRow - fromRow);
    Arguments.holds("scratch", scratch, scratchLength(batch, rows));
    Arguments.holds("events", events, eventsLength(batch, rows));
    if (rows == 0 || fromNeuron >= toNeuron) {
      return;
    }
    for (int row = fromRow; row < toRow; row += STRIP) {
      int end = Math.min(row + STRIP, toRow);
      int b = 0;
      do { // once even without samples: sums that are zero become +0
        int toSample = Math.min(b + CHUNK, batch);
        chunk(
            input,
            factor,
            gradient,
            scratch,
            events,
            pre,
            post,
            b,
            toSample,
            row,
            end,
            fromNeuron,
            toNeuron);
        b = toSample;
      } while (b < batch);
    }
  }

  private static void chunk(
      float[] input,
      float[] factor,
      float[] gradient,
      float[] scratch,
      int[] events,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromRow,
      int toRow,
      int fromNeuron,
      int toNeuron) {
    int samples = toSample - fromSample;
    int rows = toRow - fromRow;
    int found =
        EventProduct.count(input, events, scratch, pre, fromSample, toSample, fromRow, toRow);
    if (found <= EVENTS_BELOW * samples * rows) {
      EventProduct.list(input, events, scratch, pre, fromSample, toSample, fromRow, toRow);
      EventProduct.accumulate(
          factor,
          gradient,
          events,
          scratch,
          post,
          fromSample,
          toSample,
          fromRow,
          toRow,
          fromNeuron,
          toNeuron);
    } else if (DenseOuterProduct.fits(samples, rows)) {
      DenseOuterProduct.accumulate(
          input,
          factor,
          gradient,
          scratch,
          pre,
          post,
          fromSample,
          toSample,
          fromRow,
          toRow,
          fromNeuron,
          toNeuron);
    } else {
      SkippingOuterProduct.accumulate(
          input,
          factor,
          gradient,
          pre,
          post,
          fromSample,
          toSample,
          fromRow,
          toRow,
          fromNeuron,
          toNeuron);
    }
  }
}
