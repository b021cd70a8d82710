package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.sweep.Cell;
import io.afterspike.bench.sweep.PlanFile;
import io.afterspike.bench.sweep.SweepPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepCommandTest {
  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;
  private Path plan;
  private Path out;

  @BeforeAll
  static void makeData() throws IOException {
    data = CommandLineRun.digits(shared.resolve("digits"));
  }

  @BeforeEach
  void makePlan() throws IOException {
    plan = folder.resolve("plan.toml");
    out = folder.resolve("out");
    Files.writeString(
        plan,
        """
        seeds = [1, 2]
        [base]
        data = "--data"
        engine = "reference"
        layers = "6"
        batch = 4
        steps = 5
        minibatches = 4
        [[grid]]
        rule = ["otpe", "ottt"]
        """);
  }

  private CommandLineRun sweep(Object... more) {
    return run(List.of("sweep", plan, "--data", data, "--out", out), more);
  }

  private CommandLineRun merge(Object... more) {
    return run(List.of("sweep", "merge", plan, "--data", data, "--out", out), more);
  }

  private static CommandLineRun run(List<?> first, Object... more) {
    Object[] words = new Object[first.size() + more.length];
    System.arraycopy(first.toArray(), 0, words, 0, first.size());
    System.arraycopy(more, 0, words, first.size(), more.length);
    return CommandLineRun.of(words);
  }

  @Test
  void countsAndLists() {
    assertEquals("4\n", sweep("--count").out());
    assertEquals("2\n", sweep("--count", "--per-task", "3").out());
    sweep("--index", "2", "--quiet");
    List<String> lines = sweep("--list").out().lines().toList();
    assertEquals(4, lines.size());
    assertTrue(lines.get(0).matches(" *0  [0-9a-f]{16}  - +rule otpe, seed 1"), lines.get(0));
    assertTrue(
        lines.get(2).matches(" *2  [0-9a-f]{16}  finished  rule ottt, seed 1"), lines.get(2));
  }

  @Test
  void cellByCellIsTheWhole() throws IOException {
    for (int index = 0; index < 4; index++) {
      CommandLineRun run = sweep("--index", index);
      assertEquals(0, run.exitCode(), run.err());
      assertEquals("1 of 1 cells finished in " + out + "\n", run.out());
      CommandLineRun merged = merge();
      assertEquals(index == 3 ? 0 : 1, merged.exitCode());
      assertEquals(index == 3, Files.exists(out.resolve("table.csv")));
      if (index == 1) {
        assertEquals(
            "afterspike: plan: expected a result of each of the 4 cells, found none of 2, 3\n",
            merged.err());
      }
    }
    byte[] csv = Files.readAllBytes(out.resolve("table.csv"));
    byte[] json = Files.readAllBytes(out.resolve("table.json"));
    out = folder.resolve("whole");
    assertEquals(0, sweep("--quiet", "--workers", "3").exitCode());
    assertEquals(out.resolve("table.csv").toString(), merge().out().split(" ")[3]);
    assertArrayEquals(csv, Files.readAllBytes(out.resolve("table.csv")));
    assertArrayEquals(json, Files.readAllBytes(out.resolve("table.json")));
    CommandLineRun doubled = merge("--also", folder.resolve("out"));
    assertEquals(1, doubled.exitCode());
    assertTrue(
        doubled.err().contains("expected one result a cell, found two of 0 ("), doubled.err());
  }

  @Test
  void theIndexOfClusterManagers() {
    assertNull(SweepCommand.index(Map.of()));
    assertEquals(3, SweepCommand.index(Map.of("SLURM_ARRAY_TASK_ID", "3")));
    assertEquals(0, SweepCommand.index(Map.of("JOB_COMPLETION_INDEX", "0")));
    assertEquals(
        5, SweepCommand.index(Map.of("JOB_COMPLETION_INDEX", "5", "SLURM_ARRAY_TASK_ID", "5")));
    assertThrows(
        IllegalArgumentException.class,
        () -> SweepCommand.index(Map.of("JOB_COMPLETION_INDEX", "5", "SLURM_ARRAY_TASK_ID", "4")));
    assertThrows(
        IllegalArgumentException.class,
        () -> SweepCommand.index(Map.of("SLURM_ARRAY_TASK_ID", "x")));
  }

  @Test
  void wrongUse() {
    BadInputTest.refused(sweep("--index", "4"), "--index: expected 0 to 3, found 4");
    BadInputTest.refused(sweep("--index", "-1"), "--index: expected 0 to 3, found -1");
    BadInputTest.refused(
        sweep("--index", "0", "--per-task", "0"), "--per-task: expected at least 1, found 0");
    BadInputTest.refusedWith(CommandLineRun.of("sweep"), "PLAN: expected a TOML file");
    BadInputTest.refusedWith(sweep("--set", "lrr=1", "--list"), "unknown setting 'lrr'", "'lr'");
    CommandLineRun merged = merge();
    assertEquals(1, merged.exitCode());
    assertTrue(merged.err().contains("expected the folder of a sweep"), merged.err());
    CommandLineRun noData = CommandLineRun.of("sweep", plan, "--out", out, "--quiet");
    assertEquals(1, noData.exitCode());
    assertTrue(noData.err().contains("data: expected --data FOLDER"), noData.err());
  }

  @Test
  void settingsInTheirPlace() {
    assertEquals("2\n", sweep("--count", "--set", "rule=ostl").out());
    assertEquals("6\n", sweep("--count", "--set", "seeds=1,2,3").out());
  }

  @Test
  void theScriptForSlurmNamesTheSamePlan() {
    CommandLineRun script =
        run(
            List.of("sweep", "slurm", plan, "--data", data, "--out", out),
            "--set",
            "lr=0.5",
            "--time",
            "10:00",
            "--launcher",
            "/opt/a");
    assertEquals(0, script.exitCode(), script.err());
    String command = "/opt/a sweep " + plan + " --data " + data + " --set lr=0.5 --out " + out;
    assertTrue(script.out().contains("exec " + command + " --index \"$SLURM_ARRAY_TASK_ID\"\n"));
    assertTrue(script.out().contains("#SBATCH --array=0-3\n"), script.out());
    assertFalse(script.out().contains("--partition"));
  }

  @Test
  void aTaskOfSeveralCells() {
    SweepPlan read = PlanFile.read(plan.toString(), "", Map.of("seeds", "1,2,3,4"));
    assertEquals(
        List.of(0, 1, 2), SweepCommand.cells(read, 0, 3).stream().map(Cell::index).toList());
    assertEquals(
        List.of(3, 4, 5), SweepCommand.cells(read, 1, 3).stream().map(Cell::index).toList());
    assertEquals(List.of(6, 7), SweepCommand.cells(read, 2, 3).stream().map(Cell::index).toList());
  }
}
