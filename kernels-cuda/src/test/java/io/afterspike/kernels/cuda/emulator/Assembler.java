package io.afterspike.kernels.cuda.emulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Makes a kernel's instructions ready to run. */
final class Assembler {
  private final PtxFunction function;
  private final RegisterMap registers;
  private final List<InstructionGroup> groups;
  private final DefiniteAssignment assignment;
  private final Set<String> flagged;

  private Assembler(Inliner inlined, RegisterMap registers, KernelLayout layout) {
    function = inlined.flat;
    this.registers = registers;
    groups =
        List.of(
            new FloatInstructions(),
            new IntegerInstructions(),
            new BitInstructions(),
            new DoubleInstructions(),
            new ComparisonInstructions(),
            new ConversionInstructions(),
            new MoveInstructions(),
            new MemoryInstructions(layout),
            new AtomicInstructions(),
            new WarpInstructions(),
            new TensorInstructions(),
            new ControlInstructions());
    assignment = new DefiniteAssignment(function, inlined.targets);
    flagged = assignment.unproved();
  }

  /** The code of a kernel; numbers its registers in {@code registers}. */
  static Code[] assemble(Inliner inlined, RegisterMap registers, KernelLayout layout) {
    Assembler assembler = new Assembler(inlined, registers, layout);
    List<Code> code = new ArrayList<>();
    for (int i = 0; i < assembler.function.instructions.size(); i++) {
      code.add(assembler.assemble(i));
    }
    return code.toArray(new Code[0]);
  }

  private Code assemble(int at) {
    PtxInstruction instruction = function.instructions.get(at);
    Code code;
    try {
      code = fromGroups(instruction);
    } catch (IllegalArgumentException e) {
      throw instruction.unknown(e.getMessage(), function.name);
    }
    code.targets = assignment.targets(at);
    if (instruction.guard() != null) {
      code.guard = registers.word(instruction.guard());
      code.guardValue = instruction.guardNegated() ? 0 : 1;
    }
    if (!flagged.isEmpty()) {
      check(code, at);
    }
    return code;
  }

  private Code fromGroups(PtxInstruction instruction) {
    for (InstructionGroup group : groups) {
      Assembly assembly = new Assembly(instruction, registers);
      Code code = group.assemble(assembly);
      if (code != null) {
        if (!assembly.opcode.isEmpty()) {
          throw new IllegalArgumentException("unknown modifier ." + assembly.opcode);
        }
        return code;
      }
    }
    throw new IllegalArgumentException("unknown instruction " + instruction.opcode());
  }

  /** Lets an instruction check and set the flags of registers that are not proved written. */
  private void check(Code code, int at) {
    Set<String> unproved = assignment.unproved(at);
    if (code.source.guard() != null && unproved.remove(code.source.guard())) {
      code.requiredGuard = registers.flag(code.source.guard());
    }
    if (!unproved.isEmpty()) {
      code.required = unproved.stream().mapToInt(registers::flag).toArray();
    }
    for (String register : code.source.written()) {
      if (!flagged.contains(register)) {
        continue;
      }
      int flag = registers.flag(register);
      if (code.control == Code.Control.WARP) {
        Step.OfWarp step = code.warpStep;
        code.warpStep =
            (block, first, lanes) -> {
              step.run(block, first, lanes);
              for (int lane = 0; lane < 32; lane++) {
                if ((lanes & 1 << lane) != 0) {
                  block.words[flag][first + lane] = 1;
                }
              }
            };
      } else if (code.step != null) {
        code.step =
            code.step.then((block, from, to) -> Arrays.fill(block.words[flag], from, to, 1));
      }
    }
  }
}
