package io.afterspike.kernels.cuda.emulator;

/** add, sub, mul, mad, div, rem, abs, neg, min, max, sad of 16, 32 and 64 bits. */
final class IntegerInstructions implements InstructionGroup {
  @Override
  public Code assemble(Assembly a) {
    Step step =
        switch (a.opcode.type()) {
          case "s32", "u32", "b32" -> words(a);
          case "s64", "u64", "b64" -> wides(a);
          case "s16", "u16" -> halves(a);
          default -> null;
        };
    return step == null ? null : Code.step(a.source, step);
  }

  private static Step words(Assembly a) {
    switch (a.opcode.base) {
      case "add", "sub", "mul", "mad", "div", "rem", "abs", "neg", "min", "max", "sad" -> {}
      default -> {
        return null;
      }
    }
    String type = a.opcode.takeType();
    boolean signed = TypeSize.signed(type);
    if (a.opcode.take("wide")) {
      return a.opcode.base.equals("mul") ? mulWide(a, signed) : madWide(a, signed);
    }
    int d = a.word(0);
    int x = a.word(1);
    int y = a.count() > 2 ? a.word(2) : -1;
    return switch (a.opcode.base) {
      case "add" -> add(d, x, y);
      case "sub" -> sub(d, x, y);
      case "mul" -> {
        if (a.opcode.take("hi")) {
          yield signed
              ? Loops.words(d, x, y, (p, q) -> (int) ((long) p * q >> 32))
              : Loops.words(d, x, y, (p, q) -> (int) (unsigned(p) * unsigned(q) >>> 32));
        }
        require(a, "lo");
        yield mul(d, x, y);
      }
      case "mad" -> {
        int z = a.word(3);
        if (a.opcode.take("hi")) {
          yield signed
              ? Loops.words(d, x, y, z, (p, q, s) -> (int) ((long) p * q >> 32) + s)
              : Loops.words(d, x, y, z, (p, q, s) -> (int) (unsigned(p) * unsigned(q) >>> 32) + s);
        }
        require(a, "lo");
        yield mad(d, x, y, z);
      }
      case "div" ->
          signed
              ? Loops.words(d, x, y, (p, q) -> q == 0 ? -1 : p / q)
              : Loops.words(d, x, y, (p, q) -> q == 0 ? -1 : Integer.divideUnsigned(p, q));
      case "rem" ->
          signed
              ? Loops.words(d, x, y, (p, q) -> q == 0 ? p : p % q)
              : Loops.words(d, x, y, (p, q) -> q == 0 ? p : Integer.remainderUnsigned(p, q));
      case "abs" -> Loops.words(d, x, p -> Math.abs(p));
      case "neg" -> Loops.words(d, x, p -> -p);
      case "min" ->
          signed
              ? Loops.words(d, x, y, Math::min)
              : Loops.words(d, x, y, (p, q) -> Integer.compareUnsigned(p, q) < 0 ? p : q);
      case "max" ->
          signed
              ? Loops.words(d, x, y, Math::max)
              : Loops.words(d, x, y, (p, q) -> Integer.compareUnsigned(p, q) > 0 ? p : q);
      default -> {
        int z = a.word(3);
        yield signed
            ? Loops.words(d, x, y, z, (p, q, s) -> (p < q ? q - p : p - q) + s)
            : Loops.words(
                d, x, y, z, (p, q, s) -> (Integer.compareUnsigned(p, q) < 0 ? q - p : p - q) + s);
      }
    };
  }

  private static void require(Assembly a, String modifier) {
    if (!a.opcode.take(modifier)) {
      throw new IllegalArgumentException("." + modifier + " is missing");
    }
  }

  private static long unsigned(int x) {
    return x & 0xFFFFFFFFL;
  }

