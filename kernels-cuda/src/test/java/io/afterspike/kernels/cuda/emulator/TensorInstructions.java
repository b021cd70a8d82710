package io.afterspike.kernels.cuda.emulator;

import io.afterspike.kernels.cuda.emulator.EmulatorException.Kind;
import java.util.List;

/**
 * mma.sync of bf16, f16 and tf32, and ldmatrix. A product's sum is taken in float64 and rounded
 * once; the hardware's own order and rounding are not specified.
 */
final class TensorInstructions implements InstructionGroup {
  private static final int ROWS = 16;
  private static final int COLUMNS = 8;

  @Override
  public Code assemble(Assembly a) {
    return switch (a.opcode.base) {
      case "mma" -> product(a);
      case "ldmatrix" -> loadMatrices(a);
      default -> null;
    };
  }

  private static int[] words(Assembly a, int operand) {
    List<Operand> parts = a.parts(operand);
    int[] words = new int[parts.size()];
    for (int i = 0; i < words.length; i++) {
      words[i] = a.registers.word(parts.get(i));
    }
    return words;
  }

  private static Code product(Assembly a) {
    String form = a.opcode.takeRest();
    int depth =
        switch (form) {
          case "sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32",
              "sync.aligned.m16n8k16.row.col.f32.f16.f16.f32" ->
              16;
          case "sync.aligned.m16n8k8.row.col.f32.bf16.bf16.f32",
              "sync.aligned.m16n8k8.row.col.f32.f16.f16.f32",
              "sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32" ->
              8;
          case "sync.aligned.m16n8k4.row.col.f32.tf32.tf32.f32" -> 4;
          default -> throw new IllegalArgumentException("unknown form of mma");
        };
    Fragments fragments =
        new Fragments(depth, form.contains("tf32") ? 1 : 2, form.contains(".bf16"));
    int[] d = words(a, 0);
    int[] left = words(a, 1);
    int[] right = words(a, 2);
    int[] c = words(a, 3);
    if (d.length != 4
        || c.length != 4
        || left.length != 2 * right.length
        || left.length * fragments.perWord != depth / 2) {
      throw new IllegalArgumentException("unknown number of registers");
    }
    return Code.warp(
        a.source,
        -1,
        (block, first, lanes) -> {
          requireWhole(block, first, lanes);
          double[] x = new double[ROWS * depth];
          double[] y = new double[depth * COLUMNS];
          fragments.gather(block.words, first, left, x, right, y);
          for (int lane = 0; lane < 32; lane++) {
            for (int e = 0; e < 4; e++) {
              int row = lane / 4 + (e & 2) * 4;
              int column = lane % 4 * 2 + (e & 1);
              double sum = Rounding.value(block.words[c[e]][first + lane]);
              for (int k = 0; k < depth; k++) {
                sum += x[row * depth + k] * y[k * COLUMNS + column];
              }
              block.words[d[e]][first + lane] = Rounding.bits((float) sum);
            }
          }
        });
  }

  private static void requireWhole(BlockRun block, int first, int lanes) {
    if (lanes != -1) {
      throw block.fault(
          Kind.DIVERGENT_BARRIER, "only threads %#x of the warp are here".formatted(lanes), first);
    }
  }

  /** Which thread holds which elements of the operands of a product. */
  private static final class Fragments {
    private final int depth;

    /** Elements in a register: 2 of 16 bits, or 1. */
    final int perWord;

    private final boolean brain;

    Fragments(int depth, int perWord, boolean brain) {
      this.depth = depth;
      this.perWord = perWord;
      this.brain = brain;
    }

    private float element(int word, int i) {
      if (perWord == 1) {
        return Float.intBitsToFloat(word & ~0x1FFF); // tf32: the low 13 bits do not count
      }
      int bits = i == 0 ? word : word >>> 16;
      return brain ? Bf16.toFloat(bits) : Float.float16ToFloat((short) bits);
    }

    /** x: [16, depth]; y: [depth, 8]. */
    void gather(int[][] words, int first, int[] left, double[] x, int[] right, double[] y) {
      for (int lane = 0; lane < 32; lane++) {
        int group = lane / 4;
        for (int r = 0; r < left.length; r++) {
          int row = group + (r & 1) * 8;
          for (int i = 0; i < perWord; i++) {
            int k = lane % 4 * perWord + i + (r >> 1) * 4 * perWord;
            x[row * depth + k] = element(words[left[r]][first + lane], i);
          }
        }
        for (int r = 0; r < right.length; r++) {
          for (int i = 0; i < perWord; i++) {
            int k = lane % 4 * perWord + i + r * 4 * perWord;
            y[k * COLUMNS + group] = element(words[right[r]][first + lane], i);
          }
        }
      }
    }
  }

  /** Matrices of 8 x 8 elements of 16 bits; thread 8 m + i names row i of matrix m. */
  private static Code loadMatrices(Assembly a) {
    boolean transposed = a.opcode.take("trans");
    int count = 1 << List.of("x1", "x2", "x4").indexOf(a.opcode.takeAny("x1", "x2", "x4"));
    String form = a.opcode.takeRest();
    if (!form.matches("sync\\.aligned\\.m8n8\\.shared(::cta)?\\.b16")) {
      throw new IllegalArgumentException("unknown form of ldmatrix");
    }
    int[] d = words(a, 0);
    if (d.length != count) {
      throw new IllegalArgumentException(d.length + " registers for " + count + " matrices");
    }
    MemoryInstructions.Place place = MemoryInstructions.place(a, 1);
    return Code.warp(
        a.source,
        -1,
        (block, first, lanes) -> {
          requireWhole(block, first, lanes);
          if (place.before() != null) {
            place.before().run(block, first, first + 32);
          }
          long[] addresses = new long[8 * count];
          for (int i = 0; i < addresses.length; i++) {
            addresses[i] = block.wides[place.register()][first + i] + place.offset();
            block.memory.check(BlockMemory.SHARED, addresses[i], 16, first + i);
          }
          for (int m = 0; m < count; m++) {
            for (int lane = 0; lane < 32; lane++) {
              int i = first + lane;
              block.words[d[m]][i] =
                  transposed
                      ? half(block, addresses[8 * m + lane % 4 * 2], lane / 4, i)
                          | half(block, addresses[8 * m + lane % 4 * 2 + 1], lane / 4, i) << 16
                      : block.memory.loadWord(
                          BlockMemory.SHARED, addresses[8 * m + lane / 4] + lane % 4 * 4, i);
            }
          }
        });
  }

  private static int half(BlockRun block, long row, int column, int lane) {
    int word = block.memory.loadWord(BlockMemory.SHARED, row + column / 2 * 4, lane);
    return column % 2 == 0 ? word & 0xFFFF : word >>> 16;
  }
}
