package io.afterspike.kernels.cuda.emulator;

import static io.afterspike.kernels.cuda.emulator.Rounding.bits;
import static io.afterspike.kernels.cuda.emulator.Rounding.value;

/** Arithmetic of float32. */
final class FloatInstructions implements InstructionGroup {
  private interface Unary {
    float apply(float a);
  }

  private interface Binary {
    float apply(float a, float b);
  }

  private interface Ternary {
    float apply(float a, float b, float c);
  }

  @Override
  public Code assemble(Assembly a) {
    if (!a.opcode.type().equals("f32")) {
      return null;
    }
    Step step =
        switch (a.opcode.base) {
          case "add", "sub", "mul", "div" -> binary(a);
          case "fma", "mad" -> fma(a);
          case "min", "max" -> extreme(a);
          case "abs", "neg" -> sign(a);
          case "copysign" -> {
            a.opcode.takeType();
            yield Loops.words( // the sign is the first operand's
                a.word(0), a.word(1), a.word(2), (s, x) -> x & 0x7FFFFFFF | s & 0x80000000);
          }
          case "rcp", "sqrt", "rsqrt", "sin", "cos", "lg2", "ex2", "tanh" -> function(a);
          case "testp" -> test(a);
          default -> null;
        };
    return step == null ? null : Code.step(a.source, step);
  }

  private static String mode(Assembly a) {
    String mode = a.opcode.takeAny("rn", "rz", "rm", "rp");
    return mode.isEmpty() ? "rn" : mode;
  }

  private static Step binary(Assembly a) {
    a.opcode.takeType();
    String mode = mode(a);
    boolean flush = a.opcode.take("ftz");
    boolean saturate = a.opcode.take("sat");
    int d = a.word(0);
    int x = a.word(1);
    int y = a.word(2);
    if (a.opcode.base.equals("div")) {
      boolean approximate = a.opcode.take("approx") | a.opcode.take("full");
      if (!mode.equals("rn")) {
        throw new IllegalArgumentException("only div.rn");
      }
      return approximate || flush
          ? binary(d, x, y, (p, q) -> p / q, flush, saturate)
          : div(d, x, y);
    }
    if (mode.equals("rn") && !flush && !saturate) {
      return switch (a.opcode.base) {
        case "add" -> add(d, x, y);
        case "sub" -> sub(d, x, y);
        default -> mul(d, x, y);
      };
    }
    Binary f =
        switch (a.opcode.base) {
          case "add" -> (p, q) -> Rounding.add(p, q, mode);
          case "sub" -> (p, q) -> Rounding.add(p, -q, mode);
          default -> (p, q) -> Rounding.multiply(p, q, mode);
        };
    return binary(d, x, y, f, flush, saturate);
  }

  private static float finish(float value, boolean flush, boolean saturate) {
    float flushed = flush ? Rounding.flush(value) : value;
    return saturate ? Rounding.saturate(flushed) : flushed;
  }

  private static float operand(int bits, boolean flush) {
    return flush ? Rounding.flush(value(bits)) : value(bits);
  }

  private static Step unary(int d, int a, Unary f, boolean flush, boolean saturate) {
    return Loops.words(d, a, x -> bits(finish(f.apply(operand(x, flush)), flush, saturate)));
  }

  private static Step binary(int d, int a, int b, Binary f, boolean flush, boolean saturate) {
    return Loops.words(
        d,
        a,
        b,
        (x, y) -> bits(finish(f.apply(operand(x, flush), operand(y, flush)), flush, saturate)));
  }

