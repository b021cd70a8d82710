package io.afterspike.kernels.cuda.emulator;

import static io.afterspike.kernels.cuda.emulator.Rounding.value;
import static java.lang.Double.longBitsToDouble;

/** setp, set, selp, slct. */
final class ComparisonInstructions implements InstructionGroup {
  private static final String[] RELATIONS = {
    "eq", "ne", "lt", "le", "gt", "ge", "lo", "ls", "hi", "hs", "equ", "neu", "ltu", "leu", "gtu",
    "geu", "num", "nan"
  };

  @Override
  public Code assemble(Assembly a) {
    Step step =
        switch (a.opcode.base) {
          case "setp" -> setp(a);
          case "set" -> set(a);
          case "selp" -> select(a);
          case "slct" -> selectBySign(a);
          default -> null;
        };
    return step == null ? null : Code.step(a.source, step);
  }

  private static Step setp(Assembly a) {
    String type = a.opcode.takeType();
    a.opcode.take("ftz");
    String relation = a.opcode.takeAny(RELATIONS);
    String joined = a.opcode.takeAny("and", "or", "xor");
    boolean pair = a.operand(0) instanceof Operand.Pair;
    Operand first = pair ? ((Operand.Pair) a.operand(0)).first() : a.operand(0);
    int d = a.registers.word(first);
    Step compare = compare(a, d, 1, type, relation);
    int other = -1;
    if (pair) {
      other = a.registers.word(((Operand.Pair) a.operand(0)).second());
      compare = compare.then(Loops.words(other, d, p -> 1 - p));
    }
    if (joined.isEmpty()) {
      return compare;
    }
    boolean negated = a.operand(3) instanceof Operand.Negated;
    int c = a.registers.word(negated ? ((Operand.Negated) a.operand(3)).of() : a.operand(3));
    int flip = negated ? 1 : 0;
    Loops.IntTernary join =
        switch (joined) {
          case "and" -> (p, q, unused) -> p & (q ^ flip);
          case "or" -> (p, q, unused) -> p | q ^ flip;
          default -> (p, q, unused) -> p ^ q ^ flip;
        };
    // The third operand may be the register of the result: keep the comparison apart.
    int apart = a.registers.newWord();
    Step step = compare(a, apart, 1, type, relation);
    if (pair) {
      int inverse = a.registers.newWord();
      int both = other;
      Step second = Loops.words(inverse, apart, p -> 1 - p);
      int keep = a.registers.newWord();
      return step.then(second)
          .then(Loops.words(keep, c, p -> p))
          .then(Loops.words(d, apart, keep, keep, join))
          .then(Loops.words(both, inverse, keep, keep, join));
    }
    return step.then(Loops.words(d, apart, c, c, join));
  }

  /** d := 1 where operands i and i + 1 are so related, else 0. */
  private static Step compare(Assembly a, int d, int i, String type, String relation) {
    if (relation.isEmpty()) {
      throw new IllegalArgumentException("no comparison that is known");
    }
    if (type.equals("f32")) {
      return floats(d, a.word(i), a.word(i + 1), relation);
    }
    if (type.equals("f64")) {
      return doubles(d, a.real(i), a.real(i + 1), relation);
    }
    boolean unsigned = !TypeSize.signed(type);
    switch (TypeSize.of(type)) {
      case 8 -> {
        return wides(d, a.wide(i), a.wide(i + 1), relation, unsigned ? Long.MIN_VALUE : 0);
      }
      case 4 -> {
        return words(d, a.word(i), a.word(i + 1), relation, unsigned ? Integer.MIN_VALUE : 0);
      }
      case 2 -> {
        boolean signed = !unsigned;
        int x = a.registers.newWord();
        int y = a.registers.newWord();
        return Loops.words(x, a.word(i), p -> IntegerInstructions.half(p, signed))
            .then(Loops.words(y, a.word(i + 1), p -> IntegerInstructions.half(p, signed)))
            .then(words(d, x, y, relation, 0));
      }
      default -> throw new IllegalArgumentException("unknown type ." + type);
    }
  }

  /** {@code bias}: flips the sign bits, so that signed comparison is unsigned. */
  private static Step words(int d, int a, int b, String relation, int bias) {
    return switch (relation) {
      case "eq" ->
          (block, from, to) -> {
            int[] r = block.words[d];
            int[] x = block.words[a];
            int[] y = block.words[b];
            for (int i = from; i < to; i++) {
              r[i] = x[i] == y[i] ? 1 : 0;
            }
          };
      case "ne" ->
          (block, from, to) -> {
            int[] r = block.words[d];
            int[] x = block.words[a];
            int[] y = block.words[b];
            for (int i = from; i < to; i++) {
              r[i] = x[i] != y[i] ? 1 : 0;
            }
          };
      case "lt", "lo" -> less(d, a, b, bias);
      case "gt", "hi" -> less(d, b, a, bias);
      case "le", "ls" -> notLess(d, b, a, bias);
      case "ge", "hs" -> notLess(d, a, b, bias);
      default -> throw new IllegalArgumentException("no comparison of integers: " + relation);
    };
  }

