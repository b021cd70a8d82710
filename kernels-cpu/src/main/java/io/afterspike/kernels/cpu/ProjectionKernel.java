package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.ProjectionReference;
import java.util.Arrays;

/**
 * Sends the postsynaptic factor down through the weights: the next layer's learning signal.
 *
 * <pre>
 *   learningSignal[b][i] = sum over j of factor[b][j] * weights[i][j]
 * </pre>
 *
 * A dense product by {@link GemmTile}. One side must be transposed into panels, so that lanes hold
 * different sums: either the weights, with lanes over the inputs i, or the factor, with lanes over
 * the samples b, and then the result back. Whichever costs less is chosen; neither touches the
 * order of a sum. Equal to {@link ProjectionReference} bit for bit.
 */
public final class ProjectionKernel {
  /** Results of so many rows go through the scratch at a time. */
  private static final int STRIP = 128;

  private ProjectionKernel() {}

  /**
   * How many elements of scratch a call needs.
   *
   * @param samples how many samples it computes
   * @param inputs how many inputs it computes
   */
  public static int scratchLength(int samples, int inputs, int post) {
    return packsFactor(samples, inputs, post)
        ? factorScratch(inputs, post)
        : weightScratch(inputs, post);
  }

  /**
   * Computes samples [fromSample, toSample) and inputs [fromInput, toInput).
   *
   * @param factor [batch][post]; not modified
   * @param weights [pre][post]; not modified
   * @param learningSignal [batch][pre]; overwritten in the range
   * @param scratch at least {@link #scratchLength}; overwritten; not shared between threads
   * @throws IllegalArgumentException if an array is too short or a range reaches outside
   */
  public static void project(
      float[] factor,
      float[] weights,
      float[] learningSignal,
      float[] scratch,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromInput,
      int toInput) {
    int samples = Math.max(0, toSample - fromSample);
    int inputs = Math.max(0, toInput - fromInput);
    Arguments.range("samples", fromSample, toSample, toSample);
    Arguments.range("inputs", fromInput, toInput, pre);
    Arguments.holds("factor", factor, (long) toSample * post);
    Arguments.holds("weights", weights, (long) toInput * post);
    Arguments.holds("learningSignal", learningSignal, (long) toSample * pre);
    Arguments.holds("scratch", scratch, scratchLength(samples, inputs, post));
    if (samples == 0 || inputs == 0) {
      return;
    }
    if (packsFactor(samples, inputs, post)) {
      packingFactor(
          factor,
          weights,
          learningSignal,
          scratch,
          pre,
          post,
          fromSample,
          toSample,
          fromInput,
          toInput);
    } else {
      packingWeights(
          factor,
          weights,
          learningSignal,
          scratch,
          pre,
          post,
          fromSample,
          toSample,
          fromInput,
          toInput);
    }
  }

  /**
   * Whether it costs less to transpose the factor and the result than the weights; then threads had
   * better divide the samples, else the inputs. In units of a vector's fma: an element to transpose
   * costs about 1, and padding is computed too.
   *
   * @param samples how many samples a call computes
   * @param inputs how many inputs it computes
   */
  public static boolean packsFactor(int samples, int inputs, int post) {
    long rows = tiles(inputs) * GemmTile.ROWS;
    long byFactor = (long) samples * (post + inputs) + 2L * GemmTile.panels(samples) * rows * post;
    rows = tiles(samples) * GemmTile.ROWS;
    long byWeights = (long) inputs * post + 2L * GemmTile.panels(inputs) * rows * post;
    return byFactor < byWeights;
  }

  private static long tiles(int rows) {
    return (rows + GemmTile.ROWS - 1L) / GemmTile.ROWS;
  }

  static int factorScratch(int inputs, int post) {
    return TransposeKernel.SCRATCH + GemmTile.COLUMNS * (post + inputs);
  }