  private static Step add(int d, int a, int b) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = x[i] + y[i];
      }
    };
  }

  private static Step sub(int d, int a, int b) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = x[i] - y[i];
      }
    };
  }

  private static Step mul(int d, int a, int b) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = x[i] * y[i];
      }
    };
  }

  private static Step mad(int d, int a, int b, int c) {
    return (block, from, to) -> {
      int[] r = block.words[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      int[] z = block.words[c];
      for (int i = from; i < to; i++) {
        r[i] = x[i] * y[i] + z[i];
      }
    };
  }

  private static Step mulWide(Assembly assembly, boolean signed) {
    int d = assembly.wide(0);
    int a = assembly.word(1);
    int b = assembly.word(2);
    if (signed) {
      return (block, from, to) -> {
        long[] r = block.wides[d];
        int[] x = block.words[a];
        int[] y = block.words[b];
        for (int i = from; i < to; i++) {
          r[i] = (long) x[i] * y[i];
        }
      };
    }
    return (block, from, to) -> {
      long[] r = block.wides[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      for (int i = from; i < to; i++) {
        r[i] = (x[i] & 0xFFFFFFFFL) * (y[i] & 0xFFFFFFFFL);
      }
    };
  }

  private static Step madWide(Assembly assembly, boolean signed) {
    int d = assembly.wide(0);
    int a = assembly.word(1);
    int b = assembly.word(2);
    int c = assembly.wide(3);
    return (block, from, to) -> {
      long[] r = block.wides[d];
      int[] x = block.words[a];
      int[] y = block.words[b];
      long[] z = block.wides[c];
      for (int i = from; i < to; i++) {
        r[i] = (signed ? (long) x[i] * y[i] : unsigned(x[i]) * unsigned(y[i])) + z[i];
      }
    };
  }

  private static Step wides(Assembly a) {
    switch (a.opcode.base) {
      case "add", "sub", "mul", "mad", "div", "rem", "abs", "neg", "min", "max" -> {}
      default -> {
        return null;
      }
    }
    String type = a.opcode.takeType();
    boolean signed = TypeSize.signed(type);
    int d = a.wide(0);
    int x = a.wide(1);
    int y = a.count() > 2 ? a.wide(2) : -1;
    return switch (a.opcode.base) {
      case "add" -> addWide(d, x, y);
      case "sub" -> subWide(d, x, y);
      case "mul" -> {
        if (a.opcode.take("hi")) {
          yield Loops.wides(d, x, y, signed ? Math::multiplyHigh : Math::unsignedMultiplyHigh);
        }
        require(a, "lo");
        yield mulLowWide(d, x, y);
      }
      case "mad" -> {
        int z = a.wide(3);
        if (a.opcode.take("hi")) {
          yield signed
              ? Loops.wides(d, x, y, z, (p, q, s) -> Math.multiplyHigh(p, q) + s)
              : Loops.wides(d, x, y, z, (p, q, s) -> Math.unsignedMultiplyHigh(p, q) + s);
        }
        require(a, "lo");
        yield Loops.wides(d, x, y, z, (p, q, s) -> p * q + s);
      }
      case "div" ->
          signed
              ? Loops.wides(d, x, y, (p, q) -> q == 0 ? -1 : p / q)
              : Loops.wides(d, x, y, (p, q) -> q == 0 ? -1 : Long.divideUnsigned(p, q));
      case "rem" ->
          signed
              ? Loops.wides(d, x, y, (p, q) -> q == 0 ? p : p % q)
              : Loops.wides(d, x, y, (p, q) -> q == 0 ? p : Long.remainderUnsigned(p, q));
      case "abs" -> Loops.wides(d, x, p -> Math.abs(p));
      case "neg" -> Loops.wides(d, x, p -> -p);
      case "min" ->
          signed
              ? Loops.wides(d, x, y, Math::min)
              : Loops.wides(d, x, y, (p, q) -> Long.compareUnsigned(p, q) < 0 ? p : q);
      default ->
          signed
              ? Loops.wides(d, x, y, Math::max)
              : Loops.wides(d, x, y, (p, q) -> Long.compareUnsigned(p, q) > 0 ? p : q);
    };
  }

  private static Step addWide(int d, int a, int b) {
    return (block, from, to) -> {
      long[] r = block.wides[d];
      long[] x = block.wides[a];
      long[] y = block.wides[b];
      for (int i = from; i < to; i++) {
        r[i] = x[i] + y[i];
      }
    };
  }

  private static Step subWide(int d, int a, int b) {
    return (block, from, to) -> {
      long[] r = block.wides[d];
      long[] x = block.wides[a];
      long[] y = block.wides[b];
      for (int i = from; i < to; i++) {
        r[i] = x[i] - y[i];
      }
    };
  }

  private static Step mulLowWide(int d, int a, int b) {
    return (block, from, to) -> {
      long[] r = block.wides[d];
      long[] x = block.wides[a];
      long[] y = block.wides[b];
      for (int i = from; i < to; i++) {
        r[i] = x[i] * y[i];
      }
    };
  }

  /** Registers of 16 bits may have anything above them, so operands are cut when read. */
  private static Step halves(Assembly a) {
    switch (a.opcode.base) {
      case "add", "sub", "mul", "mad", "div", "rem", "abs", "neg", "min", "max" -> {}
      default -> {
        return null;
      }
    }
    boolean signed = TypeSize.signed(a.opcode.takeType());
    boolean wide = a.opcode.take("wide");
    int shift = a.opcode.take("hi") ? 16 : 0;
    a.opcode.take("lo");
    int d = a.word(0);
    int x = a.word(1);
    int y = a.count() > 2 ? a.word(2) : -1;
    return switch (a.opcode.base) {
      case "add" -> Loops.words(d, x, y, (p, q) -> p + q);
      case "sub" -> Loops.words(d, x, y, (p, q) -> p - q);
      case "mul" -> Loops.words(d, x, y, (p, q) -> half(p, signed) * half(q, signed) >> shift);
      case "mad" ->
          Loops.words(
              d,
              x,
              y,
              a.word(3),
              (p, q, s) ->
                  (half(p, signed) * half(q, signed) >> shift) + (wide ? s : half(s, signed)));
      case "div" ->
          Loops.words(d, x, y, (p, q) -> (short) q == 0 ? -1 : half(p, signed) / half(q, signed));
      case "rem" ->
          Loops.words(d, x, y, (p, q) -> (short) q == 0 ? p : half(p, signed) % half(q, signed));
      case "abs" -> Loops.words(d, x, p -> Math.abs((short) p));
      case "neg" -> Loops.words(d, x, p -> -p);
      case "min" -> Loops.words(d, x, y, (p, q) -> Math.min(half(p, signed), half(q, signed)));
      default -> Loops.words(d, x, y, (p, q) -> Math.max(half(p, signed), half(q, signed)));
    };
  }

  static int half(int x, boolean signed) {
    return signed ? (short) x : x & 0xFFFF;
  }
}
