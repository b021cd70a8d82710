package io.afterspike.kernels.cuda.emulator;

import java.util.List;

/** ld and st of all spaces, vectors too; cp.async; prefetches, which do nothing. */
final class MemoryInstructions implements InstructionGroup {
  /** Hints that change no value. */
  private static final String[] HINTS = {
    "ca",
    "cg",
    "cs",
    "lu",
    "cv",
    "wb",
    "wt",
    "L1::evict_normal",
    "L1::evict_unchanged",
    "L1::evict_first",
    "L1::evict_last",
    "L1::no_allocate",
    "L2::64B",
    "L2::128B",
    "L2::256B"
  };

  private final KernelLayout layout;

  MemoryInstructions(KernelLayout layout) {
    this.layout = layout;
  }

  @Override
  public Code assemble(Assembly a) {
    Step step =
        switch (a.opcode.base) {
          case "ld", "ldu" -> load(a);
          case "st" -> store(a);
          case "cp" -> copy(a);
          case "prefetch", "prefetchu" -> {
            a.opcode.takeRest();
            yield (block, from, to) -> {};
          }
          default -> null;
        };
    return step == null ? null : Code.step(a.source, step);
  }

  /** Takes the space from the opcode: one of the numbers of {@link BlockMemory}. */
  static int space(Opcode opcode) {
    return switch (opcode.takeAny("global", "shared::cta", "shared", "local", "const")) {
      case "global", "const" -> BlockMemory.GLOBAL;
      case "shared", "shared::cta" -> BlockMemory.SHARED;
      case "local" -> BlockMemory.LOCAL;
      default -> BlockMemory.GENERIC;
    };
  }

  /** Whether the access is ordered with others; takes what says so. */
  static boolean strong(Opcode opcode) {
    boolean strong = !opcode.takeAny("volatile", "relaxed").isEmpty();
    if (strong) {
      opcode.takeAny("gpu", "sys", "cta");
    }
    opcode.take("weak");
    return strong;
  }

  private static void takeHints(Opcode opcode) {
    while (!opcode.takeAny(HINTS).isEmpty()) {}
  }

  /**
   * Where an address operand points: its register of 64 bits, after the step, if any, that fills
   * it.
   */
  record Place(int register, long offset, Step before) {
    Step then(Step access) {
      return before == null ? access : before.then(access);
    }
  }

  static Place place(Assembly a, int i) {
    if (!(a.operand(i) instanceof Operand.Address address)) {
      throw new IllegalArgumentException("operand " + (i + 1) + " must be an address");
    }
    if (address.base() instanceof Operand.Register register && !a.registers.isWide(register)) {
      int wide = a.registers.newWide();
      Step before = Loops.widened(wide, a.registers.word(register), x -> x & 0xFFFFFFFFL);
      return new Place(wide, address.offset(), before);
    }
    if (address.base() instanceof Operand.Symbol symbol && symbol.offset() != 0) {
      int base = a.registers.wide(new Operand.Symbol(symbol.name(), 0));
      return new Place(base, address.offset() + symbol.offset(), null);
    }
    return new Place(a.registers.wide(address.base()), address.offset(), null);
  }

  private Step load(Assembly a) {
    String type = a.opcode.takeType();
    int count = vector(a.opcode);
    List<Operand> parts = a.parts(0);
    requireParts(parts, count);
    int bytes = size(type);
    if (a.opcode.take("param")) {
      return parameter(a, parts, type, bytes);
    }
    boolean strong = strong(a.opcode);
    int space = space(a.opcode);
    boolean readOnly = a.opcode.take("nc");
    takeHints(a.opcode);
    Place place = place(a, 1);
    Step step = null;
    for (int i = 0; i < count; i++) {
      long offset = place.offset() + (long) i * bytes;
      Step one =
          strong
              ? loadStrong(a, parts.get(i), place.register(), offset, space, bytes)
              : load(a, parts.get(i), place.register(), offset, space, type, readOnly);
      step = step == null ? one : step.then(one);
    }
    return place.then(whole(place, space, bytes * count, count, step));
  }

  /** An access of several elements must fit and be aligned as one. */
  private static Step whole(Place place, int space, int bytes, int count, Step step) {
    if (count == 1) {
      return step;
    }
    int p = place.register();
    Step check =
        (block, from, to) -> {
          long[] address = block.wides[p];
          for (int i = from; i < to; i++) {
            block.memory.check(space, address[i] + place.offset(), bytes, i);
          }
        };
    return check.then(step);
  }