  private static Step less(int d, int a, int b, int bias) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = x[i] + bias < y[i] + bias ? 1 : 0;
      }
    };
  }

  private static Step notLess(int d, int a, int b, int bias) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = x[i] + bias >= y[i] + bias ? 1 : 0;
      }
    };
  }

  private static Step wides(int d, int a, int b, String relation, long bias) {
    return switch (relation) {
      case "eq" -> test(d, a, b, (x, y) -> x == y);
      case "ne" -> test(d, a, b, (x, y) -> x != y);
      case "lt", "lo" -> lessWide(d, a, b, bias, 1);
      case "gt", "hi" -> lessWide(d, b, a, bias, 1);
      case "le", "ls" -> lessWide(d, b, a, bias, 0);
      case "ge", "hs" -> lessWide(d, a, b, bias, 0);
      default -> throw new IllegalArgumentException("no comparison of integers: " + relation);
    };
  }

  /** d := {@code yes} where a is less than b, else the other of 0 and 1. */
  private static Step lessWide(int d, int a, int b, long bias, int yes) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      long[] x = block.wides[a];
      long[] y = block.wides[b];
      for (int i = from; i < to; i++) {
        r[i] = x[i] + bias < y[i] + bias ? yes : 1 - yes;
      }
    };
  }

  private interface LongTest {
    boolean holds(long a, long b);
  }

  private static Step test(int d, int a, int b, LongTest test) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      long[] x = block.wides[a];
      long[] y = block.wides[b];
      for (int i = from; i < to; i++) {
        r[i] = test.holds(x[i], y[i]) ? 1 : 0;
      }
    };
  }

  private static Step floats(int d, int a, int b, String relation) {
    return switch (relation) {
      case "ge" ->
          (block, from, to) -> {
            int[] r = block.words[d];
            int[] x = block.words[a];
            int[] y = block.words[b];
            for (int i = from; i < to; i++) {
              r[i] = value(x[i]) >= value(y[i]) ? 1 : 0;
            }
          };
      case "gt" ->
          (block, from, to) -> {
            int[] r = block.words[d];
            int[] x = block.words[a];
            int[] y = block.words[b];
            for (int i = from; i < to; i++) {
              r[i] = value(x[i]) > value(y[i]) ? 1 : 0;
            }
          };
      default -> Loops.words(d, a, b, (x, y) -> holds(relation, value(x), value(y)) ? 1 : 0);
    };
  }

  private static Step doubles(int d, int a, int b, String relation) {
    return test(d, a, b, (x, y) -> holds(relation, longBitsToDouble(x), longBitsToDouble(y)));
  }

  /** Comparisons ending in u hold also where an operand is NaN. */
  private static boolean holds(String relation, double x, double y) {
    return switch (relation) {
      case "eq" -> x == y;
      case "ne" -> x < y || x > y;
      case "lt" -> x < y;
      case "le" -> x <= y;
      case "gt" -> x > y;
      case "ge" -> x >= y;
      case "equ" -> !(x < y || x > y);
      case "neu" -> x != y;
      case "ltu" -> !(x >= y);
      case "leu" -> !(x > y);
      case "gtu" -> !(x <= y);
      case "geu" -> !(x < y);
      case "num" -> x == x && y == y;
      case "nan" -> x != x || y != y;
      default -> throw new IllegalArgumentException("no comparison of floats: " + relation);
    };
  }

  /** set: as setp, but the result is all ones or, of type f32, 1. */
  private static Step set(Assembly a) {
    String type = a.opcode.takeType();
    int yes =
        switch (a.opcode.takeType()) {
          case "u32", "s32" -> -1;
          case "f32" -> Float.floatToRawIntBits(1f);
          default -> throw new IllegalArgumentException("unknown type of result");
        };
    a.opcode.take("ftz");
    String relation = a.opcode.takeAny(RELATIONS);
    int d = a.word(0);
    return compare(a, d, 1, type, relation).then(Loops.words(d, d, p -> p == 0 ? 0 : yes));
  }

  private static Step select(Assembly a) {
    String type = a.opcode.takeType();
    int p = a.word(3);
    if (TypeSize.of(type) == 8) {
      int d = a.wide(0);
      int x = a.registers.wide(a.operand(1), type.equals("f64"));
      int y = a.registers.wide(a.operand(2), type.equals("f64"));
      return (block, from, to) -> {
        long[] r = block.wides[d];
        long[] yes = block.wides[x];
        long[] no = block.wides[y];
        int[] which = block.words[p];
        for (int i = from; i < to; i++) {
          r[i] = which[i] != 0 ? yes[i] : no[i];
        }
      };
    }
    if (TypeSize.of(type) < 2) {
      throw new IllegalArgumentException("unknown type ." + type);
    }
    int d = a.word(0);
    int x = a.word(1);
    int y = a.word(2);
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] yes = block.words[x];
      int[] no = block.words[y];
      int[] which = block.words[p];
      for (int i = from; i < to; i++) {
        r[i] = which[i] != 0 ? yes[i] : no[i];
      }
    };
  }

  private static Step selectBySign(Assembly a) {
    String sign = a.opcode.takeType();
    String type = a.opcode.takeType();
    a.opcode.take("ftz");
    if (TypeSize.of(type) != 4 || TypeSize.of(sign) != 4) {
      throw new IllegalArgumentException("only 32 bits");
    }
    boolean real = sign.equals("f32");
    return Loops.words(
        a.word(0),
        a.word(1),
        a.word(2),
        a.word(3),
        (x, y, c) -> (real ? value(c) >= 0 : c >= 0) ? x : y);
  }
}
