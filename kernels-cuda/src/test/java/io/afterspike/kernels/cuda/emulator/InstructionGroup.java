package io.afterspike.kernels.cuda.emulator;

/** Instructions of one kind. */
@FunctionalInterface
interface InstructionGroup {
  /**
   * What an instruction does, or null if it is not of this group. Takes the modifiers that it
   * understands from the opcode.
   *
   * @throws IllegalArgumentException if the operands do not fit
   */
  Code assemble(Assembly a);
}
