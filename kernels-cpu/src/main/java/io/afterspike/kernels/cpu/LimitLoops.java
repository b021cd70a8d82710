package io.afterspike.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops that do one thing as fast as the machine can, at the kernels' vector width: what a kernel's
 * speed is a share of. They compute nothing of use.
 */
public final class LimitLoops {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  /** Enough independent sums to hide the latency of a multiply-add, few enough for 16 registers. */
  private static final int SUMS = 12;

  /** Vectors that one turn of a memory loop touches. */
  private static final int VECTORS = 8;

  private LimitLoops() {}

  /** Floats that one turn of a memory loop touches. */
  public static int stride() {
    return VECTORS * SPECIES.length();
  }

  /** The floating-point operations of {@link #multiplyAdd}. */
  public static long flops(int turns) {
    return 2L * SUMS * SPECIES.length() * turns;
  }

  /**
   * Multiply-adds in registers only.
   *
   * @param out receives a vector, so that the work cannot be left out
   */
  public static void multiplyAdd(int turns, float[] out) {
    FloatVector factor = FloatVector.broadcast(SPECIES, 0x1p-30f);
    FloatVector term = FloatVector.broadcast(SPECIES, 1f);
    FloatVector s0 = term;
    FloatVector s1 = term;
    FloatVector s2 = term;
    FloatVector s3 = term;
    FloatVector s4 = term;
    FloatVector s5 = term;
    FloatVector s6 = term;
    FloatVector s7 = term;
    FloatVector s8 = term;
    FloatVector s9 = term;
    FloatVector s10 = term;
    FloatVector s11 = term;
    for (int turn = 0; turn < turns; turn++) {
      s0 = factor.fma(term, s0);
      s1 = factor.fma(term, s1);
      s2 = factor.fma(term, s2);
      s3 = factor.fma(term, s3);
      s4 = factor.fma(term, s4);
      s5 = factor.fma(term, s5);
      s6 = factor.fma(term, s6);
      s7 = factor.fma(term, s7);
      s8 = factor.fma(term, s8);
      s9 = factor.fma(term, s9);
      s10 = factor.fma(term, s10);
      s11 = factor.fma(term, s11);
    }
    FloatVector low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    FloatVector high = s6.add(s7).add(s8).add(s9).add(s10).add(s11);
    low.add(high).intoArray(out, 0);
  }

  /**
   * Reads [from, to) once.
   *
   * @param values not modified; the range's length is a multiple of {@link #stride()}
   * @param out receives a vector, so that the work cannot be left out
   */
  public static void read(float[] values, int from, int to, float[] out) {
    int lanes = SPECIES.length();
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    for (int k = from; k < to; k += VECTORS * lanes) {
      s0 = s0.add(FloatVector.fromArray(SPECIES, values, k));
      s1 = s1.add(FloatVector.fromArray(SPECIES, values, k + lanes));
      s2 = s2.add(FloatVector.fromArray(SPECIES, values, k + 2 * lanes));
      s3 = s3.add(FloatVector.fromArray(SPECIES, values, k + 3 * lanes));
      s4 = s4.add(FloatVector.fromArray(SPECIES, values, k + 4 * lanes));
      s5 = s5.add(FloatVector.fromArray(SPECIES, values, k + 5 * lanes));
      s6 = s6.add(FloatVector.fromArray(SPECIES, values, k + 6 * lanes));
      s7 = s7.add(FloatVector.fromArray(SPECIES, values, k + 7 * lanes));
    }
    FloatVector low = s0.add(s1).add(s2).add(s3);
    low.add(s4).add(s5).add(s6).add(s7).intoArray(out, 0);
  }

  /**
   * Reads and writes every element of [from, to).
   *
   * @param values modified; the range's length is a multiple of {@link #stride()}
   */
  public static void update(float[] values, int from, int to) {
    int lanes = SPECIES.length();
    for (int k = from; k < to; k += VECTORS * lanes) {
      add(values, k);
      add(values, k + lanes);
      add(values, k + 2 * lanes);
      add(values, k + 3 * lanes);
      add(values, k + 4 * lanes);
      add(values, k + 5 * lanes);
      add(values, k + 6 * lanes);
      add(values, k + 7 * lanes);
    }
  }

  private static void add(float[] values, int k) {
    FloatVector.fromArray(SPECIES, values, k).add(1f).intoArray(values, k);
  }
}
