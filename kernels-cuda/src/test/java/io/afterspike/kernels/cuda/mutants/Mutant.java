package io.afterspike.kernels.cuda.mutants;

import io.afterspike.kernels.cuda.emulator.EmulatedKernel;
import io.afterspike.kernels.cuda.emulator.EmulatedModule;
import io.afterspike.kernels.cuda.emulator.EmulatorException;
import io.afterspike.kernels.cuda.emulator.PtxMutation;
import io.afterspike.kernels.cuda.ptx.KernelSignature;
import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import io.afterspike.kernels.cuda.strict.Shipped;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A fault in a shipped module.
 *
 * @param module the operation
 * @param target what the module was made for
 */
record Mutant(String module, String target, PtxMutation mutation) {
  /**
   * A launch that executes more instructions, over all threads, is taken as endless: a hundred
   * times what the longest of the tests needs.
   */
  private static final long LIMIT = 100_000_000;

  /** All of all shipped kernels. */
  static List<Mutant> all(String target) {
    TreeSet<String> modules = new TreeSet<>();
    for (KernelSignature kernel : PtxLibrary.kernels().values()) {
      modules.add(kernel.module());
    }
    List<Mutant> all = new ArrayList<>();
    for (String module : modules) {
      for (PtxMutation mutation : PtxMutation.all(PtxLibrary.text(module, target))) {
        all.add(new Mutant(module, target, mutation));
      }
    }
    return all;
  }

  /** Runs tests until one fails. */
  Verdict run(List<StrictTest> tests) {
    EmulatedKernel kernel;
    try {
      kernel = EmulatedModule.load(text()).kernel(mutation.kernel());
    } catch (EmulatorException e) {
      return Verdict.REFUSED;
    }
    kernel.limitInstructions(LIMIT);
    Verdict[] verdict = {Verdict.SURVIVED};
    Shipped.replace(
        target,
        kernel,
        () -> {
          for (StrictTest test : tests) {
            Throwable failure = test.failure();
            if (failure != null) {
              verdict[0] = Verdict.of(failure);
              return;
            }
          }
        });
    return verdict[0];
  }

  /** The mutated text without the module's other kernels; lines keep their numbers. */
  private String text() {
    String[] lines = mutation.apply(PtxLibrary.text(module, target)).split("\n", -1);
    boolean other = false;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].contains(".entry ")) {
        other = !lines[i].contains(".entry " + mutation.kernel() + "(");
      }
      boolean ends = lines[i].equals("}");
      if (other) {
        lines[i] = "";
      }
      other &= !ends;
    }
    return String.join("\n", lines);
  }

  @Override
  public String toString() {
    return module + ".ptx: " + mutation;
  }
}
