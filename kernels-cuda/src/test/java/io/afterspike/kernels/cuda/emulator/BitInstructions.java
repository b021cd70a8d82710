package io.afterspike.kernels.cuda.emulator;

/** Logic, shifts, bit fields, permutations and counts. */
final class BitInstructions implements InstructionGroup {
  @Override
  public Code assemble(Assembly a) {
    Step step =
        switch (a.opcode.base) {
          case "and", "or", "xor", "not", "cnot" -> logic(a);
          case "shl", "shr" -> shift(a);
          case "shf" -> funnel(a);
          case "bfe" -> extract(a);
          case "bfi" -> insert(a);
          case "prmt" -> permute(a);
          case "popc", "clz", "brev", "bfind" -> count(a);
          case "lop3" -> lookup(a);
          default -> null;
        };
    return step == null ? null : Code.step(a.source, step);
  }

  private static Step logic(Assembly a) {
    String type = a.opcode.takeType();
    if (type.equals("b64")) {
      int d = a.wide(0);
      int x = a.wide(1);
      int y = a.count() > 2 ? a.wide(2) : -1;
      return switch (a.opcode.base) {
        case "and" -> Loops.wides(d, x, y, (p, q) -> p & q);
        case "or" -> Loops.wides(d, x, y, (p, q) -> p | q);
        case "xor" -> Loops.wides(d, x, y, (p, q) -> p ^ q);
        case "not" -> Loops.wides(d, x, p -> ~p);
        default -> Loops.wides(d, x, p -> p == 0 ? 1 : 0);
      };
    }
    if (!type.equals("b32") && !type.equals("b16") && !type.equals("pred")) {
      throw new IllegalArgumentException("unknown type ." + type);
    }
    int d = a.word(0);
    int x = a.word(1);
    int y = a.count() > 2 ? a.word(2) : -1;
    boolean predicate = type.equals("pred");
    int bits = type.equals("b16") ? 0xFFFF : -1;
    return switch (a.opcode.base) {
      case "and" -> and(d, x, y);
      case "or" -> or(d, x, y);
      case "xor" -> Loops.words(d, x, y, (p, q) -> p ^ q);
      case "not" -> Loops.words(d, x, predicate ? p -> 1 - p : p -> ~p);
      default -> Loops.words(d, x, p -> (p & bits) == 0 ? 1 : 0);
    };
  }

