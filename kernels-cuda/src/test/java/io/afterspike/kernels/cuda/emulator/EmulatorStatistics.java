package io.afterspike.kernels.cuda.emulator;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What this process has emulated so far.
 *
 * @param instructions instructions executed, counted once for each thread
 * @param launches kernels launched
 * @param kernels the names of the kernels that ran; unmodifiable
 * @param opcodes the opcodes that were executed, such as {@code fma.rn.f32}; unmodifiable
 */
public record EmulatorStatistics(
    long instructions, long launches, SortedSet<String> kernels, SortedSet<String> opcodes) {

  private static long allInstructions;
  private static long allLaunches;
  private static final SortedSet<String> ALL_KERNELS = new TreeSet<>();
  private static final SortedSet<String> ALL_OPCODES = new TreeSet<>();

  /** Copies the sets. */
  public EmulatorStatistics {
    kernels = Collections.unmodifiableSortedSet(new TreeSet<>(kernels));
    opcodes = Collections.unmodifiableSortedSet(new TreeSet<>(opcodes));
  }

  /** The counts of all launches of this process up to now. */
  public static synchronized EmulatorStatistics now() {
    return new EmulatorStatistics(allInstructions, allLaunches, ALL_KERNELS, ALL_OPCODES);
  }

  static synchronized void add(String kernel, long instructions, Set<String> opcodes) {
    allInstructions += instructions;
    allLaunches++;
    ALL_KERNELS.add(kernel);
    ALL_OPCODES.addAll(opcodes);
  }

  @Override
  public String toString() {
    return "%,d thread instructions in %,d launches of %d kernels, %d kinds of instructions"
        .formatted(instructions, launches, kernels.size(), opcodes.size());
  }
}
