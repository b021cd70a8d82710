package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.conform.VectorFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class ConformCommandTest {
  @TempDir Path folder;

  private record Result(int exitCode, String out, String err) {}

  private static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(new ConformCommand());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exitCode = line.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new Result(exitCode, out.toString(), err.toString());
  }

  private static Result reference(Object... arguments) {
    return run(Stream.concat(Stream.of("--engine", "reference"), Stream.of(arguments)).toArray());
  }

  private static void assertOneLine(String part, Result result) {
    assertEquals(2, result.exitCode());
    assertEquals("", result.out());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains(part), result.err());
  }

  /** The number of checks in the JSON of a report. */
  private static int checks(String json) {
    int results = 0;
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
        results += t == JsonToken.PROPERTY_NAME && parser.currentName().equals("verdict") ? 1 : 0;
      }
    }
    return results;
  }

  @Test
  void allPassedIsExitCodeZero() {
    Result result = reference(VectorFolders.committed(), "--case", "t1,single");
    assertEquals("", result.err());
    assertEquals(0, result.exitCode());
    assertTrue(result.out().contains("otpe, online traces"), result.out());
    String[] lines = result.out().split("\\R");
    assertTrue(
        lines[lines.length - 1].matches("[0-9]{3} checks, 0 failed, 0 not checked"), result.out());
  }

  @Test
  void aCorruptedValueIsExitCodeOneAndNamed() throws IOException {
    Path vectors = VectorFolders.copy(folder, "t1");
    Path file = vectors.resolve("t1/grad_ostl.npy");
    byte[] content = Files.readAllBytes(file);
    content[content.length - 2] ^= 0x10;
    Files.write(file, content);
    Result result = reference(vectors);
    assertEquals(1, result.exitCode());
    assertTrue(result.out().contains("t1 grad_ostl (history): "), result.out());
    assertTrue(result.out().contains(" 4 failed, 0 not checked"), result.out());
  }

  @Test
  void aMissingFileIsExitCodeOne() throws IOException {
    Path vectors = VectorFolders.copy(folder, "t1");
    Files.delete(vectors.resolve("t1/spikes0.npy"));
    assertEquals(1, reference(vectors).exitCode());
  }

  @Test
  void foldersWithoutVectorsAreExitCodeTwo() throws IOException {
    assertOneLine("expected a folder of vectors", reference(folder.resolve("none")));
    assertOneLine("index.json", reference(folder));
    Path index = folder.resolve("index.json");
    Files.writeString(index, "{\"cases\": ");
    assertOneLine("expected JSON", reference(folder));
    Files.writeString(index, "[]");
    assertOneLine("expected a JSON object", reference(folder));
    Files.writeString(index, "{}");
    assertOneLine("cases: expected an object, found nothing", reference(folder));
    Files.writeString(index, "{\"cases\": {}} x");
    assertOneLine("expected", reference(folder));
  }

  @Test
  void wrongUsageIsExitCodeTwo() {
    assertEquals(2, run().exitCode());
    assertOneLine("'simd'", run(VectorFolders.committed(), "--engine", "sims"));
    assertOneLine("'silent'", reference(VectorFolders.committed(), "--case", "silen"));
  }

  @Test
  void verboseListsEveryCheck() {
    Result plain = reference(VectorFolders.committed(), "--case", "single");
    Result verbose = reference(VectorFolders.committed(), "--case", "single", "--verbose");
    assertFalse(plain.out().contains("single online_otpe_sgd_params (history)"));
    assertTrue(verbose.out().contains("single online_otpe_sgd_params (history)"), verbose.out());
  }

  @Test
  void jsonGoesToStandardOutputOrAFile() throws IOException {
    Path vectors = VectorFolders.committed();
    Path file = folder.resolve("results.json");
    for (Object[] order :
        new Object[][] {
          {"--json", vectors, "--case", "t1"},
          {vectors, "--case", "t1", "--json"},
          {vectors, "--json", "-", "--case", "t1"}
        }) {
      Result result = reference(order);
      assertEquals(0, result.exitCode(), result.err());
      assertTrue(result.out().startsWith("{"), result.out());
      assertTrue(checks(result.out()) > 100);
    }
    for (Object[] order :
        new Object[][] {
          {"--json", file, vectors, "--case", "t1"}, {vectors, "--case", "t1", "--json=" + file}
        }) {
      Result result = reference(order);
      assertEquals(0, result.exitCode(), result.err());
      assertTrue(result.out().contains("checks, 0 failed"), result.out());
      assertTrue(checks(Files.readString(file)) > 100);
      Files.delete(file);
    }
    Result unwritable =
        reference(vectors, "--case", "t1", "--json", folder.resolve("none/results.json"));
    assertEquals(2, unwritable.exitCode());
    assertEquals(1, unwritable.err().lines().count(), unwritable.err());
  }
}
