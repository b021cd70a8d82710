package io.afterspike.bench.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files of every format. How many is the property {@code hostile.files}, so that a long run
 * can try more; the run prints its count.
 */
class HostileFormatsTest {
  private static final int FILES = Integer.getInteger("hostile.files", 900);
  private static final long SEED = Long.getLong("hostile.seed", 1);

  @TempDir Path folder;

  @Test
  void everyDamagedFileIsReadOrRefusedInOneWay() throws IOException {
    List<HostileFormats.Outcome> outcomes = new HostileFormats(folder).run(FILES, SEED);
    int files = outcomes.stream().mapToInt(HostileFormats.Outcome::files).sum();
    assertEquals(FILES, files);
    System.out.printf(
        Locale.ROOT,
        "%,d damaged files, 0 of %,d escaped; %s%n",
        files,
        files,
        outcomes.stream()
            .map(
                o ->
                    String.format(
                        Locale.ROOT,
                        "%s: %,d read, %,d refused, at most %.1f MB allocated",
                        o.format(),
                        o.read(),
                        o.refused(),
                        o.mostAllocated() / 1e6))
            .collect(Collectors.joining("; ")));
    for (HostileFormats.Outcome outcome : outcomes) {
      // The damage must be neither harmless nor all fatal, or nothing is tested.
      assertTrue(outcome.read() > outcome.files() / 100, outcome.toString());
      assertTrue(outcome.refused() > outcome.files() / 5, outcome.toString());
    }
  }
}
