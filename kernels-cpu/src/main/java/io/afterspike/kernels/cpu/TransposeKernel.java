package io.afterspike.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes a matrix: {@code destination[c][r] = source[r][c]}.
 *
 * <p>A square of as many rows as a vector has lanes is transposed in steps: blocks of 1, 2, 4 and 8
 * columns change places with the rows beside them. Two steps go through registers at once; a square
 * of scratch holds what is between, since stores far apart in the destination would get in the way
 * of loads there.
 */
final class TransposeKernel {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
  private static final int LANES = SPECIES.length();

  /** How many elements of scratch a call needs. */
  static final int SCRATCH = LANES * LANES;

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
   * @param scratch {@link #SCRATCH} elements from {@code at} on are overwritten; may be another
   *     part of the source or the destination
   * @throws IllegalArgumentException if a number is negative, a stride shorter than its row, or an
   *     array too short
   */
  static void transpose(
      float[] source,
      int from,
      int sourceStride,
      float[] destination,
      int to,
      int destinationStride,
      int rows,
      int columns,
      float[] scratch,
      int at) {
    if (rows <= 0 || columns <= 0) {
      return;
    }
    Arguments.matrix("source", source, from, sourceStride, rows, columns);
    Arguments.matrix("destination", destination, to, destinationStride, columns, rows);
    Arguments.matrix("scratch", scratch, at, LANES, LANES, LANES);
    int wholeRows = rows & -LANES;
    int wholeColumns = columns & -LANES;
    // The inner loop stays in the rows that are further apart.
    int squares = wholeRows / LANES * (wholeColumns / LANES);
    for (int n = 0; n < squares; n++) {
      boolean alongSource = sourceStride > destinationStride;
      int r = (alongSource ? n / (wholeColumns / LANES) : n % (wholeRows / LANES)) * LANES;
      int c = (alongSource ? n % (wholeColumns / LANES) : n / (wholeRows / LANES)) * LANES;
      quarters(source, from + r * sourceStride + c, sourceStride, scratch, at);
      int square = to + c * destinationStride + r;
      if (LANES == 4) {
        exchangeNothing(scratch, at, destination, square, destinationStride);
      } else if (LANES == 8) {
        exchangePairs(scratch, at, destination, square, destinationStride);
      } else {
        exchangeFours(scratch, at, destination, square, destinationStride);
      }
    }
    single(
        source,
        from,
        sourceStride,
        destination,
        to,
        destinationStride,
        0,
        wholeRows,
        wholeColumns,
        columns);
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

  /** Blocks of 1 and 2 columns, four rows at a time, into the scratch. */
  private static void quarters(float[] source, int in, int inStride, float[] scratch, int at) {
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
      int o = at + q * LANES;
      low(s0, s2, SWAP_2, ODD_2).intoArray(scratch, o);
      low(s1, s3, SWAP_2, ODD_2).intoArray(scratch, o + LANES);
      high(s0, s2, SWAP_2, ODD_2).intoArray(scratch, o + 2 * LANES);
      high(s1, s3, SWAP_2, ODD_2).intoArray(scratch, o + 3 * LANES);
    }
  }

  /** Nothing is left to do with 4 lanes. */
  private static void exchangeNothing(float[] scratch, int at, float[] out, int o, int stride) {
    for (int q = 0; q < 4; q++) {
      FloatVector.fromArray(SPECIES, scratch, at + q * LANES).intoArray(out, o + q * stride);
    }
  }

  /** Blocks of 4 columns, with 8 lanes. */
  private static void exchangePairs(float[] scratch, int at, float[] out, int to, int stride) {
    for (int q = 0; q < 4; q++) {
      FloatVector r0 = FloatVector.fromArray(SPECIES, scratch, at + q * LANES);
      FloatVector r1 = FloatVector.fromArray(SPECIES, scratch, at + (q + 4) * LANES);
      int o = to + q * stride;
      low(r0, r1, SWAP_4, ODD_4).intoArray(out, o);
      high(r0, r1, SWAP_4, ODD_4).intoArray(out, o + 4 * stride);
    }
  }

  /** Blocks of 4 and 8 columns, with 16 lanes. */
  private static void exchangeFours(float[] scratch, int at, float[] out, int to, int stride) {
    for (int q = 0; q < 4; q++) {
      FloatVector r0 = FloatVector.fromArray(SPECIES, scratch, at + q * LANES);
      FloatVector r1 = FloatVector.fromArray(SPECIES, scratch, at + (q + 4) * LANES);
      FloatVector r2 = FloatVector.fromArray(SPECIES, scratch, at + (q + 8) * LANES);
      FloatVector r3 = FloatVector.fromArray(SPECIES, scratch, at + (q + 12) * LANES);
      FloatVector s0 = low(r0, r1, SWAP_4, ODD_4);
      FloatVector s1 = high(r0, r1, SWAP_4, ODD_4);
      FloatVector s2 = low(r2, r3, SWAP_4, ODD_4);
      FloatVector s3 = high(r2, r3, SWAP_4, ODD_4);
      int o = to + q * stride;
      low(s0, s2, SWAP_8, ODD_8).intoArray(out, o);
      low(s1, s3, SWAP_8, ODD_8).intoArray(out, o + 4 * stride);
      high(s0, s2, SWAP_8, ODD_8).intoArray(out, o + 8 * stride);
      high(s1, s3, SWAP_8, ODD_8).intoArray(out, o + 12 * stride);
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
