package io.afterspike.kernels.cuda.emulator;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Proves that registers are written before they are read, on every way through the code. What
 * cannot be proved is checked while it runs, with a flag for each lane.
 */
final class DefiniteAssignment {
  private final List<PtxInstruction> instructions;
  private final List<int[]> targets;
  private final Set<String> declared;
  private final Map<String, Integer> numbers = new HashMap<>();

  /** The registers written on every way to an instruction; null: not yet reached. */
  private final BitSet[] written;

  DefiniteAssignment(PtxFunction function, List<int[]> targets) {
    instructions = function.instructions;
    this.targets = targets;
    declared = function.registers.keySet();
    for (String register : declared) {
      numbers.put(register, numbers.size());
    }
    written = new BitSet[instructions.size()];
    written[0] = new BitSet();
    Deque<Integer> work = new ArrayDeque<>(List.of(0));
    while (!work.isEmpty()) {
      int at = work.remove();
      BitSet after = (BitSet) written[at].clone();
      PtxInstruction instruction = instructions.get(at);
      if (instruction.guard() == null) {
        instruction.written().stream()
            .filter(declared::contains)
            .map(numbers::get)
            .forEach(after::set);
      }
      for (int target : targets.get(at)) {
        reach(target, after, work);
      }
      boolean leaves =
          switch (instruction.base()) {
            case "bra", "brx", "ret", "exit" -> true;
            default -> false;
          };
      if (!leaves || instruction.guard() != null) {
        reach(at + 1, after, work);
      }
    }
  }

  private void reach(int at, BitSet with, Deque<Integer> work) {
    if (written[at] == null) {
      written[at] = (BitSet) with.clone();
      work.add(at);
      return;
    }
    int before = written[at].cardinality();
    written[at].and(with);
    if (written[at].cardinality() != before) {
      work.add(at);
    }
  }

  /** The registers that an instruction might read before they are written. */
  Set<String> unproved(int at) {
    Set<String> unproved = new TreeSet<>();
    if (written[at] != null) {
      for (String register : instructions.get(at).read()) {
        if (declared.contains(register) && !written[at].get(numbers.get(register))) {
          unproved.add(register);
        }
      }
    }
    return unproved;
  }

  /** All registers that any instruction might so read. */
  Set<String> unproved() {
    Set<String> unproved = new TreeSet<>();
    for (int i = 0; i < instructions.size(); i++) {
      unproved.addAll(unproved(i));
    }
    return unproved;
  }

  /** Where an instruction may branch to. */
  int[] targets(int at) {
    return targets.get(at);
  }
}
