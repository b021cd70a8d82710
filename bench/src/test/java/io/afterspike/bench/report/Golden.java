package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that must not change unnoticed, kept beside the tests' resources. */
final class Golden {
  private Golden() {}

  /**
   * Compares with the kept file of that name. After a wanted change look at the new text, which
   * lies under target/golden, and copy it to src/test/resources/io/afterspike/bench/report.
   */
  static void check(String name, String actual) {
    try (InputStream kept = Golden.class.getResourceAsStream(name)) {
      String expected = kept == null ? "" : new String(kept.readAllBytes(), StandardCharsets.UTF_8);
      if (!expected.equals(actual)) {
        Path written = Path.of("target", "golden", name);
        Files.createDirectories(written.getParent());
        Files.writeString(written, actual);
        fail(name + " changed; look at " + written + ", first at " + difference(expected, actual));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String difference(String expected, String actual) {
    String[] before = expected.split("\n");
    String[] now = actual.split("\n");
    int line = 0;
    while (line < before.length && line < now.length && before[line].equals(now[line])) {
      line++;
    }
    return "line "
        + (line + 1)
        + "\nwas: "
        + (line < before.length ? before[line] : "(nothing)")
        + "\nnow: "
        + (line < now.length ? now[line] : "(nothing)");
  }
}
