package io.afterspike.bench.step;

import io.afterspike.engine.CudaEngine;
import java.util.List;

/** How much memory networks hold: what is free once they are gone. */
public final class RunnerStates {
  private RunnerStates() {}

  /**
   * Closes all runners, the last first, and removes them from the list.
   *
   * @return the bytes of each one's network in their order: Java's, or on a GPU the device's
   */
  public static long[] closing(List<StepRunner> runners) {
    long[] bytes = new long[runners.size()];
    long live = -1;
    while (!runners.isEmpty()) {
      int last = runners.size() - 1;
      if (runners.get(last).engine() instanceof CudaEngine) {
        bytes[last] = onDevice(runners.remove(last));
        live = -1;
      } else {
        long with = live < 0 ? JavaMemory.live() : live;
        closeLast(runners);
        live = JavaMemory.live();
        bytes[last] = with - live;
      }
    }
    return bytes;
  }

  private static long onDevice(StepRunner last) {
    try (last) {
      long with = last.engine().availableBytes();
      last.network().close(); // before its engine, which holds the kernels' code
      return last.engine().availableBytes() - with;
    }
  }

  /** In a method of its own, so that nothing refers to the network once it has returned. */
  private static void closeLast(List<StepRunner> runners) {
    runners.remove(runners.size() - 1).close();
  }
}
