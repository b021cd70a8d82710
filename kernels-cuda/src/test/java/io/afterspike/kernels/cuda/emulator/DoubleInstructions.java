package io.afterspike.kernels.cuda.emulator;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Arithmetic of float64, rounded to nearest. */
final class DoubleInstructions implements InstructionGroup {
  @Override
  public Code assemble(Assembly a) {
    if (!a.opcode.type().equals("f64")) {
      return null;
    }
    Step step =
        switch (a.opcode.base) {
          case "add" -> binary(a, (x, y) -> x + y);
          case "sub" -> binary(a, (x, y) -> x - y);
          case "mul" -> binary(a, (x, y) -> x * y);
          case "div" -> binary(a, (x, y) -> x / y);
          case "min" -> binary(a, (x, y) -> x != x ? y : y != y ? x : Math.min(x, y));
          case "max" -> binary(a, (x, y) -> x != x ? y : y != y ? x : Math.max(x, y));
          case "fma", "mad" -> fma(a);
          case "abs" -> {
            a.opcode.takeType();
            yield Loops.wides(a.real(0), a.real(1), x -> x & Long.MAX_VALUE);
          }
          case "neg" -> {
            a.opcode.takeType();
            yield Loops.wides(a.real(0), a.real(1), x -> x ^ Long.MIN_VALUE);
          }
          case "copysign" -> {
            a.opcode.takeType();
            yield Loops.wides(
                a.real(0), a.real(1), a.real(2), (s, x) -> x & Long.MAX_VALUE | s & Long.MIN_VALUE);
          }
          case "rcp" -> unary(a, x -> 1 / x);
          case "sqrt" -> unary(a, Math::sqrt);
          case "rsqrt" -> unary(a, x -> 1 / Math.sqrt(x));
          default -> null;
        };
    return step == null ? null : Code.step(a.source, step);
  }

  private static Step unary(Assembly a, DoubleUnaryOperator f) {
    a.opcode.takeType();
    if (a.opcode.takeAny("rn", "approx").equals("approx")) {
      a.opcode.take("ftz");
    }
    return Loops.wides(
        a.real(0), a.real(1), x -> doubleToRawLongBits(f.applyAsDouble(longBitsToDouble(x))));
  }

  private static Step binary(Assembly a, DoubleBinaryOperator f) {
    a.opcode.takeType();
    a.opcode.take("rn");
    return Loops.wides(
        a.real(0),
        a.real(1),
        a.real(2),
        (x, y) -> doubleToRawLongBits(f.applyAsDouble(longBitsToDouble(x), longBitsToDouble(y))));
  }

  private static Step fma(Assembly a) {
    a.opcode.takeType();
    a.opcode.take("rn");
    int d = a.real(0);
    int x = a.real(1);
    int y = a.real(2);
    int z = a.real(3);
    return (block, from, to) -> {
      long[] r = block.wides[d];
      long[] p = block.wides[x];
      long[] q = block.wides[y];
      long[] s = block.wides[z];
      for (int i = from; i < to; i++) {
        r[i] =
            doubleToRawLongBits(
                Math.fma(longBitsToDouble(p[i]), longBitsToDouble(q[i]), longBitsToDouble(s[i])));
      }
    };
  }
}