  private static Step and(int d, int a, int b) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = x[i] & y[i];
      }
    };
  }

  private static Step or(int d, int a, int b) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = x[i] | y[i];
      }
    };
  }

  private static Step shift(Assembly a) {
    boolean left = a.opcode.base.equals("shl");
    String type = a.opcode.takeType();
    int y = a.word(2);
    return switch (type) {
      case "b64", "u64" ->
          left
              ? leftWide(a.wide(0), a.wide(1), y)
              : Loops.shifted(a.wide(0), a.wide(1), y, (p, n) -> beyond(n, 64) ? 0 : p >>> n);
      case "s64" -> Loops.shifted(a.wide(0), a.wide(1), y, (p, n) -> p >> (beyond(n, 64) ? 63 : n));
      case "b32", "u32" -> left ? left(a.word(0), a.word(1), y) : right(a.word(0), a.word(1), y);
      case "s32" -> Loops.words(a.word(0), a.word(1), y, (p, n) -> p >> (beyond(n, 32) ? 31 : n));
      case "b16", "u16" ->
          left
              ? Loops.words(a.word(0), a.word(1), y, (p, n) -> beyond(n, 16) ? 0 : p << n)
              : Loops.words(
                  a.word(0), a.word(1), y, (p, n) -> beyond(n, 16) ? 0 : (p & 0xFFFF) >> n);
      case "s16" ->
          Loops.words(a.word(0), a.word(1), y, (p, n) -> (short) p >> (beyond(n, 16) ? 15 : n));
      default -> throw new IllegalArgumentException("unknown type ." + type);
    };
  }

  /** Shifts by the width or more shift everything out; amounts are unsigned. */
  private static boolean beyond(long n, int width) {
    return n < 0 || n >= width;
  }

  private static Step left(int d, int a, int b) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = (y[i] & ~31) != 0 ? 0 : x[i] << y[i];
      }
    };
  }

  private static Step leftWide(int d, int a, int b) {
    return (block, from, to) -> {
      long[] r = block.wides[d];
      long[] x = block.wides[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = (y[i] & ~63) != 0 ? 0 : x[i] << y[i];
      }
    };
  }

  private static Step right(int d, int a, int b) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = (y[i] & ~31) != 0 ? 0 : x[i] >>> y[i];
      }
    };
  }

  private static Step funnel(Assembly a) {
    boolean left = a.opcode.takeAny("l", "r").equals("l");
    boolean wrap = a.opcode.takeAny("wrap", "clamp").equals("wrap");
    if (!a.opcode.takeType().equals("b32")) {
      throw new IllegalArgumentException("only .b32");
    }
    return Loops.words(
        a.word(0),
        a.registers.word(a.operand(1)),
        a.word(2),
        a.word(3),
        (low, high, n) -> {
          int by = wrap ? n & 31 : beyond(n, 32) ? 32 : n;
          long both = (long) high << 32 | low & 0xFFFFFFFFL;
          return left ? (int) (both << by >>> 32) : (int) (both >>> by);
        });
  }

  private static Step extract(Assembly a) {
    String type = a.opcode.takeType();
    boolean signed = TypeSize.signed(type);
    if (TypeSize.of(type) == 8) {
      int d = a.wide(0);
      int x = a.wide(1);
      int start = a.word(2);
      int length = a.word(3);
      return (block, from, to) -> {
        for (int i = from; i < to; i++) {
          block.wides[d][i] =
              field(block.wides[x][i], block.words[start][i], block.words[length][i], 64, signed);
        }
      };
    }
    return Loops.words(
        a.word(0),
        a.word(1),
        a.word(2),
        a.word(3),
        (x, start, length) -> (int) field(signed ? x : x & 0xFFFFFFFFL, start, length, 32, signed));
  }

  /** Bits [start, start + length) of x, the last of them (or of x) being the sign. */
  private static long field(long x, int start, int length, int width, boolean signed) {
    int first = start & 255;
    int count = length & 255;
    if (count == 0) {
      return 0;
    }
    long sign = signed ? x >>> Math.min(first + count - 1, width - 1) & 1 : 0;
    long value = 0;
    for (int bit = 0; bit < width; bit++) {
      long one = bit < count && first + bit < width ? x >>> first + bit & 1 : sign;
      value |= one << bit;
    }
    return width == 32 ? (int) value : value;
  }

  private static Step insert(Assembly a) {
    if (a.opcode.takeType().equals("b64")) {
      int d = a.wide(0);
      int x = a.wide(1);
      int y = a.wide(2);
      int start = a.word(3);
      int length = a.word(4);
      return (block, from, to) -> {
        for (int i = from; i < to; i++) {
          long mask = mask(block.words[start][i], block.words[length][i], 64);
          long moved = mask == 0 ? 0 : block.wides[x][i] << block.words[start][i];
          block.wides[d][i] = block.wides[y][i] & ~mask | moved & mask;
        }
      };
    }
    int d = a.word(0);
    int x = a.word(1);
    int y = a.word(2);
    int start = a.word(3);
    int length = a.word(4);
    return (block, from, to) -> {
      for (int i = from; i < to; i++) {
        int mask = (int) mask(block.words[start][i], block.words[length][i], 32);
        int moved = mask == 0 ? 0 : block.words[x][i] << block.words[start][i];
        block.words[d][i] = block.words[y][i] & ~mask | moved & mask;
      }
    };
  }

  /** Bits [start, start + length), as far as they are within the width. */
  private static long mask(int start, int length, int width) {
    int first = start & 255;
    int end = Math.min(first + (length & 255), width);
    long mask = 0;
    for (int bit = first; bit < end; bit++) {
      mask |= 1L << bit;
    }
    return mask;
  }

  private static Step permute(Assembly a) {
    if (!a.opcode.takeType().equals("b32")) {
      throw new IllegalArgumentException("only .b32 without a mode");
    }
    return Loops.words(
        a.word(0),
        a.word(1),
        a.word(2),
        a.word(3),
        (low, high, selectors) -> {
          long both = (long) high << 32 | low & 0xFFFFFFFFL;
          int result = 0;
          for (int i = 0; i < 4; i++) {
            int selector = selectors >>> 4 * i & 15;
            int value = (int) (both >>> 8 * (selector & 7)) & 0xFF;
            if ((selector & 8) != 0) {
              value = (value & 0x80) != 0 ? 0xFF : 0;
            }
            result |= value << 8 * i;
          }
          return result;
        });
  }

  private static Step count(Assembly a) {
    boolean asShift = a.opcode.take("shiftamt");
    String type = a.opcode.takeType();
    boolean signed = TypeSize.signed(type);
    int d = a.opcode.base.equals("brev") && TypeSize.of(type) == 8 ? a.wide(0) : a.word(0);
    if (TypeSize.of(type) == 8) {
      int x = a.wide(1);
      return switch (a.opcode.base) {
        case "popc" -> Loops.narrowed(d, x, Long::bitCount);
        case "clz" -> Loops.narrowed(d, x, Long::numberOfLeadingZeros);
        case "brev" -> Loops.wides(d, x, Long::reverse);
        default ->
            Loops.narrowed(
                d,
                x,
                p -> {
                  int zeros = Long.numberOfLeadingZeros(signed && p < 0 ? ~p : p);
                  return zeros == 64 ? -1 : asShift ? zeros : 63 - zeros;
                });
      };
    }
    int x = a.word(1);
    return switch (a.opcode.base) {
      case "popc" -> Loops.words(d, x, Integer::bitCount);
      case "clz" -> Loops.words(d, x, Integer::numberOfLeadingZeros);
      case "brev" -> Loops.words(d, x, Integer::reverse);
      default ->
          Loops.words(
              d,
              x,
              p -> {
                int zeros = Integer.numberOfLeadingZeros(signed && p < 0 ? ~p : p);
                return zeros == 32 ? -1 : asShift ? zeros : 31 - zeros;
              });
    };
  }

  private static Step lookup(Assembly a) {
    if (!a.opcode.takeType().equals("b32")) {
      throw new IllegalArgumentException("only .b32");
    }
    int table = a.constant(4);
    return Loops.words(
        a.word(0),
        a.word(1),
        a.word(2),
        a.word(3),
        (p, q, s) -> {
          int result = 0;
          for (int row = 0; row < 8; row++) {
            if ((table & 1 << row) != 0) {
              result |=
                  ((row & 4) != 0 ? p : ~p) & ((row & 2) != 0 ? q : ~q) & ((row & 1) != 0 ? s : ~s);
            }
          }
          return result;
        });
  }
}
