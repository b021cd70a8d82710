package io.afterspike.kernels.cuda.emulator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers of registers: those of at most 32 bits and predicates count as words, those of 64 bits as
 * wides. Numbers, addresses of variables and special registers such as {@code %tid.x} are registers
 * too, filled beforehand, so an instruction need not know where its operand comes from.
 */
final class RegisterMap {
  private static final String[] AXES = {"x", "y", "z"};

  private final PtxFunction function;
  private final Map<String, Long> symbols;
  private final Map<String, Integer> wordNumbers = new HashMap<>();
  private final Map<String, Integer> wideNumbers = new HashMap<>();
  private final Map<Integer, Integer> wordConstants = new LinkedHashMap<>();
  private final Map<Long, Integer> wideConstants = new LinkedHashMap<>();
  private final Map<String, Integer> variables = new LinkedHashMap<>();
  private final Map<String, Integer> specials = new LinkedHashMap<>();
  private final Map<String, Integer> flags = new LinkedHashMap<>();
  private int words;
  private int wides;

  /**
   * An empty map.
   *
   * @param function whose declared registers are known
   * @param symbols offsets of shared and local variables and of parameters; other symbols are
   *     variables of the module
   */
  RegisterMap(PtxFunction function, Map<String, Long> symbols) {
    this.function = function;
    this.symbols = symbols;
  }

  int words() {
    return words;
  }

  int wides() {
    return wides;
  }

  /** Whether an operand is a register of 64 bits. */
  boolean isWide(Operand operand) {
    return operand instanceof Operand.Register register
        && function.registers.getOrDefault(register.name(), "").endsWith("64");
  }

  /** Type of a register such as {@code b32}, {@code pred}; empty for other operands. */
  String type(Operand operand) {
    return operand instanceof Operand.Register register
        ? function.registers.getOrDefault(register.name(), "u32")
        : "";
  }

  /** The number of an operand of at most 32 bits. */
  int word(Operand operand) {
    if (operand instanceof Operand.Immediate number) {
      return wordConstants.computeIfAbsent(number.single(), value -> words++);
    }
    if (operand instanceof Operand.Register register) {
      return word(register.name());
    }
    if (operand instanceof Operand.Sink) {
      return words++;
    }
    if (operand instanceof Operand.Symbol symbol && symbols.containsKey(symbol.name())) {
      long address = symbols.get(symbol.name()) + symbol.offset();
      return wordConstants.computeIfAbsent((int) address, value -> words++);
    }
    throw new IllegalArgumentException("not an operand of 32 bits: " + operand);
  }

  /** The number of a register by its name. */
  int word(String name) {
    if (!function.registers.containsKey(name)) {
      if (!isSpecial(name)) {
        throw new IllegalArgumentException("unknown register " + name);
      }
      return specials.computeIfAbsent(name, n -> words++);
    }
    if (function.registers.get(name).endsWith("64")) {
      throw new IllegalArgumentException(name + " has 64 bits, not 32");
    }
    return wordNumbers.computeIfAbsent(name, n -> words++);
  }

  /** The number of an operand of 64 bits; {@code real}: of a float64 instruction. */
  int wide(Operand operand, boolean real) {
    if (operand instanceof Operand.Immediate number) {
      return wideConstants.computeIfAbsent(number.wide(real), value -> wides++);
    }
    if (operand instanceof Operand.Register register) {
      if (!isWide(register)) {
        throw new IllegalArgumentException(register.name() + " is no register of 64 bits");
      }
      return wideNumbers.computeIfAbsent(register.name(), n -> wides++);
    }
    if (operand instanceof Operand.Sink) {
      return wides++;
    }
    if (operand instanceof Operand.Symbol symbol) {
      Long address = symbols.get(symbol.name());
      if (address != null) {
        return wideConstants.computeIfAbsent(address + symbol.offset(), value -> wides++);
      }
      if (symbol.offset() == 0) {
        return variables.computeIfAbsent(symbol.name(), n -> wides++);
      }
    }
    throw new IllegalArgumentException("not an operand of 64 bits: " + operand);
  }