  private static int vector(Opcode opcode) {
    return switch (opcode.takeAny("v2", "v4")) {
      case "v2" -> 2;
      case "v4" -> 4;
      default -> 1;
    };
  }

  private static void requireParts(List<Operand> parts, int count) {
    if (parts.size() != count) {
      throw new IllegalArgumentException(parts.size() + " elements for a vector of " + count);
    }
  }

  static int size(String type) {
    int bytes = TypeSize.of(type);
    if (bytes == 0) {
      throw new IllegalArgumentException("unknown type ." + type);
    }
    return bytes;
  }

  private static Step load(
      Assembly a, Operand to, int p, long offset, int space, String type, boolean readOnly) {
    int bytes = size(type);
    if (bytes == 4 && !a.registers.isWide(to)) {
      int d = a.registers.word(to);
      if (readOnly) {
        return (block, from, end) -> {
          int[] r = block.words[d];
          long[] address = block.wides[p];
          for (int i = from; i < end; i++) {
            r[i] = block.memory.loadReadOnly(address[i] + offset, i);
          }
        };
      }
      return (block, from, end) -> {
        int[] r = block.words[d];
        long[] address = block.wides[p];
        BlockMemory memory = block.memory;
        for (int i = from; i < end; i++) {
          r[i] = memory.loadWord(space, address[i] + offset, i);
        }
      };
    }
    boolean signed = TypeSize.signed(type);
    if (!a.registers.isWide(to)) {
      if (bytes == 8) {
        throw new IllegalArgumentException("64 bits to a register of 32");
      }
      int d = a.registers.word(to);
      return (block, from, end) -> {
        for (int i = from; i < end; i++) {
          int value = block.memory.loadPart(space, block.wides[p][i] + offset, bytes, i);
          block.words[d][i] = signed ? (int) extend(value, bytes) : value;
        }
      };
    }
    int d = a.registers.wide(to);
    if (bytes == 8) {
      return (block, from, end) -> {
        for (int i = from; i < end; i++) {
          block.wides[d][i] = block.memory.loadWide(space, block.wides[p][i] + offset, i);
        }
      };
    }
    return (block, from, end) -> {
      for (int i = from; i < end; i++) {
        long address = block.wides[p][i] + offset;
        long value =
            bytes == 4
                ? block.memory.loadWord(space, address, i) & 0xFFFFFFFFL
                : block.memory.loadPart(space, address, bytes, i);
        block.wides[d][i] = signed ? extend(value, bytes) : value;
      }
    };
  }

  private static long extend(long value, int bytes) {
    return value << 64 - 8 * bytes >> 64 - 8 * bytes;
  }

  private static Step loadStrong(Assembly a, Operand to, int p, long offset, int space, int bytes) {
    if (bytes < 4) {
      throw new IllegalArgumentException("volatile access of less than 32 bits");
    }
    boolean wide = a.registers.isWide(to);
    int d = wide ? a.registers.wide(to) : a.registers.word(to);
    return (block, from, end) -> {
      for (int i = from; i < end; i++) {
        long value = block.memory.loadStrong(space, block.wides[p][i] + offset, bytes, i);
        if (wide) {
          block.wides[d][i] = value;
        } else {
          block.words[d][i] = (int) value;
        }
      }
    };
  }

  /** Parameters of the kernel: the same for all lanes, unless the address is computed. */
  private Step parameter(Assembly a, List<Operand> parts, String type, int bytes) {
    Place place = place(a, 1);
    Step step = null;
    for (int n = 0; n < parts.size(); n++) {
      long offset = place.offset() + (long) n * bytes;
      boolean wide = a.registers.isWide(parts.get(n));
      int d = wide ? a.registers.wide(parts.get(n)) : a.registers.word(parts.get(n));
      boolean signed = TypeSize.signed(type);
      Step one =
          (block, from, to) -> {
            for (int i = from; i < to; i++) {
              long value =
                  layout.parameter(block, block.wides[place.register()][i] + offset, bytes, i);
              long extended = signed ? extend(value, bytes) : value;
              if (wide) {
                block.wides[d][i] = extended;
              } else {
                block.words[d][i] = (int) extended;
              }
            }
          };
      step = step == null ? one : step.then(one);
    }
    return place.then(step);
  }

