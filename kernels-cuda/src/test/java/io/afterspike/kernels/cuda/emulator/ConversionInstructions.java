package io.afterspike.kernels.cuda.emulator;

import static io.afterspike.kernels.cuda.emulator.Rounding.bits;
import static io.afterspike.kernels.cuda.emulator.Rounding.value;
import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;

import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

/** cvt: between integers, between floats, and between both. */
final class ConversionInstructions implements InstructionGroup {
  @Override
  public Code assemble(Assembly a) {
    if (!a.opcode.base.equals("cvt")) {
      return null;
    }
    String from = a.opcode.takeType();
    String to = a.opcode.takeType();
    boolean flush = a.opcode.take("ftz");
    boolean saturate = a.opcode.take("sat");
    switch (from + " to " + to) {
      case "s32 to s64", "s32 to u64", "u32 to u64", "u32 to s64" -> {
        if (a.isWide(0) && !a.isWide(1)) {
          return Code.step(a.source, extend(a, TypeSize.signed(from)));
        }
      }
      case "u64 to u32", "s64 to u32", "u64 to s32", "s64 to s32" -> {
        if (!saturate && !a.isWide(0) && a.isWide(1)) {
          return Code.step(a.source, narrow(a));
        }
      }
      default -> {}
    }
    String mode = a.opcode.takeAny("rna", "rni", "rzi", "rmi", "rpi", "rn", "rz", "rm", "rp");
    if (to.equals("bf16x2") || to.equals("f16x2")) {
      return Code.step(a.source, pair(a, to, mode));
    }
    LongUnaryOperator f = lane(from, to, mode, flush, saturate);
    return Code.step(a.source, step(a, f, from, to));
  }

  private static Step extend(Assembly assembly, boolean signed) {
    int d = assembly.wide(0);
    int a = assembly.word(1);
    long mask = signed ? -1 : 0xFFFFFFFFL;
    return (block, from, to) -> {
      long[] r = block.wides[d];
      int[] x = block.words[a];
      for (int i = from; i < to; i++) {
        r[i] = x[i] & mask;
      }
    };
  }

  private static Step narrow(Assembly assembly) {
    int d = assembly.word(0);
    int a = assembly.wide(1);
    return (block, from, to) -> {
      int[] r = block.words[d];
      long[] x = block.wides[a];
      for (int i = from; i < to; i++) {
        r[i] = (int) x[i];
      }
    };
  }

  /** From and to registers of any width; values pass as longs, narrow ones zero-extended. */
  private static Step step(Assembly a, LongUnaryOperator f, String from, String to) {
    boolean wideIn = isWide(a, 1, from);
    int in = wideIn ? a.registers.wide(a.operand(1), from.equals("f64")) : a.word(1);
    if (a.isWide(0)) {
      int out = a.wide(0);
      return wideIn
          ? Loops.wides(out, in, f)
          : Loops.widened(out, in, x -> f.applyAsLong(x & 0xFFFFFFFFL));
    }
    int out = a.word(0);
    return wideIn
        ? Loops.narrowed(out, in, x -> (int) f.applyAsLong(x))
        : Loops.words(out, in, x -> (int) f.applyAsLong(x & 0xFFFFFFFFL));
  }

  private static boolean isWide(Assembly a, int i, String type) {
    return a.operand(i) instanceof Operand.Register ? a.isWide(i) : TypeSize.of(type) == 8;
  }

  private static LongUnaryOperator lane(
      String from, String to, String mode, boolean flush, boolean saturate) {
    boolean fromFloat = isFloat(from);
    if (to.equals("tf32") && from.equals("f32") && mode.equals("rna")) {
      return x -> Bf16.toTf32((int) x) & 0xFFFFFFFFL;
    }
    if (isFloat(to)) {
      return fromFloat
          ? floatToFloat(from, to, mode, flush, saturate)
          : integerToFloat(from, to, mode);
    }
    if (TypeSize.of(to) == 0) {
      throw new IllegalArgumentException("unknown type ." + to);
    }
    return fromFloat ? floatToInteger(from, to, mode, flush) : integers(from, to, saturate);
  }

  private static boolean isFloat(String type) {
    return switch (type) {
      case "f16", "bf16", "f32", "f64" -> true;
      default -> false;
    };
  }

  /** The value of an integer type in the low bits. */
  private static long integer(long bits, String type) {
    return switch (type) {
      case "s8" -> (byte) bits;
      case "u8", "b8" -> bits & 0xFF;
      case "s16" -> (short) bits;
      case "u16", "b16" -> bits & 0xFFFF;
      case "s32" -> (int) bits;
      case "u32", "b32" -> bits & 0xFFFFFFFFL;
      case "s64", "u64", "b64" -> bits;
      default -> throw new IllegalArgumentException("unknown type ." + type);
    };
  }

  private static LongUnaryOperator integers(String from, String to, boolean saturate) {
    integer(0, from);
    if (!saturate) {
      return x -> integer(integer(x, from), to);
    }
    if (TypeSize.of(from) > 4 || TypeSize.of(to) > 4) {
      throw new IllegalArgumentException(".sat only of at most 32 bits");
    }
    return x -> Math.min(Math.max(integer(x, from), lowest(to)), highest(to));
  }

  private static long lowest(String type) {
    return TypeSize.signed(type) ? -1L << 8 * TypeSize.of(type) - 1 : 0;
  }

