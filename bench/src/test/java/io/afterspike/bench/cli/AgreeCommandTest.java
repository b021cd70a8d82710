package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.agreement.PinnedHashes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AgreeCommandTest {
  private record Result(int exitCode, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(new AgreeCommand());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exitCode = line.execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }

  @Test
  void enginesThatAgreeAreExitCodeZero() {
    // Without vectors no other Java machine is needed.
    Result result = run("reference", "reference", "--cases", "2");
    assertEquals(0, result.exitCode(), result.out() + result.err());
    assertTrue(result.out().contains("lifStep"), result.out());
    assertTrue(result.out().contains("f-otpe every:4 history"), result.out());
    assertTrue(result.out().contains("kept hashes    68 compared"), result.out());
    assertTrue(result.out().contains(" elements: equal bits; "), result.out());
    assertTrue(result.err().contains("1 of 1 Java machines done"), result.err());
  }

  @Test
  void jsonIsOneObject() {
    Result result = run("reference", "reference", "--cases", "1", "--json", "--seed", "9");
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(1, result.out().lines().count());
    assertTrue(result.out().contains("\"passed\":true"), result.out());
    assertTrue(result.out().contains("\"seed\":9"), result.out());
  }

  @Test
  void wrongUsageIsExitCodeTwoAndOneLine() {
    for (String[] arguments :
        new String[][] {{"reference", "sind"}, {"simd:0.5", "simd"}, {"--cases", "-1"}}) {
      Result result = run(arguments);
      assertEquals(2, result.exitCode());
      assertEquals("", result.out());
      assertEquals(1, result.err().lines().count(), result.err());
      assertTrue(result.err().contains("expected"), result.err());
    }
    assertTrue(run("reference", "sind").err().contains("did you mean 'simd'"));
    assertEquals(2, run("--no-such-option").exitCode());
  }

  @Test
  void hashesAreWrittenAsTheyAreKept(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("hashes.txt");
    Result result = run("--write-hashes", file.toString());
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(PinnedHashes.text(PinnedHashes.kept()), Files.readString(file));

    Result nowhere = run("--write-hashes", folder.resolve("none/hashes.txt").toString());
    assertEquals(2, nowhere.exitCode());
    assertEquals(1, nowhere.err().lines().count(), nowhere.err());
  }
}