  int wide(Operand operand) {
    return wide(operand, false);
  }

  /** A register of 32 bits for results in between. */
  int newWord() {
    return words++;
  }

  /** A register of 64 bits for results in between. */
  int newWide() {
    return wides++;
  }

  /** A flag that says for each lane whether a register was written; cleared for every block. */
  int flag(String register) {
    return flags.computeIfAbsent(register, r -> words++);
  }

  /** Whether the register has a flag. */
  boolean hasFlag(String register) {
    return flags.containsKey(register);
  }

  /** The register of a flag. */
  String ofFlag(int flag) {
    for (Map.Entry<String, Integer> entry : flags.entrySet()) {
      if (entry.getValue() == flag) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("no flag " + flag);
  }

  /** The variables of the module whose addresses are used. */
  Iterable<String> variables() {
    return variables.keySet();
  }

  private static boolean isSpecial(String name) {
    return name.matches(
        "%(tid|ntid|ctaid|nctaid)\\.[xyz]|%(laneid|warpid|nwarpid|smid|nsmid)"
            + "|%lanemask_(eq|lt|le|gt|ge)|%(dynamic|total)_smem_size");
  }

  /** Fills constants, addresses and the special registers that all blocks share. */
  void fill(Launch launch, int[][] wordLanes, long[][] wideLanes) {
    wordConstants.forEach((value, number) -> Arrays.fill(wordLanes[number], value));
    wideConstants.forEach((value, number) -> Arrays.fill(wideLanes[number], value));
    Map<String, Cells> of = launch.memory().variables(launch.kernel().module());
    variables.forEach(
        (name, number) ->
            Arrays.fill(wideLanes[number], of.get(name).id << EmulatedMemory.OFFSET_BITS));
    specials.forEach(
        (name, number) -> {
          for (int lane = 0; lane < launch.threads(); lane++) {
            wordLanes[number][lane] = special(launch, name, 0, lane);
          }
        });
  }

  /** Fills the special registers that say which block it is. */
  void fillBlock(Launch launch, int block, int[][] wordLanes) {
    for (int flag : flags.values()) {
      Arrays.fill(wordLanes[flag], 0);
    }
    for (String axis : AXES) {
      String name = "%ctaid." + axis;
      Integer number = specials.get(name);
      if (number != null) {
        Arrays.fill(wordLanes[number], special(launch, name, block, 0));
      }
    }
  }

  private static int special(Launch launch, String name, int block, int thread) {
    int lane = thread & 31;
    return switch (name) {
      case "%tid.x" -> thread % launch.blockX();
      case "%tid.y" -> thread / launch.blockX() % launch.blockY();
      case "%tid.z" -> thread / (launch.blockX() * launch.blockY());
      case "%ntid.x" -> launch.blockX();
      case "%ntid.y" -> launch.blockY();
      case "%ntid.z" -> launch.blockZ();
      case "%ctaid.x" -> block % launch.gridX();
      case "%ctaid.y" -> block / launch.gridX() % launch.gridY();
      case "%ctaid.z" -> block / (launch.gridX() * launch.gridY());
      case "%nctaid.x" -> launch.gridX();
      case "%nctaid.y" -> launch.gridY();
      case "%nctaid.z" -> launch.gridZ();
      case "%laneid" -> lane;
      case "%warpid" -> thread >> 5;
      case "%nwarpid" -> (launch.threads() + 31) / 32;
      case "%nsmid" -> 1;
      case "%lanemask_eq" -> 1 << lane;
      case "%lanemask_lt" -> (1 << lane) - 1;
      case "%lanemask_le" -> (2 << lane) - 1;
      case "%lanemask_gt" -> -2 << lane;
      case "%lanemask_ge" -> -1 << lane;
      case "%total_smem_size" -> launch.sharedBytes();
      case "%dynamic_smem_size" -> launch.sharedBytes() - launch.kernel().sharedBytes();
      default -> 0; // smid
    };
  }
}
