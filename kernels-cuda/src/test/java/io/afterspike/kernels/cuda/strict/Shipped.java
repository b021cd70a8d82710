package io.afterspike.kernels.cuda.strict;

import io.afterspike.kernels.cuda.emulator.EmulatedKernel;
import io.afterspike.kernels.cuda.emulator.EmulatedModule;
import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The kernels that the strict tests run: those that are shipped, unless one is replaced. */
public final class Shipped {
  private static final Map<String, EmulatedModule> MODULES = new ConcurrentHashMap<>();

  /** By target and module: the path of the text, which targets share where it is the same. */
  private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

  private static final ScopedValue<Replacement> REPLACEMENT = ScopedValue.newInstance();
  private static final ScopedValue<TreeSet<String>> USED = ScopedValue.newInstance();

  private record Replacement(String path, EmulatedKernel kernel) {}

  private Shipped() {}

  /** The kernel of a name, made for a target. */
  static EmulatedKernel kernel(String name, String target) {
    if (USED.isBound()) {
      USED.get().add(name);
    }
    String module = PtxLibrary.kernel(name).module();
    String path = TEXTS.computeIfAbsent(target + "/" + module, key -> textOf(module, target));
    if (REPLACEMENT.isBound()) {
      Replacement replacement = REPLACEMENT.get();
      if (replacement.path.equals(path) && replacement.kernel.name().equals(name)) {
        return replacement.kernel;
      }
    }
    return MODULES
        .computeIfAbsent(path, key -> EmulatedModule.load(PtxLibrary.text(module, target)))
        .kernel(name);
  }

  /** The first target whose text of a module differs in nothing but the target's name. */
  private static String textOf(String module, String target) {
    String text = PtxLibrary.text(module, target).replace(target(target), "");
    for (String other : PtxLibrary.targets()) {
      if (PtxLibrary.text(module, other).replace(target(other), "").equals(text)) {
        return other + "/" + module;
      }
    }
    throw new IllegalArgumentException(target);
  }

  private static String target(String target) {
    return ".target " + target.replace("compute", "sm") + "\n";
  }

  /**
   * Runs tests on this thread with another kernel in the place of that of its name, for a target
   * and for those whose text is the same.
   */
  public static void replace(String target, EmulatedKernel kernel, Runnable tests) {
    String module = PtxLibrary.kernel(kernel.name()).module();
    ScopedValue.where(REPLACEMENT, new Replacement(textOf(module, target), kernel)).run(tests);
  }

  /** Runs tests on this thread: the names of the kernels that they ran. */
  public static TreeSet<String> used(Runnable tests) {
    TreeSet<String> used = new TreeSet<>();
    ScopedValue.where(USED, used).run(tests);
    return used;
  }
}