  private static long highest(String type) {
    int bits = 8 * TypeSize.of(type) - (TypeSize.signed(type) ? 1 : 0);
    return bits == 64 ? -1 : (1L << bits) - 1;
  }

  private static LongUnaryOperator integerToFloat(String from, String to, String mode) {
    integer(0, from);
    if (!mode.equals("rn")) {
      throw new IllegalArgumentException("only cvt.rn from integers");
    }
    boolean unsigned = from.equals("u64");
    return switch (to) {
      case "f32" ->
          x -> {
            long v = integer(x, from);
            return Float.floatToRawIntBits(
                    unsigned && v < 0 ? (float) (v >>> 1 | v & 1) * 2 : (float) v)
                & 0xFFFFFFFFL;
          };
      case "f64" ->
          x -> {
            long v = integer(x, from);
            return doubleToRawLongBits(
                unsigned && v < 0 ? (double) (v >>> 1 | v & 1) * 2 : (double) v);
          };
      default -> throw new IllegalArgumentException("unknown conversion");
    };
  }

  private static double real(long bits, String type) {
    return switch (type) {
      case "f64" -> longBitsToDouble(bits);
      case "f32" -> value((int) bits);
      case "f16" -> Float.float16ToFloat((short) bits);
      case "bf16" -> Bf16.toFloat((int) bits);
      default -> throw new IllegalArgumentException("unknown type ." + type);
    };
  }

  private static DoubleUnaryOperator toWhole(String mode) {
    return switch (mode) {
      case "rni" -> Math::rint;
      case "rzi" -> x -> x < 0 ? Math.ceil(x) : Math.floor(x);
      case "rmi" -> Math::floor;
      case "rpi" -> Math::ceil;
      default -> throw new IllegalArgumentException("a rounding to integers is missing");
    };
  }

  /** Beyond the range the nearest end; NaN gives 0, of or to 64 bits the highest bit alone. */
  private static LongUnaryOperator floatToInteger(
      String from, String to, String mode, boolean flush) {
    DoubleUnaryOperator whole = toWhole(mode);
    long forNan = from.equals("f64") || TypeSize.of(to) == 8 ? 1L << 8 * TypeSize.of(to) - 1 : 0;
    long low = lowest(to);
    long high = highest(to);
    double limit = Math.scalb(1.0, 8 * TypeSize.of(to) - (TypeSize.signed(to) ? 1 : 0));
    return x -> {
      double v = real(x, from);
      if (flush && from.equals("f32")) {
        v = Rounding.flush((float) v);
      }
      if (v != v) {
        return forNan;
      }
      double w = whole.applyAsDouble(v);
      if (w >= limit) {
        return high;
      }
      if (w <= low) {
        return low;
      }
      return w >= 0x1p63 ? (long) (w - 0x1p63) ^ Long.MIN_VALUE : (long) w;
    };
  }

  private static LongUnaryOperator floatToFloat(
      String from, String to, String mode, boolean flush, boolean saturate) {
    if (mode.length() == 3) { // to a whole number, of the same type
      DoubleUnaryOperator whole = toWhole(mode);
      if (!from.equals(to)) {
        throw new IllegalArgumentException("a rounding to integers between different types");
      }
      return x -> fromReal(whole.applyAsDouble(flushed(real(x, from), flush)), to, "rn", saturate);
    }
    String rounding = mode.isEmpty() ? "rn" : mode;
    real(0, from);
    fromReal(0, to, rounding, saturate);
    return x -> {
      long result =
          fromReal(flushed(real(x, from), flush && from.equals("f32")), to, rounding, saturate);
      return flush && to.equals("f32") ? bits(Rounding.flush(value((int) result))) : result;
    };
  }

  private static double flushed(double value, boolean flush) {
    return flush ? Rounding.flush((float) value) : value;
  }

  private static long fromReal(double value, String type, String mode, boolean saturate) {
    double v = saturate ? value > 0 ? Math.min(value, 1) : 0 : value;
    return switch (type) {
      case "f64" -> doubleToRawLongBits(v);
      case "f32" -> bits(Rounding.direct(v, 0, mode)) & 0xFFFFFFFFL;
      case "f16" -> Float.floatToFloat16(exactlyFloat(v, mode)) & 0xFFFF;
      case "bf16" -> Bf16.of(exactlyFloat(v, mode));
      default -> throw new IllegalArgumentException("unknown type ." + type);
    };
  }

  /** Narrow floats are made from float32 only, so that nothing is rounded twice. */
  private static float exactlyFloat(double value, String mode) {
    if (!mode.equals("rn") || value == value && (float) value != value) {
      throw new IllegalArgumentException("only cvt.rn from f32");
    }
    return (float) value;
  }

  /** Two floats to one register: the first operand to the high half. */
  private static Step pair(Assembly a, String to, String mode) {
    if (!mode.equals("rn")) {
      throw new IllegalArgumentException("only .rn");
    }
    boolean brain = to.equals("bf16x2");
    return Loops.words(
        a.word(0),
        a.word(1),
        a.word(2),
        (high, low) ->
            brain
                ? Bf16.of(value(high)) << 16 | Bf16.of(value(low))
                : Float.floatToFloat16(value(high)) << 16
                    | Float.floatToFloat16(value(low)) & 0xFFFF);
  }
}