  private static Step add(int d, int a, int b) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = bits(value(x[i]) + value(y[i]));
      }
    };
  }

  private static Step sub(int d, int a, int b) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = bits(value(x[i]) - value(y[i]));
      }
    };
  }

  private static Step mul(int d, int a, int b) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = bits(value(x[i]) * value(y[i]));
      }
    };
  }

  private static Step div(int d, int a, int b) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = bits(value(x[i]) / value(y[i]));
      }
    };
  }

  private static Step fma(Assembly a) {
    a.opcode.takeType();
    String mode = mode(a);
    boolean flush = a.opcode.take("ftz");
    boolean saturate = a.opcode.take("sat");
    int d = a.word(0);
    int x = a.word(1);
    int y = a.word(2);
    int z = a.word(3);
    if (!mode.equals("rn") || flush || saturate) {
      Ternary f = mode.equals("rn") ? Math::fma : (p, q, s) -> Rounding.fma(p, q, s, mode);
      return Loops.words(
          d,
          x,
          y,
          z,
          (p, q, s) ->
              bits(
                  finish(
                      f.apply(operand(p, flush), operand(q, flush), operand(s, flush)),
                      flush,
                      saturate)));
    }
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] p = block.words[x];
      int[] q = block.words[y];
      int[] s = block.words[z];
      for (int i = from; i < to; i++) {
        r[i] = bits(Math.fma(value(p[i]), value(q[i]), value(s[i])));
      }
    };
  }

  private static Step extreme(Assembly a) {
    a.opcode.takeType();
    boolean flush = a.opcode.take("ftz");
    boolean propagate = a.opcode.take("NaN");
    Binary f =
        a.opcode.base.equals("min")
            ? (p, q) -> Rounding.min(p, q, propagate)
            : (p, q) -> Rounding.max(p, q, propagate);
    return binary(a.word(0), a.word(1), a.word(2), f, flush, false);
  }

  private static Step sign(Assembly a) {
    a.opcode.takeType();
    boolean flush = a.opcode.take("ftz");
    int d = a.word(0);
    int x = a.word(1);
    if (flush) {
      return unary(d, x, a.opcode.base.equals("abs") ? Math::abs : v -> -v, true, false);
    }
    boolean abs = a.opcode.base.equals("abs");
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] p = block.words[x];
      for (int i = from; i < to; i++) {
        r[i] = abs ? p[i] & 0x7FFFFFFF : p[i] ^ 0x80000000;
      }
    };
  }

  /** Approximate functions are computed in float64 and rounded once. */
  private static Step function(Assembly a) {
    a.opcode.takeType();
    boolean approximate = a.opcode.take("approx");
    boolean flush = a.opcode.take("ftz");
    if (!approximate && !a.opcode.take("rn")) {
      throw new IllegalArgumentException("only .rn and .approx");
    }
    Unary f =
        switch (a.opcode.base) {
          case "rcp" -> x -> 1f / x;
          case "sqrt" -> x -> (float) Math.sqrt(x);
          case "rsqrt" -> x -> (float) (1 / Math.sqrt(x));
          case "sin" -> x -> (float) Math.sin(x);
          case "cos" -> x -> (float) Math.cos(x);
          case "tanh" -> x -> (float) Math.tanh(x);
          case "lg2" -> x -> (float) (Math.log(x) / Math.log(2));
          default -> x -> (float) Math.pow(2, x);
        };
    if (!approximate && !a.opcode.base.equals("rcp") && !a.opcode.base.equals("sqrt")) {
      throw new IllegalArgumentException("only .approx");
    }
    return unary(a.word(0), a.word(1), f, flush, false);
  }

  private static Step test(Assembly a) {
    a.opcode.takeType();
    String property =
        a.opcode.takeAny("finite", "infinite", "number", "notanumber", "normal", "subnormal");
    return Loops.words(
        a.word(0),
        a.word(1),
        x -> {
          float v = value(x);
          boolean is =
              switch (property) {
                case "finite" -> Float.isFinite(v);
                case "infinite" -> Float.isInfinite(v);
                case "number" -> v == v;
                case "notanumber" -> v != v;
                case "normal" -> Float.isFinite(v) && Math.abs(v) >= Float.MIN_NORMAL;
                case "subnormal" -> v != 0 && Math.abs(v) < Float.MIN_NORMAL;
                default -> throw new IllegalStateException(property);
              };
          return is ? 1 : 0;
        });
  }
}
