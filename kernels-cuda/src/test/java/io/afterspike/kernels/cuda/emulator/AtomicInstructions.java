package io.afterspike.kernels.cuda.emulator;

import static io.afterspike.kernels.cuda.emulator.Rounding.bits;
import static io.afterspike.kernels.cuda.emulator.Rounding.value;

/** atom and red, in the order of the lanes; fences. */
final class AtomicInstructions implements InstructionGroup {
  /** The new value from the old one and the operands. */
  private interface Operation {
    long apply(long old, long b, long c);
  }

  @Override
  public Code assemble(Assembly a) {
    Step step =
        switch (a.opcode.base) {
          case "atom", "red" -> atomic(a);
          case "membar" -> fence(a, a.opcode.takeAny("gl", "sys", "cta"));
          case "fence" -> {
            a.opcode.takeAny("sc", "acq_rel");
            yield fence(a, a.opcode.takeAny("gpu", "sys", "cluster", "cta"));
          }
          default -> null;
        };
    return step == null ? null : Code.step(a.source, step);
  }

  /** Whether an instruction can order blocks. */
  static boolean ordersBlocks(String opcode) {
    return opcode.matches(
        "membar\\.(gl|sys)|fence\\..*(gpu|sys|cluster)|.*\\.(acquire|release|acq_rel)\\..*");
  }

  private static Step fence(Assembly a, String scope) {
    if (scope.isEmpty()) {
      throw new IllegalArgumentException("unknown scope");
    }
    return scope.equals("cta") ? (block, from, to) -> {} : AtomicInstructions::fence;
  }

  private static void fence(BlockRun block, int from, int to) {
    for (int i = from; i < to; i++) {
      block.races.fence(i);
    }
    block.races.endFences();
  }

  /** An access with the fences that its semantics stand for. */
  static Step withFences(String semantics, Step access) {
    Step fence = AtomicInstructions::fence;
    return switch (semantics) {
      case "acquire" -> access.then(fence);
      case "release" -> fence.then(access);
      case "acq_rel" -> fence.then(access).then(fence);
      default -> access;
    };
  }

  private static Step atomic(Assembly a) {
    boolean result = a.opcode.base.equals("atom");
    String type = a.opcode.takeType();
    String semantics = a.opcode.takeAny("acquire", "release", "acq_rel", "relaxed");
    a.opcode.takeAny("gpu", "sys", "cta", "cluster");
    a.opcode.takeAny("L2::cache_hint");
    int space = MemoryInstructions.space(a.opcode);
    String name =
        a.opcode.takeAny("add", "min", "max", "and", "or", "xor", "exch", "cas", "inc", "dec");
    Operation operation = operation(name, type, space);
    int bytes = MemoryInstructions.size(type);
    boolean wide = bytes == 8;
    int first = result ? 1 : 0;
    boolean unused = !result || a.operand(0) instanceof Operand.Sink;
    int d = unused ? -1 : wide ? a.wide(0) : a.word(0);
    MemoryInstructions.Place place = MemoryInstructions.place(a, first);
    int b = source(a, first + 1, wide, type);
    int c = name.equals("cas") ? source(a, first + 2, wide, type) : b;
    Step step =
        (block, from, to) -> {
          for (int i = from; i < to; i++) {
            long address = block.wides[place.register()][i] + place.offset();
            long x = wide ? block.wides[b][i] : block.words[b][i];
            long y = wide ? block.wides[c][i] : block.words[c][i];
            long old = block.memory.update(space, address, bytes, o -> operation.apply(o, x, y), i);
            if (d >= 0 && wide) {
              block.wides[d][i] = old;
            } else if (d >= 0) {
              block.words[d][i] = (int) old;
            }
          }
        };
    return place.then(withFences(semantics, step));
  }

  private static int source(Assembly a, int i, boolean wide, String type) {
    return wide ? a.registers.wide(a.operand(i), type.equals("f64")) : a.word(i);
  }

  private static Operation operation(String name, String type, int space) {
    boolean signed = TypeSize.signed(type);
    boolean wide = TypeSize.of(type) == 8;
    return switch (name) {
      case "add" ->
          switch (type) {
            // PTX: float32 sums in global memory flush subnormal numbers
            case "f32" ->
                space == BlockMemory.SHARED
                    ? (o, b, c) -> bits(value((int) o) + value((int) b))
                    : (o, b, c) ->
                        bits(
                            Rounding.flush(
                                Rounding.flush(value((int) o)) + Rounding.flush(value((int) b))));
            case "f64" ->
                (o, b, c) ->
                    Double.doubleToRawLongBits(
                        Double.longBitsToDouble(o) + Double.longBitsToDouble(b));
            case "u32", "s32", "u64", "s64" -> (o, b, c) -> o + b;
            default -> throw new IllegalArgumentException("unknown type ." + type);
          };
      case "min" -> (o, b, c) -> less(b, o, signed, wide) ? b : o;
      case "max" -> (o, b, c) -> less(o, b, signed, wide) ? b : o;
      case "and" -> (o, b, c) -> o & b;
      case "or" -> (o, b, c) -> o | b;
      case "xor" -> (o, b, c) -> o ^ b;
      case "exch" -> (o, b, c) -> b;
      case "cas" -> wide ? (o, b, c) -> o == b ? c : o : (o, b, c) -> (int) o == (int) b ? c : o;
      case "inc" -> (o, b, c) -> less(o, b, false, wide) ? o + 1 : 0;
      case "dec" -> (o, b, c) -> (int) o == 0 || less(b, o, false, wide) ? b : o - 1;
      default -> throw new IllegalArgumentException("unknown operation");
    };
  }

  private static boolean less(long a, long b, boolean signed, boolean wide) {
    if (wide) {
      return signed ? a < b : Long.compareUnsigned(a, b) < 0;
    }
    return signed ? (int) a < (int) b : Integer.compareUnsigned((int) a, (int) b) < 0;
  }
}
