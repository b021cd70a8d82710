package io.afterspike.kernels.cuda.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One instruction as written.
 *
 * @param line its line in the text
 * @param text its text
 * @param guard the predicate register that switches it, or null
 * @param guardNegated whether it runs where the predicate is false
 * @param opcode with its modifiers, such as {@code ld.global.nc.f32}
 * @param scope the innermost braces around it, for labels
 */
record PtxInstruction(
    int line,
    String text,
    String guard,
    boolean guardNegated,
    String opcode,
    List<Operand> operands,
    int scope) {

  private static final Set<String> WITHOUT_RESULT =
      Set.of(
          "st",
          "red",
          "bra",
          "brx",
          "bar",
          "barrier",
          "membar",
          "fence",
          "ret",
          "exit",
          "trap",
          "cp",
          "nanosleep",
          "prefetch",
          "call",
          "prefetchu",
          "brkpt");

  /** The opcode up to its first dot. */
  String base() {
    int dot = opcode.indexOf('.');
    return dot < 0 ? opcode : opcode.substring(0, dot);
  }

  private boolean hasResult() {
    return !WITHOUT_RESULT.contains(base()) || opcode.contains("bar.red");
  }

  /** The registers that it writes. */
  List<String> written() {
    List<String> names = new ArrayList<>();
    if (hasResult() && !operands.isEmpty()) {
      registers(operands.get(0), names);
    }
    return names;
  }

  /** The registers that it reads, its guard included. */
  List<String> read() {
    List<String> names = new ArrayList<>();
    for (Operand operand : hasResult() ? operands.subList(1, operands.size()) : operands) {
      registers(operand, names);
    }
    if (guard != null) {
      names.add(guard);
    }
    return names;
  }

  private static void registers(Operand operand, List<String> names) {
    if (operand instanceof Operand.Register register) {
      names.add(register.name());
    } else if (operand instanceof Operand.Address address) {
      registers(address.base(), names);
    } else if (operand instanceof Operand.Vector vector) {
      vector.parts().forEach(part -> registers(part, names));
    } else if (operand instanceof Operand.Pair pair) {
      registers(pair.first(), names);
      registers(pair.second(), names);
    } else if (operand instanceof Operand.Negated negated) {
      registers(negated.of(), names);
    }
  }

  /** This instruction's error at loading. */
  EmulatorException unknown(String what, String kernel) {
    return new EmulatorException(
        EmulatorException.Kind.UNKNOWN_INSTRUCTION, what, kernel, line, text);
  }
}
