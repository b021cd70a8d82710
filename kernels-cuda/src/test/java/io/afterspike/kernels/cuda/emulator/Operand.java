package io.afterspike.kernels.cuda.emulator;

import java.util.List;

/** An operand of a PTX instruction, as written. */
sealed interface Operand {
  /** A register, such as {@code %r1} or {@code %tid.x}; its name is unique within the function. */
  record Register(String name) implements Operand {}

  /** A number. {@code bits}: the integer, or the raw bits of a float or double. */
  record Immediate(long bits, Form form) implements Operand {
    enum Form {
      INTEGER,
      SINGLE,
      DOUBLE
    }

    /** The raw bits as a float32 operand. */
    int single() {
      return form == Form.DOUBLE
          ? Float.floatToRawIntBits((float) Double.longBitsToDouble(bits))
          : (int) bits;
    }

    /** The raw bits as a 64-bit operand; {@code real}: of a float64 instruction. */
    long wide(boolean real) {
      return form == Form.SINGLE && real
          ? Double.doubleToRawLongBits(Float.intBitsToFloat((int) bits))
          : bits;
    }
  }

  /** The address of a variable or parameter, a label, or a function. */
  record Symbol(String name, long offset) implements Operand {}

  /** {@code [base + offset]}; the base is a register, a symbol or a number. */
  record Address(Operand base, long offset) implements Operand {}

  /** {@code {a, b, ...}}, and the parenthesised lists of calls. */
  record Vector(List<Operand> parts) implements Operand {}

  /** {@code a|b}. */
  record Pair(Operand first, Operand second) implements Operand {}

  /** {@code !a}. */
  record Negated(Operand of) implements Operand {}

  /** {@code _}: a result that nobody wants. */
  record Sink() implements Operand {}
}
