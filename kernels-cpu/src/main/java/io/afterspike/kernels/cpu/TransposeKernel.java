package io.afterspike.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes a matrix: {@code destination[c][r] = source[r][c]}.
 *
 * <p>A square of as many rows as a vector has lanes is transposed in steps: blocks of 1, 2, 4 and 8
 * columns change places with the rows beside them. Two steps go through registers at once, and the
 * rows of the destination hold what is between.
 */
public final class TransposeKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
  private static final int LANES = SPECIES.length();

  // Constants of the class, not elements of an array: else they are no constants to the compiler.
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorMask<Float> ODD_1 = odd(1);
  private static final VectorMask<Float> ODD_2 = odd(2);
  private static final VectorMask<Float> ODD_4 = odd(4);
  private static final VectorMask<Float> ODD_8 = odd(8);

  private TransposeKernel() {}

  private static VectorShuffle<Float> swap(int block) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ block) & (LANES - 1));
  }

  private static VectorMask<Float> odd(int block) {
    boolean[] lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & block) != 0;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }

  /**
   * Transposes {@code rows} rows of {@code columns} elements.
   *
   * @param source element (r, c) at {@code from + r * sourceStride + c}; not modified
   * @param destination element (c, r) at {@code to + c * destinationStride + r}; overwritten; not
   *     {@code source}
   * @throws IllegalArgumentException if a number is negative, a stride shorter than its row, or an
   *     array too short
   */
  public static void transpose(
      float[] source,
      int from,
      int sourceStride,
      float[] destination,
      int to,
      int destinationStride,
      int rows,
      int columns) {
    if (rows <= 0 || columns <= 0) {
      return;
    }
    Arguments.matrix("source", source, from, sourceStride, rows, columns);
    Arguments.matrix("destination", destination, to, destinationStride, columns, rows);
    int wholeRows = LANES <= 16 ? rows & -LANES : 0;
    int wholeColumns = columns & -LANES;
    for (int r = 0; r < wholeRows; r += LANES) {
      for (int c = 0; c < wholeColumns; c += LANES) {
        int square = to + c * destinationStride + r;
        quarters(
            source,
            from + r * sourceStride + c,
            sourceStride,
            destination,
            square,
            destinationStride);
        if (LANES == 8) {
          exchangePairs(destination, square, destinationStride);
        } else if (LANES == 16) {
          exchangeFours(destination, square, destinationStride);
        }
      }
      single(
          source,
          from,
          sourceStride,
          destination,
          to,
          destinationStride,
          r,
          r + LANES,
          wholeColumns,
          columns);
    }
    single(
        source,
        from,
        sourceStride,
        destination,
        to,
        destinationStride,
        wholeRows,
        rows,
        0,
        columns);
  }

  /** Element by element, where no square fits. */
  private static void single(
      float[] source,
      int from,
      int sourceStride,
      float[] destination,
      int to,
      int destinationStride,
      int fromRow,
      int toRow,
      int fromColumn,
      int toColumn) {
    for (int r = fromRow; r < toRow; r++) {
      int in = from + r * sourceStride;
      for (int c = fromColumn; c < toColumn; c++) {
        destination[to + c * destinationStride + r] = source[in + c];
      }
    }
  }

  /** Blocks of 1 and 2 columns, four rows at a time. */
  private static void quarters(
      float[] source, int in, int inStride, float[] destination, int out, int outStride) {
    for (int q = 0; q < LANES; q += 4) {
      int i = in + q * inStride;
      FloatVector r0 = FloatVector.fromArray(SPECIES, source, i);
      FloatVector r1 = FloatVector.fromArray(SPECIES, source, i + inStride);
      FloatVector r2 = FloatVector.fromArray(SPECIES, source, i + 2 * inStride);
      FloatVector r3 = FloatVector.fromArray(SPECIES, source, i + 3 * inStride);
      FloatVector s0 = low(r0, r1, SWAP_1, ODD_1);
      FloatVector s1 = high(r0, r1, SWAP_1, ODD_1);
      FloatVector s2 = low(r2, r3, SWAP_1, ODD_1);
      FloatVector s3 = high(r2, r3, SWAP_1, ODD_1);
      int o = out + q * outStride;
      low(s0, s2, SWAP_2, ODD_2).intoArray(destination, o);
      low(s1, s3, SWAP_2, ODD_2).intoArray(destination, o + outStride);
      high(s0, s2, SWAP_2, ODD_2).intoArray(destination, o + 2 * outStride);
      high(s1, s3, SWAP_2, ODD_2).intoArray(destination, o + 3 * outStride);
    }
  }

  /** Blocks of 4 columns of a square with 8 lanes, in place. */
  private static void exchangePairs(float[] square, int at, int stride) {
    for (int q = 0; q < 4; q++) {
      int o = at + q * stride;
      FloatVector r0 = FloatVector.fromArray(SPECIES, square, o);
      FloatVector r1 = FloatVector.fromArray(SPECIES, square, o + 4 * stride);
      low(r0, r1, SWAP_4, ODD_4).intoArray(square, o);
      high(r0, r1, SWAP_4, ODD_4).intoArray(square, o + 4 * stride);
    }
  }

  /** Blocks of 4 and 8 columns of a square with 16 lanes, in place. */
  private static void exchangeFours(float[] square, int at, int stride) {
    for (int q = 0; q < 4; q++) {
      int o = at + q * stride;
      FloatVector r0 = FloatVector.fromArray(SPECIES, square, o);
      FloatVector r1 = FloatVector.fromArray(SPECIES, square, o + 4 * stride);
      FloatVector r2 = FloatVector.fromArray(SPECIES, square, o + 8 * stride);
      FloatVector r3 = FloatVector.fromArray(SPECIES, square, o + 12 * stride);
      FloatVector s0 = low(r0, r1, SWAP_4, ODD_4);
      FloatVector s1 = high(r0, r1, SWAP_4, ODD_4);
      FloatVector s2 = low(r2, r3, SWAP_4, ODD_4);
      FloatVector s3 = high(r2, r3, SWAP_4, ODD_4);
      low(s0, s2, SWAP_8, ODD_8).intoArray(square, o);
      low(s1, s3, SWAP_8, ODD_8).intoArray(square, o + 4 * stride);
      high(s0, s2, SWAP_8, ODD_8).intoArray(square, o + 8 * stride);
      high(s1, s3, SWAP_8, ODD_8).intoArray(square, o + 12 * stride);
    }
  }

  /** The even blocks of two rows, side by side. */
  private static FloatVector low(
      FloatVector a, FloatVector b, VectorShuffle<Float> swap, VectorMask<Float> odd) {
    return a.blend(b.rearrange(swap), odd);
  }

  /** The odd blocks of two rows, side by side. */
  private static FloatVector high(
      FloatVector a, FloatVector b, VectorShuffle<Float> swap, VectorMask<Float> odd) {
    return a.rearrange(swap).blend(b, odd);
  }
}
