package io.afterspike.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile of {@link GemmTile} for a packed left side, where there are 16 vector registers: 4 rows,
 * eight sums, as many as hide the latency of fma where two start in a cycle. C2 loads more left
 * elements ahead here, since they lie side by side, than in {@link NarrowRowTile}: with 5 rows some
 * garbage collectors' code, with 6 all code keeps sums in memory.
 */
final class NarrowColumnTile {
  /** Rows of a tile. */
  static final int ROWS = 4;

  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private static final int LANES = SPECIES.length();

  private static final int COLUMNS = GemmTile.COLUMNS;

  private NarrowColumnTile() {}

  /** As {@link GemmTile#columns}. */
  static void columns(
      float[] left,
      int l,
      int rows,
      float[] right,
      int r,
      float[] sums,
      int s,
      int sumStride,
      int terms) {
    int last = rows - 1;
    int s0 = s;
    int s1 = s + Math.min(1, last) * sumStride;
    int s2 = s + Math.min(2, last) * sumStride;
    int s3 = s + last * sumStride;
    FloatVector sum00 = FloatVector.fromArray(SPECIES, sums, s0);
    FloatVector sum01 = FloatVector.fromArray(SPECIES, sums, s0 + LANES);
    FloatVector sum10 = FloatVector.fromArray(SPECIES, sums, s1);
    FloatVector sum11 = FloatVector.fromArray(SPECIES, sums, s1 + LANES);
    FloatVector sum20 = FloatVector.fromArray(SPECIES, sums, s2);
    FloatVector sum21 = FloatVector.fromArray(SPECIES, sums, s2 + LANES);
    FloatVector sum30 = FloatVector.fromArray(SPECIES, sums, s3);
    FloatVector sum31 = FloatVector.fromArray(SPECIES, sums, s3 + LANES);
    for (int k = 0; k < terms; k++) {
      FloatVector right0 = FloatVector.fromArray(SPECIES, right, r + k * COLUMNS);
      FloatVector right1 = FloatVector.fromArray(SPECIES, right, r + k * COLUMNS + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, left[l + k * ROWS]);
      sum00 = x.fma(right0, sum00);
      sum01 = x.fma(right1, sum01);
      x = FloatVector.broadcast(SPECIES, left[l + k * ROWS + 1]);
      sum10 = x.fma(right0, sum10);
      sum11 = x.fma(right1, sum11);
      x = FloatVector.broadcast(SPECIES, left[l + k * ROWS + 2]);
      sum20 = x.fma(right0, sum20);
      sum21 = x.fma(right1, sum21);
      x = FloatVector.broadcast(SPECIES, left[l + k * ROWS + 3]);
      sum30 = x.fma(right0, sum30);
      sum31 = x.fma(right1, sum31);
    }
    sum00.add(0f).intoArray(sums, s0);
    sum01.add(0f).intoArray(sums, s0 + LANES);
    sum10.add(0f).intoArray(sums, s1);
    sum11.add(0f).intoArray(sums, s1 + LANES);
    sum20.add(0f).intoArray(sums, s2);
    sum21.add(0f).intoArray(sums, s2 + LANES);
    sum30.add(0f).intoArray(sums, s3);
    sum31.add(0f).intoArray(sums, s3 + LANES);
  }
}