  static int weightScratch(int inputs, int post) {
    return TransposeKernel.SCRATCH + GemmTile.COLUMNS * (GemmTile.panels(inputs) * post + STRIP);
  }

  /** Lanes over samples: a panel of the factor, all inputs' sums in the scratch, then back. */
  static void packingFactor(
      float[] factor,
      float[] weights,
      float[] learningSignal,
      float[] scratch,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromInput,
      int toInput) {
    int inputs = toInput - fromInput;
    int panel = TransposeKernel.SCRATCH;
    int sums = panel + GemmTile.COLUMNS * post;
    for (int b = fromSample; b < toSample; b += GemmTile.COLUMNS) {
      int samples = Math.min(GemmTile.COLUMNS, toSample - b);
      pack(factor, b * post, post, samples, scratch, panel);
      product(
          weights, fromInput * post, inputs, scratch, panel, scratch, sums, GemmTile.COLUMNS, post);
      TransposeKernel.transpose(
          scratch,
          sums,
          GemmTile.COLUMNS,
          learningSignal,
          b * pre + fromInput,
          pre,
          inputs,
          samples,
          scratch,
          0);
    }
  }

  /** Lanes over inputs: all panels of the weights, then strip after strip of the samples. */
  static void packingWeights(
      float[] factor,
      float[] weights,
      float[] learningSignal,
      float[] scratch,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromInput,
      int toInput) {
    int panel = GemmTile.COLUMNS * post;
    int tail = TransposeKernel.SCRATCH + GemmTile.panels(toInput - fromInput) * panel;
    for (int i = fromInput, p = TransposeKernel.SCRATCH;
        i < toInput;
        i += GemmTile.COLUMNS, p += panel) {
      int inputs = Math.min(GemmTile.COLUMNS, toInput - i);
      pack(weights, i * post, post, inputs, scratch, p);
    }
    for (int b = fromSample; b < toSample; b += STRIP) {
      int samples = Math.min(STRIP, toSample - b);
      for (int i = fromInput, p = TransposeKernel.SCRATCH;
          i < toInput;
          i += GemmTile.COLUMNS, p += panel) {
        int out = b * pre + i;
        if (toInput - i >= GemmTile.COLUMNS) {
          product(factor, b * post, samples, scratch, p, learningSignal, out, pre, post);
        } else {
          product(factor, b * post, samples, scratch, p, scratch, tail, GemmTile.COLUMNS, post);
          for (int row = 0; row < samples; row++) {
            int from = tail + row * GemmTile.COLUMNS;
            System.arraycopy(scratch, from, learningSignal, out + row * pre, toInput - i);
          }
        }
      }
    }
  }

  /** Transposes up to a panel's width of rows, each of {@code terms} elements, into a panel. */
  private static void pack(float[] rows, int from, int terms, int count, float[] panel, int to) {
    TransposeKernel.transpose(
        rows, from, terms, panel, to, GemmTile.COLUMNS, count, terms, panel, 0);
    for (int k = 0; k < terms && count < GemmTile.COLUMNS; k++) {
      int row = to + k * GemmTile.COLUMNS;
      Arrays.fill(panel, row + count, row + GemmTile.COLUMNS, 0f);
    }
  }

  /** All tiles of one panel: {@code sums[r] = left[r] * panel}. */
  private static void product(
      float[] left,
      int l,
      int rows,
      float[] panel,
      int p,
      float[] sums,
      int s,
      int sumStride,
      int terms) {
    int k = 0;
    do { // once even without terms: those sums are +0
      int block = Math.min(GemmTile.TERMS, terms - k);
      for (int r = 0; r < rows; r += GemmTile.ROWS) {
        GemmTile.rows(
            left,
            l + r * terms + k,
            terms,
            Math.min(GemmTile.ROWS, rows - r),
            panel,
            p + k * GemmTile.COLUMNS,
            sums,
            s + r * sumStride,
            sumStride,
            block,
            k == 0);
      }
      k += block;
    } while (k < terms);
  }
}
