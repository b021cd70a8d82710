package io.afterspike.bench.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.cli.CommandLineRun;
import io.afterspike.bench.console.Screen;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cells that stop anywhere and go on leave the bytes of undisturbed ones. */
class SweepRunnerTest {
  private static final String BASE =
      """
      [base]
      data = "%s"
      engine = "reference"
      layers = "5-4"
      batch = 4
      steps = 6
      minibatches = 7
      lr = 0.05
      validate-every = 2
      checkpoint-every = 3
      """;

  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;

  @BeforeAll
  static void makeData() throws IOException {
    data = CommandLineRun.digits(shared.resolve("digits"));
  }

  private static SweepPlan plan(String head, String tail) {
    return PlanFile.parse("p", "p", head + BASE.formatted(data) + tail, "", Map.of());
  }

  private static SweepRunner.Outcome run(
      SweepPlan plan, Path out, BooleanSupplier stop, int workers) throws IOException {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    SweepFolder folder = new SweepFolder(out);
    List<SweepRunner.Job> jobs =
        plan.cells().stream().map(cell -> new SweepRunner.Job(plan, cell, folder)).toList();
    return new SweepRunner(Screen.of(nowhere, nowhere, true), stop).run(jobs, workers);
  }

  private static BooleanSupplier after(int questions) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.getAndIncrement() >= questions;
  }

  static void assertSameTable(SweepPlan plan, Path expected, Path actual) throws IOException {
    for (Path out : List.of(expected, actual)) {
      SweepFolder folder = new SweepFolder(out);
      SweepTable.collect(plan, List.of(folder)).write(folder);
    }
    for (String name : List.of("table.csv", "table.json")) {
      assertArrayEquals(
          Files.readAllBytes(expected.resolve(name)), Files.readAllBytes(actual.resolve(name)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          task = "train"     | [[grid]]\\nrule = ["otpe", "ottt"]
          task = "train"     | [[grid]]\\nrule = "bptt"\\nmode = "offline"\\nlr = [0.05, 3e38]
          task = "cosines"   | [[grid]]\\nmode = "offline"\\nseed = [1, 2]
          task = "landscape" | [[grid]]\\nmode = ["offline", "online"]\\n[options]\\npoints = 3
          """)
  void cellsStoppedAnywhereEndWithTheSameBytes(String head, String tail) throws IOException {
    SweepPlan plan = plan(head + "\n", tail.replace("\\n", "\n"));
    Path whole = folder.resolve("whole");
    assertTrue(run(plan, whole, () -> false, 1).complete());
    int interrupted = 0;
    for (int questions : new int[] {1, 6, 20}) {
      Path part = folder.resolve("part" + questions);
      // Again and again, each time a little further.
      for (int round = 0; ; round++) {
        SweepRunner.Outcome outcome = run(plan, part, after(questions + round), 1);
        assertEquals(List.of(), outcome.failures());
        if (outcome.complete()) {
          break;
        }
        interrupted++;
        assertTrue(round < 40, "no end");
      }
      assertSameTable(plan, whole, part);
      try (Stream<Path> left = Files.list(part.resolve("work"))) {
        assertEquals(List.of(), left.toList(), "checkpoints stay only where work is left");
      }
    }
    assertTrue(interrupted >= 4, "stopped only " + interrupted + " times");
  }

  @Test
  void severalWorkersGiveTheSameTable() throws IOException {
    SweepPlan plan =
        plan("seeds = [1, 2, 3]\n", "[[grid]]\nrule = [\"otpe\", \"ostl\", \"approx-otpe\"]\n");
    assertTrue(run(plan, folder.resolve("one"), () -> false, 1).complete());
    assertTrue(run(plan, folder.resolve("four"), () -> false, 4).complete());
    assertSameTable(plan, folder.resolve("one"), folder.resolve("four"));
    SweepTable table = SweepTable.collect(plan, List.of(new SweepFolder(folder.resolve("four"))));
    for (CellResult result : table.results()) {
      // It did learn something, and every neuron's layer was counted.
      assertEquals(4, result.column("validation_loss").length);
      assertArrayEquals(new double[] {2, 4, 6, 7}, result.column("minibatch"));
      assertTrue(result.value("test_loss") > 0);
      assertTrue(result.value("input_density") > 0);
      assertTrue(result.value("layer_1_density") > 0);
      assertTrue(result.value("layer_3_density") >= 0);
      assertTrue(Double.isNaN(result.value("layer_4_density")));
    }
  }

  @Test
  void finishedCellsAreNotTouched() throws IOException {
    SweepPlan plan = plan("seeds = [1, 2]\n", "");
    Path out = folder.resolve("out");
    assertTrue(run(plan, out, () -> false, 1).complete());
    Path result = new SweepFolder(out).result(plan.cells().get(0));
    Files.writeString(
        result, Files.readString(result).replace("\"remark\":\"\"", "\"remark\":\"x\""));
    Files.delete(new SweepFolder(out).result(plan.cells().get(1)));
    SweepRunner.Outcome outcome = run(plan, out, () -> false, 1);
    assertTrue(outcome.complete());
    assertEquals(2, outcome.finished());
    assertEquals("x", new SweepFolder(out).read(plan.cells().get(0)).remark());
    assertEquals("", new SweepFolder(out).read(plan.cells().get(1)).remark());
  }

  /** A process that is killed after a cell's result was written has not cleared up after it. */
  @Test
  void whatKilledProcessesLeftIsCleared() throws IOException {
    SweepPlan plan = plan("seeds = [1, 2]\n", "");
    Path out = folder.resolve("out");
    assertTrue(run(plan, out, () -> false, 1).complete());
    Path work = out.resolve("work");
    SweepFolder sweep = new SweepFolder(out);
    Cell finished = plan.cells().get(0);
    Cell open = plan.cells().get(1);
    Files.delete(sweep.result(open));
    for (String name : List.of("%s.safetensors", "%s.lock", ".%s.safetensors.1f.tmp")) {
      Files.writeString(work.resolve(name.formatted(finished.id())), "x");
    }
    Files.writeString(work.resolve(".%s.safetensors.1f.tmp".formatted(open.id())), "x");
    for (Cell cell : plan.cells()) {
      Files.writeString(out.resolve("cells/.%s.json.1f.tmp".formatted(cell.id())), "x");
      Files.writeString(out.resolve("times/.%s.json.1f.tmp".formatted(cell.id())), "x");
    }

    assertTrue(run(plan, out, () -> false, 1).complete());

    assertEquals(0, work.toFile().list().length);
    for (String name : List.of("cells", "times")) {
      assertEquals(2, out.resolve(name).toFile().list().length, name);
    }

    // Results alone, as someone may have copied them.
    Files.delete(work);
    Path part = Files.writeString(out.resolve("cells/.%s.json.1f.tmp".formatted(open.id())), "x");
    assertTrue(run(plan, out, () -> false, 1).complete());
    assertFalse(Files.exists(part));
  }

  /** What is kept for going on stays until the result is there. */
  @Test
  void aLandscapeKilledBeforeItsResultGoesOn() throws IOException {
    SweepPlan plan = plan("task = \"landscape\"\n", "[options]\npoints = 3\n");
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    assertTrue(run(plan, whole, () -> false, 1).complete());
    Cell cell = plan.cells().get(0);
    SweepFolder sweep = new SweepFolder(killed);
    sweep.create();
    // A folder in the result's place: everything but that last write succeeds.
    Files.createDirectories(sweep.result(cell).resolve("in-the-way"));

    assertEquals(1, run(plan, killed, () -> false, 1).failures().size());
    Files.delete(sweep.result(cell).resolve("in-the-way"));
    Files.delete(sweep.result(cell));
    assertEquals(List.of(), run(plan, killed, () -> false, 1).failures());

    assertSameTable(plan, whole, killed);
    assertEquals(0, killed.resolve("work").toFile().list().length);
  }

  @Test
  void aDivergedTrainingIsAResult() throws IOException {
    SweepPlan plan = plan("", "[[grid]]\nlr = [0.05, 3e38]\n");
    Path out = folder.resolve("out");
    SweepRunner.Outcome outcome = run(plan, out, () -> false, 1);
    assertEquals(List.of(), outcome.failures());
    CellResult diverged = new SweepFolder(out).read(plan.cells().get(1));
    assertTrue(diverged.remark().startsWith("training diverged at minibatch"), diverged.remark());
    assertTrue(Double.isNaN(diverged.value("test_accuracy")));
    assertFalse(
        Double.isNaN(new SweepFolder(out).read(plan.cells().get(0)).value("test_accuracy")));
  }

  @Test
  void aCellThatCannotBeDoneIsReportedAndTheOthersGoOn() throws IOException {
    SweepPlan plan = plan("", "[[grid]]\nbatch = [4, 1000]\n");
    SweepRunner.Outcome outcome = run(plan, folder.resolve("out"), () -> false, 2);
    assertFalse(outcome.complete());
    assertEquals(1, outcome.finished());
    assertEquals(1, outcome.failures().size());
    assertTrue(
        outcome.failures().get(0).startsWith("p cell 1 (batch 1000, seed 1): batch: expected"),
        outcome.failures().get(0));
  }

  @Test
  void aCellThatAnotherProcessHasIsLeftToIt() throws IOException {
    SweepPlan plan = plan("seeds = [1, 2]\n", "");
    Path out = folder.resolve("out");
    SweepFolder sweep = new SweepFolder(out);
    sweep.create();
    SweepFolder.Claim claim = sweep.claim(plan.cells().get(1)).orElseThrow();
    SweepRunner.Outcome outcome = run(plan, out, () -> false, 1);
    assertEquals(1, outcome.elsewhere());
    assertEquals(1, outcome.finished());
    claim.close();
    assertTrue(run(plan, out, () -> false, 1).complete());
  }

  @Test
  void costsAreMeasured() throws IOException {
    SweepPlan plan =
        PlanFile.parse(
            "p",
            "p",
            """
            task = "cost"
            [base]
            engine = "reference"
            layers = "6-6"
            batch = 2
            form = "matrix"
            [[grid]]
            rule = ["otpe", "ottt"]
            steps = [3, 6]
            [[grid]]
            rule = "bptt"
            mode = "offline"
            steps = [3, 6]
            [options]
            repetitions = 1
            """,
            "",
            Map.of());
    Path out = folder.resolve("out");
    assertTrue(run(plan, out, () -> false, 1).complete());
    double[] state = new double[6];
    for (int i = 0; i < 6; i++) {
      state[i] = new SweepFolder(out).read(plan.cells().get(i)).value("state_bytes");
      assertTrue(new SweepFolder(out).readTimes(plan.cells().get(i)).get("sequence_seconds") > 0);
    }
    assertEquals(state[0], state[1], "OTPE's memory does not grow with time");
    assertEquals(state[2], state[3], "nor does OTTT's");
    assertTrue(state[0] > state[2], "a matrix a sample is more than a vector");
    assertTrue(state[5] > 1.5 * state[4], "BPTT's grows");
    // Hidden layers 6 x 6 twice and output 6 x 10: the matrices alone, 2 samples, 4 bytes.
    assertTrue(state[0] >= 2 * 4 * (36 + 36 + 60), "OTPE's matrices are counted");
    assertTrue(state[2] < 2 * 4 * (36 + 36 + 60) + 2 * 4 * 200, "weights are not");
  }
}
