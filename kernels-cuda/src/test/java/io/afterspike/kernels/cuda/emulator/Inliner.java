package io.afterspike.kernels.cuda.emulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one function of a kernel and all it calls: a call becomes the called instructions with
 * names of their own, arguments and results become registers, labels become positions.
 */
final class Inliner {
  private static final int DEEPEST = 16;

  /** The kernel without calls; its labels are not used. */
  final PtxFunction flat;

  /** For each instruction where it may branch to. */
  final List<int[]> targets = new ArrayList<>();

  private final Map<String, PtxFunction> functions;
  private int calls;

  Inliner(PtxFunction kernel, Map<String, PtxFunction> functions) {
    this.functions = functions;
    flat = new PtxFunction(kernel.name, true, kernel.parameters, List.of(), kernel.maximumThreads);
    new Body(kernel, "", Map.of(), 0).emit();
    flat.instructions.add(new PtxInstruction(0, "(end)", null, false, "exit", List.of(), 0));
    targets.add(new int[0]);
  }

  /** One function at one place where it is called. */
  private final class Body {
    private final PtxFunction function;
    private final String prefix;

    /** By the name of each parameter and result the name that its registers begin with. */
    private final Map<String, String> arguments;

    private final int depth;
    private final int[] positions;

    Body(PtxFunction function, String prefix, Map<String, String> arguments, int depth) {
      this.function = function;
      this.prefix = prefix;
      this.arguments = arguments;
      this.depth = depth;
      positions = new int[function.instructions.size() + 1];
    }

    void emit() {
      function.registers.forEach((name, type) -> flat.registers.put(prefix + name, type));
      for (PtxVariable v : function.variables) {
        if (!v.space().equals("param")) {
          flat.variables.add(
              new PtxVariable(prefix + v.name(), v.space(), v.align(), v.bytes(), v.initial()));
        }
      }
      Map<Integer, PtxInstruction> branches = new HashMap<>();
      for (int i = 0; i < function.instructions.size(); i++) {
        positions[i] = flat.instructions.size();
        PtxInstruction instruction = function.instructions.get(i);
        switch (instruction.base()) {
          case "call" -> call(instruction);
          case "bra", "brx" -> {
            branches.put(flat.instructions.size(), instruction);
            add(renamed(instruction));
          }
          case "ret" -> {
            if (depth > 0) {
              branches.put(flat.instructions.size(), instruction);
              add(renamed(withOpcode(instruction, "bra", List.of())));
            } else {
              add(renamed(instruction));
            }
          }
          default -> {
            if (!argument(instruction)) {
              add(renamed(instruction));
            }
          }
        }
      }
      positions[function.instructions.size()] = flat.instructions.size();
      branches.forEach((at, instruction) -> targets.set(at, targetsOf(instruction)));
    }

    private void add(PtxInstruction instruction) {
      flat.instructions.add(instruction);
      targets.add(new int[0]);
    }

    private int[] targetsOf(PtxInstruction branch) {
      if (branch.base().equals("ret")) {
        return new int[] {positions[function.instructions.size()]};
      }
      List<Operand> operands = branch.operands();
      List<String> labels;
      if (branch.base().equals("bra")) {
        labels = List.of(symbol(branch, operands.isEmpty() ? null : operands.get(0)));
      } else {
        labels =
            function.branchTargets.get(
                symbol(branch, operands.size() < 2 ? null : operands.get(1)));
        if (labels == null) {
          throw branch.unknown("unknown table of targets", flat.name);
        }
      }
      int[] positionsOfLabels = new int[labels.size()];
      for (int i = 0; i < positionsOfLabels.length; i++) {
        int label = function.label(branch.scope(), labels.get(i));
        if (label < 0) {
          throw branch.unknown("unknown label " + labels.get(i), flat.name);
        }
        positionsOfLabels[i] = positions[label];
      }
      return positionsOfLabels;
    }

    private String symbol(PtxInstruction instruction, Operand operand) {
      if (operand instanceof Operand.Symbol symbol && symbol.offset() == 0) {
        return symbol.name();
      }
      throw instruction.unknown("a name is missing", flat.name);
    }

