package io.afterspike.kernels.cuda.emulator;

import io.afterspike.kernels.cuda.emulator.EmulatorException.Kind;
import java.util.Arrays;

/** Branches, exits, barriers of the block, trap. */
final class ControlInstructions implements InstructionGroup {
  @Override
  public Code assemble(Assembly a) {
    return switch (a.opcode.base) {
      case "bra" -> {
        a.opcode.take("uni");
        yield new Code(a.source, Code.Control.BRANCH);
      }
      case "brx" -> {
        a.opcode.take("idx");
        a.opcode.take("uni");
        Code code = new Code(a.source, Code.Control.INDEXED_BRANCH);
        code.index = a.word(0);
        yield code;
      }
      case "ret", "exit" -> {
        a.opcode.take("uni");
        yield new Code(a.source, Code.Control.EXIT);
      }
      case "bar", "barrier" -> barrier(a);
      case "trap" ->
          Code.step(
              a.source,
              (block, from, to) -> {
                throw block.fault(Kind.TRAP, "the kernel gave up", from);
              });
      case "nanosleep" -> {
        a.opcode.takeType();
        yield Code.step(a.source, (block, from, to) -> block.poll());
      }
      default -> null;
    };
  }

  private static Code barrier(Assembly a) {
    a.opcode.takeAny("cta");
    Code code = new Code(a.source, Code.Control.BARRIER);
    if (a.opcode.take("sync")) {
      a.opcode.take("aligned");
      code.barrier = a.constant(0);
      code.barrierThreads = a.count() > 1 ? a.constant(1) : 0;
      return code;
    }
    if (!a.opcode.take("red") || a.count() != 3) {
      return null;
    }
    a.opcode.take("aligned");
    String mode = a.opcode.takeAny("popc", "and", "or");
    a.opcode.takeType();
    int d = a.word(0);
    code.barrier = a.constant(1);
    boolean negated = a.operand(2) instanceof Operand.Negated;
    int source = a.registers.word(negated ? ((Operand.Negated) a.operand(2)).of() : a.operand(2));
    code.step =
        (block, from, to) -> {
          int yes = 0;
          for (int i = from; i < to; i++) {
            yes += negated ? 1 - block.words[source][i] : block.words[source][i];
          }
          int result =
              switch (mode) {
                case "popc" -> yes;
                case "and" -> yes == to - from ? 1 : 0;
                default -> yes > 0 ? 1 : 0;
              };
          Arrays.fill(block.words[d], from, to, result);
        };
    return code;
  }
}
