package io.afterspike.kernels.cuda.emulator;

import io.afterspike.kernels.cuda.emulator.EmulatorException.Kind;
import java.util.function.IntBinaryOperator;

/** shfl.sync, vote.sync, redux.sync, match.any.sync, activemask, bar.warp.sync. */
final class WarpInstructions implements InstructionGroup {
  @Override
  public Code assemble(Assembly a) {
    return switch (a.opcode.base) {
      case "shfl" -> shuffle(a);
      case "vote" -> vote(a);
      case "redux" -> reduce(a);
      case "match" -> match(a);
      case "activemask" -> {
        a.opcode.takeType();
        int d = a.word(0);
        yield Code.warp(
            a.source,
            Code.OWN_MASK,
            (block, first, lanes) -> forLanes(lanes, lane -> block.words[d][first + lane] = lanes));
      }
      case "bar", "barrier" -> {
        if (!a.opcode.take("warp")) {
          yield null;
        }
        a.opcode.take("sync");
        yield Code.warp(
            a.source, a.word(0), (block, first, lanes) -> block.races.warpBarrier(first >> 5));
      }
      default -> null;
    };
  }

  private interface OfLane {
    void run(int lane);
  }

  private static void forLanes(int lanes, OfLane action) {
    for (int rest = lanes; rest != 0; rest &= rest - 1) {
      action.run(Integer.numberOfTrailingZeros(rest));
    }
  }

  private static void requireSync(Assembly a) {
    if (!a.opcode.take("sync")) {
      throw new IllegalArgumentException("only with .sync");
    }
  }

  private static Code shuffle(Assembly a) {
    requireSync(a);
    String mode = a.opcode.takeAny("idx", "up", "down", "bfly");
    if (!a.opcode.takeType().equals("b32") || mode.isEmpty()) {
      throw new IllegalArgumentException("unknown form of shfl");
    }
    boolean pair = a.operand(0) instanceof Operand.Pair;
    int d = a.registers.word(pair ? ((Operand.Pair) a.operand(0)).first() : a.operand(0));
    int p = pair ? a.registers.word(((Operand.Pair) a.operand(0)).second()) : -1;
    int source = a.word(1);
    int by = a.word(2);
    int clamp = a.word(3);
    return Code.warp(
        a.source,
        a.word(4),
        (block, first, lanes) -> {
          int[] values = new int[32];
          int[] given = block.words[source];
          System.arraycopy(given, first, values, 0, Math.min(32, given.length - first));
          for (int rest = lanes; rest != 0; rest &= rest - 1) {
            int lane = Integer.numberOfTrailingZeros(rest);
            int i = first + lane;
            int from = from(mode, lane, block.words[by][i] & 31, block.words[clamp][i]);
            boolean inRange = from >= 0;
            int other = inRange ? from : lane;
            if ((lanes & 1 << other) == 0) {
              throw block.fault(
                  Kind.UNINITIALISED,
                  "shuffles from thread " + other + " of its warp, which is not here",
                  i);
            }
            block.words[d][i] = values[other];
            if (p >= 0) {
              block.words[p][i] = inRange ? 1 : 0;
            }
          }
        });
  }

  /** The lane that a lane reads from, or -1 if it is beyond the lane's segment. */
  private static int from(String mode, int lane, int by, int clamp) {
    int segment = clamp >> 8 & 31;
    int most = lane & segment | clamp & 31 & ~segment;
    int from =
        switch (mode) {
          case "up" -> lane - by;
          case "down" -> lane + by;
          case "bfly" -> lane ^ by;
          default -> lane & segment | by & ~segment;
        };
    return (mode.equals("up") ? from >= most : from <= most) ? from : -1;
  }

  private static Code vote(Assembly a) {
    requireSync(a);
    String mode = a.opcode.takeAny("all", "any", "uni", "ballot");
    a.opcode.takeType();
    boolean negated = a.operand(1) instanceof Operand.Negated;
    int source = a.registers.word(negated ? ((Operand.Negated) a.operand(1)).of() : a.operand(1));
    int d = a.word(0);
    int mask = a.word(2);
    return Code.warp(
        a.source,
        mask,
        (block, first, lanes) -> {
          int votes = 0;
          for (int lane = 0; lane < 32; lane++) {
            if ((lanes & 1 << lane) != 0
                && block.words[source][first + lane] == (negated ? 0 : 1)) {
              votes |= 1 << lane;
            }
          }
          int cast = votes;
          forLanes(
              lanes,
              lane -> {
                int voters = block.words[mask][first + lane] & lanes;
                int yes = cast & voters;
                block.words[d][first + lane] =
                    switch (mode) {
                      case "all" -> yes == voters ? 1 : 0;
                      case "any" -> yes != 0 ? 1 : 0;
                      case "uni" -> yes == 0 || yes == voters ? 1 : 0;
                      default -> yes;
                    };
              });
        });
  }

  private static Code reduce(Assembly a) {
    requireSync(a);
    boolean signed = TypeSize.signed(a.opcode.takeType());
    IntBinaryOperator f =
        switch (a.opcode.takeAny("add", "min", "max", "and", "or", "xor")) {
          case "add" -> Integer::sum;
          case "min" -> signed ? Math::min : (x, y) -> Integer.compareUnsigned(x, y) < 0 ? x : y;
          case "max" -> signed ? Math::max : (x, y) -> Integer.compareUnsigned(x, y) > 0 ? x : y;
          case "and" -> (x, y) -> x & y;
          case "or" -> (x, y) -> x | y;
          case "xor" -> (x, y) -> x ^ y;
          default -> throw new IllegalArgumentException("unknown form of redux");
        };
    int d = a.word(0);
    int source = a.word(1);
    int mask = a.word(2);
    return Code.warp(
        a.source,
        mask,
        (block, first, lanes) -> {
          int[] results = new int[32];
          forLanes(
              lanes,
              lane -> {
                int members = block.words[mask][first + lane] & lanes;
                int result = block.words[source][first + Integer.numberOfTrailingZeros(members)];
                for (int rest = members & members - 1; rest != 0; rest &= rest - 1) {
                  int other = first + Integer.numberOfTrailingZeros(rest);
                  result = f.applyAsInt(result, block.words[source][other]);
                }
                results[lane] = result;
              });
          forLanes(lanes, lane -> block.words[d][first + lane] = results[lane]);
        });
  }

  private static Code match(Assembly a) {
    requireSync(a);
    if (!a.opcode.take("any") || !a.opcode.takeType().equals("b32")) {
      throw new IllegalArgumentException("only match.any.sync.b32");
    }
    int d = a.word(0);
    int source = a.word(1);
    int mask = a.word(2);
    return Code.warp(
        a.source,
        mask,
        (block, first, lanes) -> {
          int[] results = new int[32];
          forLanes(
              lanes,
              lane ->
                  forLanes(
                      block.words[mask][first + lane] & lanes,
                      other -> {
                        if (block.words[source][first + other]
                            == block.words[source][first + lane]) {
                          results[lane] |= 1 << other;
                        }
                      }));
          forLanes(lanes, lane -> block.words[d][first + lane] = results[lane]);
        });
  }
}
