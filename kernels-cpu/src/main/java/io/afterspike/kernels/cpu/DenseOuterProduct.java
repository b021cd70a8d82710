package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.EQ;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The outer product of {@link OuterProductKernel} for dense inputs, by tiles: a few inputs by a
 * panel of the factor.
 *
 * <p>Here terms with input 0 are not skipped. That changes no bit as long as the factor is finite:
 * such a term is a zero, adding it leaves a sum as it is, save the sign of a zero sum, and that
 * sign never shows, since a sum that is zero ends as +0. Where a factor is not finite, its panel
 * goes through {@link SkippingOuterProduct}.
 */
final class DenseOuterProduct {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = GemmTile.PACKED_ROWS;
  private static final int COLUMNS = GemmTile.COLUMNS;

  /** Factors packed together, as many as a near cache holds beside a tile's other operands. */
  private static final int PACKED_TOGETHER = 1 << 16;

  /** One sample's inputs of a tile, in whole vectors. */
  private static final int WHOLE = (ROWS + LANES - 1) / LANES * LANES;

  private DenseOuterProduct() {}

  /** Whether packing is worth it. */
  static boolean fits(int samples, int rows) {
    return samples >= 8 && rows >= 4;
  }

  static int scratchLength(int samples) {
    return edge(samples) + ROWS * COLUMNS;
  }

  /** Neurons whose factors are packed together: they stay in a near cache. */
  private static int strip(int samples) {
    return Math.max(1, PACKED_TOGETHER / (samples * COLUMNS)) * COLUMNS;
  }

  /** In the scratch a tile's inputs come first, then the panels of a strip. */
  private static int panels(int samples) {
    return samples * ROWS + WHOLE;
  }

  /** Then what a tile at the edge computes. */
  private static int edge(int samples) {
    return panels(samples) + samples * strip(samples);
  }

  static void accumulate(
      float[] input,
      float[] factor,
      float[] gradient,
      float[] scratch,
      int pre,
      int post,
      int fromSample,
      int toSample,
      int fromRow,
      int toRow,
      int fromNeuron,
      int toNeuron) {
    int samples = toSample - fromSample;
    int strip = strip(samples);
    for (int j = fromNeuron; j < toNeuron; j += strip) {
      int end = Math.min(j + strip, toNeuron);
      if (pack(factor, scratch, post, fromSample, samples, j, end)) {
        strip(input, gradient, scratch, pre, post, fromSample, samples, fromRow, toRow, j, end);
      } else {
        SkippingOuterProduct.accumulate(
            input, factor, gradient, pre, post, fromSample, toSample, fromRow, toRow, j, end);
      }
    }
  }

  /** Packs a strip's factors panel by panel and returns whether they are finite. */
  private static boolean pack(
      float[] factor,
      float[] scratch,
      int post,
      int fromSample,
      int samples,
      int fromNeuron,
      int toNeuron) {
    int panel = panels(samples);
    boolean finite = true;
    for (int j = fromNeuron; j < toNeuron; j += COLUMNS, panel += samples * COLUMNS) {
      int columns = Math.min(COLUMNS, toNeuron - j);
      int from = fromSample * post + j;
      finite &=
          columns == COLUMNS
              ? packPanel(factor, from, post, samples, scratch, panel)
              : packPart(factor, from, post, columns, samples, scratch, panel);
    }
    return finite;
  }

  /**
   * All tiles of a strip, neighbouring neurons after each other: so the gradient's rows come to the
   * core in the order in which they lie, which it foresees.
   */
  private static void strip(
      float[] input,
      float[] gradient,
      float[] scratch,
      int pre,
      int post,
      int fromSample,
      int samples,
      int fromRow,
      int toRow,
      int fromNeuron,
      int toNeuron) {
    int edge = edge(samples);
    for (int i = fromRow; i < toRow; i += ROWS) {
      int rows = Math.min(ROWS, toRow - i);
      int from = fromSample * pre + i;
      if (i + WHOLE <= pre && rows == ROWS) {
        packWhole(input, from, pre, samples, scratch);
      } else {
        packInputs(input, from, pre, rows, samples, scratch);
      }
      int panel = panels(samples);
      for (int j = fromNeuron; j < toNeuron; j += COLUMNS, panel += samples * COLUMNS) {
        int columns = Math.min(COLUMNS, toNeuron - j);
        int out = i * post + j;
        if (columns == COLUMNS) {
          GemmTile.columns(scratch, 0, rows, scratch, panel, gradient, out, post, samples);
        } else {
          copy(gradient, out, post, scratch, edge, COLUMNS, rows, columns);
          GemmTile.columns(scratch, 0, rows, scratch, panel, scratch, edge, COLUMNS, samples);
          copy(scratch, edge, COLUMNS, gradient, out, post, rows, columns);
        }
      }
    }
  }

  /** A tile's inputs of every sample side by side; the last one again where there are fewer. */
  private static void packInputs(
      float[] input, int from, int pre, int rows, int samples, float[] packed) {
    for (int b = 0; b < samples; b++) {
      for (int r = 0; r < ROWS; r++) {
        packed[b * ROWS + r] = input[from + b * pre + Math.min(r, rows - 1)];
      }
    }
  }

  /** As {@code packInputs}, by whole vectors: the next sample overwrites what is too much. */
  private static void packWhole(float[] input, int from, int pre, int samples, float[] packed) {
    for (int b = 0; b < samples; b++) {
      for (int r = 0; r < ROWS; r += LANES) {
        FloatVector.fromArray(SPECIES, input, from + b * pre + r).intoArray(packed, b * ROWS + r);
      }
    }
  }

  /** Copies a panel of the factor and returns whether it is finite. */
  static boolean packPanel(float[] factor, int from, int post, int samples, float[] panel, int to) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector seen = zero;
    for (int b = 0; b < samples; b++) {
      FloatVector f0 = FloatVector.fromArray(SPECIES, factor, from + b * post);
      FloatVector f1 = FloatVector.fromArray(SPECIES, factor, from + b * post + LANES);
      f0.intoArray(panel, to + b * COLUMNS);
      f1.intoArray(panel, to + b * COLUMNS + LANES);
      // 0 times anything finite is 0, and NaN otherwise.
      seen = f0.fma(zero, f1.fma(zero, seen));
    }
    return seen.compare(EQ, zero).allTrue();
  }

  /** As {@code packPanel} with fewer columns; the others become 0. */
  static boolean packPart(
      float[] factor, int from, int post, int columns, int samples, float[] panel, int to) {
    float seen = 0f;
    for (int b = 0; b < samples; b++) {
      for (int c = 0; c < COLUMNS; c++) {
        float f = c < columns ? factor[from + b * post + c] : 0f;
        panel[to + b * COLUMNS + c] = f;
        seen = Math.fma(f, 0f, seen);
      }
    }
    return seen == 0f;
  }

  /** Copies rows of a matrix. */
  static void copy(
      float[] source,
      int from,
      int sourceStride,
      float[] destination,
      int to,
      int destinationStride,
      int rows,
      int columns) {
    for (int r = 0; r < rows; r++) {
      int in = from + r * sourceStride;
      int out = to + r * destinationStride;
      for (int c = 0; c < columns; c++) {
        destination[out + c] = source[in + c];
      }
    }
  }
}
