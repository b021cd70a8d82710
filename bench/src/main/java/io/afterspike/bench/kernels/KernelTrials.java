package io.afterspike.bench.kernels;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Every kernel's trial by name: the kernel's class, its method, and what sets trials apart. */
final class KernelTrials {
  private static final Map<String, Function<KernelSize, KernelTrial>> ALL = new LinkedHashMap<>();

  static {
    ElementTrials.addTo(ALL);
    LayerTrials.addTo(ALL);
    TraceTrials.addTo(ALL);
    HistoryTrials.addTo(ALL);
  }

  private KernelTrials() {}

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  static KernelTrial of(String name, KernelSize size) {
    Function<KernelSize, KernelTrial> trial = ALL.get(name);
    if (trial == null) {
      throw new IllegalArgumentException(
          "kernel: expected one of " + names() + ", found '" + name + "'");
    }
    return trial.apply(size);
  }
}
