package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bench commands: a small run, and wrong input in one line. */
class BenchCommandTest {
  private static final String SMALL =
      "bench step --layers 12-8-4 --batch 2 --steps 3 --density 0.2 --warm 0 --rounds 2 --threads 1";

  @TempDir Path folder;

  private static CommandLineRun run(String line) {
    return CommandLineRun.of((Object[]) line.split(" "));
  }

  @Test
  void stepPrintsTimesAndOperations() {
    CommandLineRun run = run(SMALL + " --rules otpe,ottt,bptt --forms history,matrix");
    assertEquals(0, run.exitCode(), run.err());
    for (String part :
        List.of(
            "otpe  online   history", "otpe  online   matrix", "bptt  offline  -", "limits, 1")) {
      assertTrue(run.out().contains(part), part + " is missing in " + run.out());
    }
    assertTrue(run.out().contains("12-8-4, batch 2, 3 steps"), run.out());
    assertTrue(run.out().contains("project"), run.out());
  }

  @Test
  void stepWritesJsonAndTheDocumentation() throws IOException {
    Path page = folder.resolve("performance.md");
    Files.writeString(page, "x\n<!-- bench step: begin -->\n<!-- bench step: end -->\n");
    CommandLineRun run =
        run(SMALL + " --rules ottt --modes online --no-breakdown --json --docs " + folder);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("{\"environment\":{"), run.out());
    assertTrue(run.out().contains("\"rule\":\"ottt\",\"mode\":\"online\""), run.out());
    assertTrue(Files.readString(page).contains("| ottt | online | - | 1 |"));
    assertEquals(run.out(), Files.readString(folder.resolve("performance/step.json")));
  }

  @Test
  void equalWeightsGiveEqualLosses() {
    CommandLineRun run = run(SMALL + " --rules otpe,ostl --modes online --no-breakdown");
    List<String> losses =
        run.out()
            .lines()
            .filter(line -> line.matches("(otpe|ostl) .*"))
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .distinct()
            .toList();
    assertEquals(1, losses.size(), run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          step --layers 700             | layers: expected sizes such as
          step --batch 0                | batch: expected 1 to
          step --steps -1               | steps: expected 1 to
          step --density 2              | density: expected more than 0
          step --rate NaN               | rate: expected more than 0
          step --input noise            | input: expected spikes or counts, found 'noise'
          step --rules otpr             | did you mean 'otpe'?
          step --rules bptt --modes online | rules, modes: expected a rule that runs
          step --forms matrx            | did you mean 'matrix'?
          step --modes never            | mode: expected online, offline
          step --threads -1             | threads: expected 0 to
          step --rounds 0               | rounds: expected 1 to
          step --warm -1                | warm: expected 0 to
          step --engine simdd           | engine: expected one of
          step --docs nowhere           | --docs: expected a folder with performance.md
          step --serve --rules otpe,ottt | --serve: expected one side
          kernels --filter NoSuchKernel | --filter: expected a part of one of
          kernels --widths 100          | widths: expected 128, 256, 512 or 0, found 100
          kernels --forks 0             | forks: expected 1 to
          peers --tasks otpr            | tasks: expected some of
          peers --programs numpy        | programs: expected some of
          peers --programs torch-graph  | on the cpu, found 'torch-graph'
          peers --device tpu            | device: expected cpu or gpu, found 'tpu'
          peers --precision half        | precision: expected highest, default or tf32
          peers --burst -1              | burst: expected 1 to
          peers --python /no/python     | /no/python
          peers --engine simdd          | engine: expected one of
          peers --rounds 0              | rounds: expected 1 to
          peers --threads -3            | threads: expected 0 to
          scaling --threads 0           | threads: expected 1 to
          scaling --sequences 0         | sequences: expected 1 to
          """)
  void wrongInputIsOneLine(String line, String expected) {
    BadInputTest.refusedWith(run("bench " + line), expected);
  }

  @Test
  void allRunsEveryOther() {
    List<List<String>> commands = BenchAll.commands("docs", false, false);
    assertEquals(
        List.of("step", "scaling", "kernels", "peers"),
        commands.stream().map(command -> command.get(0)).toList());
    assertEquals(3, BenchAll.commands("docs", true, true).size());
  }

  /** The page has the marks that the commands write between. */
  @Test
  void theDocumentationHasTheMarks() throws IOException {
    String page = Files.readString(Path.of("../docs/performance.md"));
    for (String section : List.of("bench step", "bench scaling", "bench kernels", "bench peers")) {
      assertTrue(page.contains("<!-- " + section + ": begin -->"), section);
      assertTrue(page.contains("<!-- " + section + ": end -->"), section);
    }
  }
}