  private Step store(Assembly a) {
    String type = a.opcode.takeType();
    int count = vector(a.opcode);
    List<Operand> parts = a.parts(1);
    requireParts(parts, count);
    int bytes = size(type);
    boolean strong = strong(a.opcode);
    int space = space(a.opcode);
    takeHints(a.opcode);
    Place place = place(a, 0);
    Step step = null;
    for (int i = 0; i < count; i++) {
      long offset = place.offset() + (long) i * bytes;
      Step one = store(a, parts.get(i), place.register(), offset, space, type, strong);
      step = step == null ? one : step.then(one);
    }
    return place.then(whole(place, space, bytes * count, count, step));
  }

  private static Step store(
      Assembly a, Operand value, int p, long offset, int space, String type, boolean strong) {
    int bytes = size(type);
    boolean wide = a.registers.isWide(value) || bytes == 8;
    int x = wide ? a.registers.wide(value, type.equals("f64")) : a.registers.word(value);
    if (strong) {
      if (bytes < 4) {
        throw new IllegalArgumentException("volatile access of less than 32 bits");
      }
      return (block, from, to) -> {
        for (int i = from; i < to; i++) {
          long bits = wide ? block.wides[x][i] : block.words[x][i];
          block.memory.storeStrong(space, block.wides[p][i] + offset, bits, bytes, i);
        }
      };
    }
    if (bytes == 4 && !wide) {
      return (block, from, to) -> {
        int[] values = block.words[x];
        long[] address = block.wides[p];
        BlockMemory memory = block.memory;
        for (int i = from; i < to; i++) {
          memory.storeWord(space, address[i] + offset, values[i], i);
        }
      };
    }
    return (block, from, to) -> {
      for (int i = from; i < to; i++) {
        long address = block.wides[p][i] + offset;
        long bits = wide ? block.wides[x][i] : block.words[x][i];
        if (bytes == 8) {
          block.memory.storeWide(space, address, bits, i);
        } else if (bytes == 4) {
          block.memory.storeWord(space, address, (int) bits, i);
        } else {
          block.memory.storePart(space, address, (int) bits, bytes, i);
        }
      }
    };
  }

  /** cp.async: the copy, the end of a group, the wait for groups. */
  private static Step copy(Assembly a) {
    if (!a.opcode.take("async")) {
      throw new IllegalArgumentException("only cp.async");
    }
    if (a.opcode.take("commit_group")) {
      return (block, from, to) -> {
        for (int i = from; i < to; i++) {
          block.copies.commit(i);
        }
      };
    }
    boolean all = a.opcode.take("wait_all");
    if (all || a.opcode.take("wait_group")) {
      int pending = all ? 0 : a.constant(0);
      return (block, from, to) -> {
        for (int i = from; i < to; i++) {
          if (all) {
            block.copies.commit(i);
          }
          block.copies.await(block.memory, i, pending);
        }
      };
    }
    takeHints(a.opcode);
    if (a.opcode.takeAny("shared", "shared::cta").isEmpty() || !a.opcode.take("global")) {
      throw new IllegalArgumentException("only from global to shared memory");
    }
    Place target = place(a, 0);
    Place source = place(a, 1);
    int bytes = a.constant(2);
    if (bytes != 4 && bytes != 8 && bytes != 16) {
      throw new IllegalArgumentException("cp.async copies 4, 8 or 16 bytes");
    }
    // The optional fourth operand: so many bytes are read, the rest is zero.
    int read = a.count() > 3 ? a.word(3) : -1;
    return target.then(
        source.then(
            (block, from, to) -> {
              for (int i = from; i < to; i++) {
                long address = block.wides[source.register()][i] + source.offset();
                long place = block.wides[target.register()][i] + target.offset();
                int wanted = read < 0 ? bytes : block.words[read][i];
                block.memory.check(BlockMemory.SHARED, place, bytes, i);
                int[] words = new int[bytes / 4];
                if (wanted == bytes) {
                  block.memory.check(BlockMemory.GLOBAL, address, bytes, i);
                }
                for (int w = 0; w < wanted / 4; w++) {
                  words[w] = block.memory.loadWord(BlockMemory.GLOBAL, address + 4L * w, i);
                }
                block.copies.begin(i, place, words);
              }
            }));
  }
}
