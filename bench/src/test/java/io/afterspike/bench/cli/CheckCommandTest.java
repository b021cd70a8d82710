package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.CudaDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code check}: what it needs, told in one line. */
class CheckCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --engine gpu    | --engine: expected one of [cuda, simd, reference], found 'gpu'
          --engine best   | --engine: expected one of [cuda, simd, reference], found 'best'
          --seconds 0     | --seconds: expected 1 to 86400, found 0.0
          --seconds NaN   | --seconds: expected 1 to 86400, found NaN
          """)
  void wrongUsageIsOneLine(String flags, String message) {
    CommandLineRun run = CommandLineRun.of((Object[]) ("check " + flags).split(" "));
    assertEquals(2, run.exitCode());
    assertEquals("afterspike: " + message, run.err().strip());
    assertEquals("", run.out());
  }

  @Test
  void aFolderThatCannotBeMadeIsTold() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    CommandLineRun run = CommandLineRun.of("check", "--engine", "simd", "--out", file, "--quiet");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().startsWith("afterspike: " + file + ": expected a folder"), run.err());
  }

  @Test
  void withoutADriverTheReasonIsTold() {
    String reason = CudaDriver.probe().reason();
    Assumptions.assumeFalse(reason.isEmpty(), "a GPU is here");
    CommandLineRun run = CommandLineRun.of("check", "--out", folder.resolve("check"), "--quiet");
    assertEquals(2, run.exitCode(), run.out());
    assertEquals("afterspike: engine 'cuda' is not available: " + reason, run.err().strip());
    assertTrue(Files.exists(folder.resolve("check/devices.json")));
    assertFalse(Files.exists(folder.resolve("check/check.html")));
  }
}
