package io.afterspike.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tiles of {@link GemmTile} where there are 32 vector registers: 8 rows, sixteen sums. They
 * hide the latency of fma on processors that start two a cycle, and leave registers for a row of
 * the panel.
 */
final class WideTile {
  /** Rows of a tile, packed or not. */
  static final int ROWS = 8;

  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private static final int LANES = SPECIES.length();

  private static final int COLUMNS = GemmTile.COLUMNS;

  private WideTile() {}

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
    int s5 = s + Math.min(5, last) * sumStride;
    int s6 = s + Math.min(6, last) * sumStride;
    int s7 = s + last * sumStride;
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
    FloatVector sum60 = zero;
    FloatVector sum61 = zero;
    FloatVector sum70 = zero;
    FloatVector sum71 = zero;
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
      sum60 = FloatVector.fromArray(SPECIES, sums, s6);
      sum61 = FloatVector.fromArray(SPECIES, sums, s6 + LANES);
      sum70 = FloatVector.fromArray(SPECIES, sums, s7);
      sum71 = FloatVector.fromArray(SPECIES, sums, s7 + LANES);
    }
    int l1 = l + Math.min(1, last) * leftStride;
    int l2 = l + Math.min(2, last) * leftStride;
    int l3 = l + Math.min(3, last) * leftStride;
    int l4 = l + Math.min(4, last) * leftStride;
    int l5 = l + Math.min(5, last) * leftStride;
    int l6 = l + Math.min(6, last) * leftStride;
    int l7 = l + last * leftStride;
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
      x = FloatVector.broadcast(SPECIES, left[l6 + k]);
      sum60 = x.fma(right0, sum60);
      sum61 = x.fma(right1, sum61);
      x = FloatVector.broadcast(SPECIES, left[l7 + k]);
      sum70 = x.fma(right0, sum70);
      sum71 = x.fma(right1, sum71);
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
    sum60.intoArray(sums, s6);
    sum61.intoArray(sums, s6 + LANES);
    sum70.intoArray(sums, s7);
    sum71.intoArray(sums, s7 + LANES);
  }

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
    int s3 = s + Math.min(3, last) * sumStride;
    int s4 = s + Math.min(4, last) * sumStride;
    int s5 = s + Math.min(5, last) * sumStride;
    int s6 = s + Math.min(6, last) * sumStride;
    int s7 = s + last * sumStride;
    FloatVector sum00 = FloatVector.fromArray(SPECIES, sums, s0);
    FloatVector sum01 = FloatVector.fromArray(SPECIES, sums, s0 + LANES);
    FloatVector sum10 = FloatVector.fromArray(SPECIES, sums, s1);
    FloatVector sum11 = FloatVector.fromArray(SPECIES, sums, s1 + LANES);
    FloatVector sum20 = FloatVector.fromArray(SPECIES, sums, s2);
    FloatVector sum21 = FloatVector.fromArray(SPECIES, sums, s2 + LANES);
    FloatVector sum30 = FloatVector.fromArray(SPECIES, sums, s3);
    FloatVector sum31 = FloatVector.fromArray(SPECIES, sums, s3 + LANES);
    FloatVector sum40 = FloatVector.fromArray(SPECIES, sums, s4);
    FloatVector sum41 = FloatVector.fromArray(SPECIES, sums, s4 + LANES);
    FloatVector sum50 = FloatVector.fromArray(SPECIES, sums, s5);
    FloatVector sum51 = FloatVector.fromArray(SPECIES, sums, s5 + LANES);
    FloatVector sum60 = FloatVector.fromArray(SPECIES, sums, s6);
    FloatVector sum61 = FloatVector.fromArray(SPECIES, sums, s6 + LANES);
    FloatVector sum70 = FloatVector.fromArray(SPECIES, sums, s7);
    FloatVector sum71 = FloatVector.fromArray(SPECIES, sums, s7 + LANES);
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
      x = FloatVector.broadcast(SPECIES, left[l + k * ROWS + 4]);
      sum40 = x.fma(right0, sum40);
      sum41 = x.fma(right1, sum41);
      x = FloatVector.broadcast(SPECIES, left[l + k * ROWS + 5]);
      sum50 = x.fma(right0, sum50);
      sum51 = x.fma(right1, sum51);
      x = FloatVector.broadcast(SPECIES, left[l + k * ROWS + 6]);
      sum60 = x.fma(right0, sum60);
      sum61 = x.fma(right1, sum61);
      x = FloatVector.broadcast(SPECIES, left[l + k * ROWS + 7]);
      sum70 = x.fma(right0, sum70);
      sum71 = x.fma(right1, sum71);
    }
    sum00.add(0f).intoArray(sums, s0);
    sum01.add(0f).intoArray(sums, s0 + LANES);
    sum10.add(0f).intoArray(sums, s1);
    sum11.add(0f).intoArray(sums, s1 + LANES);
    sum20.add(0f).intoArray(sums, s2);
    sum21.add(0f).intoArray(sums, s2 + LANES);
    sum30.add(0f).intoArray(sums, s3);
    sum31.add(0f).intoArray(sums, s3 + LANES);
    sum40.add(0f).intoArray(sums, s4);
    sum41.add(0f).intoArray(sums, s4 + LANES);
    sum50.add(0f).intoArray(sums, s5);
    sum51.add(0f).intoArray(sums, s5 + LANES);
    sum60.add(0f).intoArray(sums, s6);
    sum61.add(0f).intoArray(sums, s6 + LANES);
    sum70.add(0f).intoArray(sums, s7);
    sum71.add(0f).intoArray(sums, s7 + LANES);
  }
}
