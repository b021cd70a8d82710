package io.afterspike.bench.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileFilesTest {
  @Test
  void damagedFilesAreReadOrRefusedInOneWay(@TempDir Path folder) throws Exception {
    HostileFiles.Outcome outcome =
        HostileFiles.run(SpikeFixtures.good(), 2000, 20240, folder, HostileFiles::readAll);
    // The damage must be neither harmless nor all of one kind, or nothing is tested.
    assertTrue(outcome.read() > 200, outcome.toString());
    assertTrue(outcome.refusedByLibrary() > 200, outcome.toString());
    assertTrue(outcome.refused() - outcome.refusedByLibrary() > 200, outcome.toString());
  }
}
