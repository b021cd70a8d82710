package io.afterspike.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile of {@link GemmTile} for a left side that lies as rows, where there are 16 vector
 * registers: 6 rows, twelve sums. With a row of the panel and the two left elements that C2 likes
 * to load ahead that is all registers; one row more, and a sum goes through memory at every term.
 */
final class NarrowRowTile {
  /** Rows of a tile. */
  static final int ROWS = 6;

  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private static final int LANES = SPECIES.length();

  private static final int COLUMNS = GemmTile.COLUMNS;

  private NarrowRowTile() {}

  /** As {@link GemmTile#rows}. */
  static void rows(
      float[] left,
      int l,
      int leftStride,
      int rows,
      float[] right,
      int r,
      float[] sums,
      int s,
      int sumStride,
      int terms,
      boolean fresh) {
    int last = rows - 1;
    int s0 = s;
    int s1 = s + Math.min(1, last) * sumStride;
    int s2 = s + Math.min(2, last) * sumStride;
    int s3 = s + Math.min(3, last) * sumStride;
    int s4 = s + Math.min(4, last) * sumStride;
    int s5 = s + last * sumStride;
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector sum00 = zero;
    FloatVector sum01 = zero;
    FloatVector sum10 = zero;
    FloatVector sum11 = zero;
    FloatVector sum20 = zero;
    FloatVector sum21 = zero;
    FloatVector sum30 = zero;
    FloatVector sum31 = zero;
    FloatVector sum40 = zero;
    FloatVector sum41 = zero;
    FloatVector sum50 = zero;
    FloatVector sum51 = zero;
    if (!fresh) {
      sum00 = FloatVector.fromArray(SPECIES, sums, s0);
      sum01 = FloatVector.fromArray(SPECIES, sums, s0 + LANES);
      sum10 = FloatVector.fromArray(SPECIES, sums, s1);
      sum11 = FloatVector.fromArray(SPECIES, sums, s1 + LANES);
      sum20 = FloatVector.fromArray(SPECIES, sums, s2);
      sum21 = FloatVector.fromArray(SPECIES, sums, s2 + LANES);
      sum30 = FloatVector.fromArray(SPECIES, sums, s3);
      sum31 = FloatVector.fromArray(SPECIES, sums, s3 + LANES);
      sum40 = FloatVector.fromArray(SPECIES, sums, s4);
      sum41 = FloatVector.fromArray(SPECIES, sums, s4 + LANES);
      sum50 = FloatVector.fromArray(SPECIES, sums, s5);
      sum51 = FloatVector.fromArray(SPECIES, sums, s5 + LANES);
    }
    int l1 = l + Math.min(1, last) * leftStride;
    int l2 = l + Math.min(2, last) * leftStride;
    int l3 = l + Math.min(3, last) * leftStride;
    int l4 = l + Math.min(4, last) * leftStride;
    int l5 = l + last * leftStride;
    for (int k = 0; k < terms; k++) {
      FloatVector right0 = FloatVector.fromArray(SPECIES, right, r + k * COLUMNS);
      FloatVector right1 = FloatVector.fromArray(SPECIES, right, r + k * COLUMNS + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, left[l + k]);
      sum00 = x.fma(right0, sum00);
      sum01 = x.fma(right1, sum01);
      x = FloatVector.broadcast(SPECIES, left[l1 + k]);
      sum10 = x.fma(right0, sum10);
      sum11 = x.fma(right1, sum11);
      x = FloatVector.broadcast(SPECIES, left[l2 + k]);
      sum20 = x.fma(right0, sum20);
      sum21 = x.fma(right1, sum21);
      x = FloatVector.broadcast(SPECIES, left[l3 + k]);
      sum30 = x.fma(right0, sum30);
      sum31 = x.fma(right1, sum31);
      x = FloatVector.broadcast(SPECIES, left[l4 + k]);
      sum40 = x.fma(right0, sum40);
      sum41 = x.fma(right1, sum41);
      x = FloatVector.broadcast(SPECIES, left[l5 + k]);
      sum50 = x.fma(right0, sum50);
      sum51 = x.fma(right1, sum51);
    }
    sum00.intoArray(sums, s0);
    sum01.intoArray(sums, s0 + LANES);
    sum10.intoArray(sums, s1);
    sum11.intoArray(sums, s1 + LANES);
    sum20.intoArray(sums, s2);
    sum21.intoArray(sums, s2 + LANES);
    sum30.intoArray(sums, s3);
    sum31.intoArray(sums, s3 + LANES);
    sum40.intoArray(sums, s4);
    sum41.intoArray(sums, s4 + LANES);
    sum50.intoArray(sums, s5);
    sum51.intoArray(sums, s5 + LANES);
  }
}
