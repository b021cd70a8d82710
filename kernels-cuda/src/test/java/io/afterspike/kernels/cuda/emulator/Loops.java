package io.afterspike.kernels.cuda.emulator;

import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongToIntFunction;
import java.util.function.LongUnaryOperator;

/**
 * Steps over functions of one lane, for instructions that are rare. Frequent ones have loops of
 * their own, for a call for each lane costs more than their work.
 */
final class Loops {
  private Loops() {}

  /** A function of three integers. */
  @FunctionalInterface
  interface IntTernary {
    int apply(int a, int b, int c);
  }

  /** A function of three long integers. */
  @FunctionalInterface
  interface LongTernary {
    long apply(long a, long b, long c);
  }

  static Step words(int d, int a, IntUnaryOperator f) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      for (int i = from; i < to; i++) {
        r[i] = f.applyAsInt(x[i]);
      }
    };
  }

  static Step words(int d, int a, int b, IntBinaryOperator f) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = f.applyAsInt(x[i], y[i]);
      }
    };
  }

  static Step words(int d, int a, int b, int c, IntTernary f) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      int[] z = block.words[c];
      for (int i = from; i < to; i++) {
        r[i] = f.apply(x[i], y[i], z[i]);
      }
    };
  }

  static Step wides(int d, int a, LongUnaryOperator f) {
    return (block, from, to) -> {
      long[] r = block.wides[d];
      long[] x = block.wides[a];
      for (int i = from; i < to; i++) {
        r[i] = f.applyAsLong(x[i]);
      }
    };
  }

  static Step wides(int d, int a, int b, LongBinaryOperator f) {
    return (block, from, to) -> {
      long[] r = block.wides[d];
      long[] x = block.wides[a];
      long[] y = block.wides[b];
      for (int i = from; i < to; i++) {
        r[i] = f.applyAsLong(x[i], y[i]);
      }
    };
  }

  static Step wides(int d, int a, int b, int c, LongTernary f) {
    return (block, from, to) -> {
      long[] r = block.wides[d];
      long[] x = block.wides[a];
      long[] y = block.wides[b];
      long[] z = block.wides[c];
      for (int i = from; i < to; i++) {
        r[i] = f.apply(x[i], y[i], z[i]);
      }
    };
  }

  /** A function of a long and an integer, such as a shift. */
  static Step shifted(int d, int a, int b, LongBinaryOperator f) {
    return (block, from, to) -> {
      long[] r = block.wides[d];
      long[] x = block.wides[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = f.applyAsLong(x[i], y[i]);
      }
    };
  }

  /** An integer of a long. */
  static Step narrowed(int d, int a, LongToIntFunction f) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      long[] x = block.wides[a];
      for (int i = from; i < to; i++) {
        r[i] = f.applyAsInt(x[i]);
      }
    };
  }

  /** A long of an integer. */
  static Step widened(int d, int a, IntToLongFunction f) {
    return (block, from, to) -> {
      long[] r = block.wides[d];
      int[] x = block.words[a];
      for (int i = from; i < to; i++) {
        r[i] = f.applyAsLong(x[i]);
      }
    };
  }
}
