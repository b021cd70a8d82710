package io.afterspike.kernels.cuda.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Runs trials, and counts what they showed: a property that never meets its cases proves nothing.
 */
final class Sights {
  private final Map<String, Integer> seen = new TreeMap<>();

  private Sights() {}

  /** Runs a trial with the seeds 0, 1, … and then asks that every sight was met at least once. */
  static void trials(int tries, Consumer<Draw> trial) {
    Sights sights = new Sights();
    for (long seed = 0; seed < tries; seed++) {
      try {
        trial.accept(new Draw(seed, sights));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
    Map<String, Integer> missing = new TreeMap<>(sights.seen);
    missing.values().removeIf(count -> count > 0);
    assertEquals(Map.of(), missing, "never seen in " + tries + " trials");
  }

  void add(String label, boolean met) {
    seen.merge(label, met ? 1 : 0, Integer::sum);
  }
}