    private void call(PtxInstruction call) {
      List<Operand> operands = new ArrayList<>(call.operands());
      List<String> results = new ArrayList<>();
      if (!operands.isEmpty() && operands.get(0) instanceof Operand.Vector vector) {
        vector.parts().forEach(part -> results.add(symbol(call, part)));
        operands.remove(0);
      }
      PtxFunction called = operands.isEmpty() ? null : functions.get(symbol(call, operands.get(0)));
      if (called == null || called.kernel || call.guard() != null || depth == DEEPEST) {
        throw call.unknown("unknown, conditional or recursive call", flat.name);
      }
      List<String> given = new ArrayList<>();
      if (operands.size() > 1 && operands.get(1) instanceof Operand.Vector vector) {
        vector.parts().forEach(part -> given.add(symbol(call, part)));
      }
      if (given.size() != called.parameters.size() || results.size() != called.results.size()) {
        throw call.unknown("unknown number of arguments", flat.name);
      }
      Map<String, String> names = new HashMap<>();
      for (int i = 0; i < given.size(); i++) {
        names.put(called.parameters.get(i).name(), prefix + given.get(i));
      }
      for (int i = 0; i < results.size(); i++) {
        names.put(called.results.get(i).name(), prefix + results.get(i));
      }
      new Body(called, prefix + called.name + "#" + calls++ + "/", names, depth + 1).emit();
    }

    /** Turns st.param and ld.param of arguments and results into moves of registers. */
    private boolean argument(PtxInstruction instruction) {
      boolean store = instruction.opcode().startsWith("st.param.");
      boolean load = instruction.opcode().startsWith("ld.param.");
      if (!store && !load || instruction.operands().size() != 2) {
        return false;
      }
      Operand at = instruction.operands().get(store ? 0 : 1);
      if (!(at instanceof Operand.Address address
          && address.base() instanceof Operand.Symbol symbol)) {
        return false;
      }
      boolean ofKernel =
          depth == 0 && function.parameters.stream().anyMatch(p -> p.name().equals(symbol.name()));
      if (ofKernel) {
        return false;
      }
      String name = arguments.getOrDefault(symbol.name(), prefix + symbol.name());
      String type = instruction.opcode().substring(instruction.opcode().lastIndexOf('.') + 1);
      Operand other = instruction.operands().get(store ? 1 : 0);
      List<Operand> parts =
          other instanceof Operand.Vector vector ? vector.parts() : List.of(other);
      String bits = TypeSize.of(type) == 8 ? "b64" : "b32";
      for (int i = 0; i < parts.size(); i++) {
        long offset = symbol.offset() + address.offset() + (long) i * TypeSize.of(type);
        String register = name + "+" + offset + "." + bits;
        flat.registers.put(register, bits);
        Operand inside = new Operand.Register(register);
        Operand outside = renamed(parts.get(i));
        String move = "mov." + (TypeSize.of(type) < 4 ? "b32" : type);
        add(
            withOpcode(
                renamed(instruction),
                move,
                store ? List.of(inside, outside) : List.of(outside, inside)));
      }
      return true;
    }

    private PtxInstruction withOpcode(PtxInstruction like, String opcode, List<Operand> operands) {
      return new PtxInstruction(
          like.line(),
          like.text(),
          like.guard(),
          like.guardNegated(),
          opcode,
          operands,
          like.scope());
    }

    private PtxInstruction renamed(PtxInstruction instruction) {
      if (prefix.isEmpty()) {
        return instruction;
      }
      String guard = instruction.guard() == null ? null : prefix + instruction.guard();
      return new PtxInstruction(
          instruction.line(),
          instruction.text(),
          guard,
          instruction.guardNegated(),
          instruction.opcode(),
          instruction.operands().stream().map(this::renamed).toList(),
          instruction.scope());
    }

    private Operand renamed(Operand operand) {
      if (operand instanceof Operand.Register register) {
        boolean own = function.registers.containsKey(register.name());
        return own ? new Operand.Register(prefix + register.name()) : register;
      }
      if (operand instanceof Operand.Symbol symbol) {
        boolean own = function.variables.stream().anyMatch(v -> v.name().equals(symbol.name()));
        return own ? new Operand.Symbol(prefix + symbol.name(), symbol.offset()) : symbol;
      }
      if (operand instanceof Operand.Address address) {
        return new Operand.Address(renamed(address.base()), address.offset());
      }
      if (operand instanceof Operand.Vector vector) {
        return new Operand.Vector(vector.parts().stream().map(this::renamed).toList());
      }
      if (operand instanceof Operand.Pair pair) {
        return new Operand.Pair(renamed(pair.first()), renamed(pair.second()));
      }
      if (operand instanceof Operand.Negated negated) {
        return new Operand.Negated(renamed(negated.of()));
      }
      return operand;
    }
  }
}
