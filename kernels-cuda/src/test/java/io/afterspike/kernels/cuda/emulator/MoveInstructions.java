package io.afterspike.kernels.cuda.emulator;

import java.util.List;

/** mov with its packing forms, cvta, isspacep. */
final class MoveInstructions implements InstructionGroup {
  @Override
  public Code assemble(Assembly a) {
    Step step =
        switch (a.opcode.base) {
          case "mov" -> mov(a);
          case "cvta" -> cvta(a);
          case "isspacep" -> isSpace(a);
          default -> null;
        };
    return step == null ? null : Code.step(a.source, step);
  }

  private static Step mov(Assembly a) {
    String type = a.opcode.takeType();
    if (a.operand(0) instanceof Operand.Vector) {
      return unpack(a);
    }
    if (a.operand(1) instanceof Operand.Vector) {
      return pack(a);
    }
    if (type.equals("pred")) {
      return Loops.words(a.word(0), a.word(1), p -> p != 0 ? 1 : 0);
    }
    if (TypeSize.of(type) == 8) {
      int d = a.wide(0);
      int x = a.registers.wide(a.operand(1), type.equals("f64"));
      return (block, from, to) ->
          System.arraycopy(block.wides[x], from, block.wides[d], from, to - from);
    }
    if (TypeSize.of(type) < 2) {
      throw new IllegalArgumentException("unknown type ." + type);
    }
    int d = a.word(0);
    int x = a.word(1);
    return (block, from, to) ->
        System.arraycopy(block.words[x], from, block.words[d], from, to - from);
  }

  /** {@code mov.b64 {low, high}, x} and {@code mov.b32 {low, high}, x}. */
  private static Step unpack(Assembly a) {
    List<Operand> parts = a.parts(0);
    Step step = null;
    int width = (a.isWide(1) ? 64 : 32) / parts.size();
    for (int i = 0; i < parts.size(); i++) {
      int d = a.registers.word(parts.get(i));
      int shift = i * width;
      int mask = width == 32 ? -1 : (1 << width) - 1;
      Step one =
          a.isWide(1)
              ? Loops.narrowed(d, a.wide(1), x -> (int) (x >>> shift) & mask)
              : Loops.words(d, a.word(1), x -> x >>> shift & mask);
      step = step == null ? one : step.then(one);
    }
    return step;
  }

  /** {@code mov.b64 x, {low, high}} and {@code mov.b32 x, {low, high}}. */
  private static Step pack(Assembly a) {
    List<Operand> parts = a.parts(1);
    int[] from = new int[parts.size()];
    for (int i = 0; i < from.length; i++) {
      from[i] = a.registers.word(parts.get(i));
    }
    boolean wide = a.isWide(0);
    int width = (wide ? 64 : 32) / from.length;
    long mask = (1L << width) - 1;
    int d = wide ? a.wide(0) : a.word(0);
    return (block, first, last) -> {
      for (int lane = first; lane < last; lane++) {
        long value = 0;
        for (int i = 0; i < from.length; i++) {
          value |= (block.words[from[i]][lane] & mask) << i * width;
        }
        if (wide) {
          block.wides[d][lane] = value;
        } else {
          block.words[d][lane] = (int) value;
        }
      }
    };
  }

  private static long window(String space) {
    return switch (space) {
      case "shared" -> EmulatedMemory.SHARED_ID << EmulatedMemory.OFFSET_BITS;
      case "local" -> EmulatedMemory.LOCAL_ID << EmulatedMemory.OFFSET_BITS;
      default -> 0;
    };
  }

  private static Step cvta(Assembly a) {
    boolean toSpace = a.opcode.take("to");
    String space = a.opcode.takeAny("global", "shared", "local", "const", "param");
    if (!a.opcode.takeType().equals("u64") || space.isEmpty() || space.equals("param")) {
      throw new IllegalArgumentException("unknown form of cvta");
    }
    long window = window(space);
    int d = a.wide(0);
    int x = a.wide(1);
    // A generic address of another space keeps its high bits, so that using it is an error.
    return toSpace ? Loops.wides(d, x, p -> p ^ window) : Loops.wides(d, x, p -> p + window);
  }

  private static Step isSpace(Assembly a) {
    String space = a.opcode.takeAny("global", "shared", "local");
    long id = window(space) >>> EmulatedMemory.OFFSET_BITS;
    boolean global = space.equals("global");
    return Loops.narrowed(
        a.word(0),
        a.wide(1),
        x -> {
          long of = x >>> EmulatedMemory.OFFSET_BITS;
          return (global ? of < EmulatedMemory.LOCAL_ID : of == id) ? 1 : 0;
        });
  }
}
