package io.afterspike.kernels.cuda.emulator;

import java.util.List;

/**
 * One instruction while it is made ready: its opcode in parts, its operands as numbers of
 * registers.
 */
final class Assembly {
  final PtxInstruction source;
  final Opcode opcode;
  final RegisterMap registers;
  private final List<Operand> operands;

  Assembly(PtxInstruction source, RegisterMap registers) {
    this.source = source;
    this.registers = registers;
    opcode = new Opcode(source.opcode());
    operands = source.operands();
  }

  int count() {
    return operands.size();
  }

  Operand operand(int i) {
    if (i >= operands.size()) {
      throw new IllegalArgumentException("operand " + (i + 1) + " is missing");
    }
    return operands.get(i);
  }

  /** The number of an operand of at most 32 bits. */
  int word(int i) {
    return registers.word(operand(i));
  }

  /** The number of an operand of 64 bits. */
  int wide(int i) {
    return registers.wide(operand(i));
  }

  /** The number of a float64 operand. */
  int real(int i) {
    return registers.wide(operand(i), true);
  }

  boolean isWide(int i) {
    return registers.isWide(operand(i));
  }

  /** The parts of {@code {a, b}}, or the operand itself. */
  List<Operand> parts(int i) {
    return operand(i) instanceof Operand.Vector vector ? vector.parts() : List.of(operand(i));
  }

  /** The number of an operand that must be written as one. */
  int constant(int i) {
    if (operand(i) instanceof Operand.Immediate number) {
      return (int) number.bits();
    }
    throw new IllegalArgumentException("operand " + (i + 1) + " must be a number");
  }
}
