package io.afterspike.bench.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.report.MarkdownTable;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.step.InputKind;
import io.afterspike.bench.step.StepWork;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.UpdateMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Races of shell scripts that answer as the peers do, and the tables made of them. */
@DisabledOnOs(OS.WINDOWS)
class PeerRaceTest {
  private static final String ANSWERS =
      "while read q; do case $q in check) echo checked %s;; run) echo ms %s;; esac; done";

  @TempDir Path logs;

  private static PeerSide side(String program) {
    return new PeerSide(program, "-", LearningRule.OTTT, UpdateMode.ONLINE);
  }

  private List<PeerResult> race(Map<String, String> scripts, int rounds, List<String> told) {
    return race(scripts, new RacePlan(rounds, 1, 1, 20, RacePlan.UNLIMITED), told);
  }

  private List<PeerResult> race(Map<String, String> scripts, RacePlan plan, List<String> told) {
    PeerRace race =
        new PeerRace(
            side -> List.of("sh", "-c", scripts.get(side.program())), logs, plan, told::add);
    List<String> programs = new ArrayList<>(List.of(PeerSide.OURS));
    programs.addAll(PeerDevice.GPU.programs());
    return race.run(
        programs.stream().filter(scripts::containsKey).map(PeerRaceTest::side).toList());
  }

  private static String good(String checked, String millis) {
    return "echo noise; echo ready 1; " + String.format(ANSWERS, checked, millis);
  }

  @Test
  void allSidesRunInEveryRound() {
    List<PeerResult> results =
        race(
            Map.of(PeerSide.OURS, good("", "2.0"), "jax", good("0 1000 1e-6", "5.0")),
            4,
            new ArrayList<>());
    assertEquals(2, results.size());
    assertEquals(4, results.get(0).millis().length);
    assertEquals(2.5, results.get(1).ratioTo(results.get(0)));
    assertEquals(1e-6, results.get(1).gradientError());
    assertTrue(results.get(1).agrees() && results.get(0).agrees());
    assertTrue(results.get(0).peakMemory() > 0);
  }

  @Test
  void slowSidesRunInFewRounds() {
    List<PeerResult> results =
        race(
            Map.of(PeerSide.OURS, good("", "2"), "jax", good("0 1000 0", "6000")),
            5,
            new ArrayList<>());
    assertEquals(5, results.get(0).millis().length);
    assertEquals(3, results.get(1).millis().length);
  }

  @Test
  void failuresAreResults() {
    List<String> told = new ArrayList<>();
    List<PeerResult> results =
        race(
            Map.of(
                PeerSide.OURS,
                good("", "2"),
                "jax",
                "echo first >&2; echo no such module >&2; exit 1",
                "torch-eager",
                good("0 nonsense", "2"),
                "torch-compiled",
                good("3 1000 1e-6", "2")),
            1,
            told);
    assertEquals("start: ended: no such module", results.get(1).failure());
    assertEquals("start: expected numbers, found '0 nonsense'", results.get(2).failure());
    assertEquals("", results.get(3).failure());
    assertFalse(results.get(3).agrees(), "three spikes of a thousand differ");
    assertTrue(told.toString().contains("jax failed to start"), told.toString());
    PeerReport report = new PeerReport("work", "here", results);
    assertFalse(report.agrees());
    assertTrue(report.json().contains("\"failure\":\"start: ended: no such module\""));
  }

  @Test
  void aBurstIsOneTimeWithoutItsFirst() {
    String counting =
        "n=9; echo ready; while read q; do case $q in check) echo checked 2 10000 1e-6;;"
            + " run) echo ms $n; n=$((n - 1));; esac; done";
    List<PeerResult> results =
        race(
            Map.of("jax", counting),
            new RacePlan(2, 4, 1, 20, RacePlan.UNLIMITED),
            new ArrayList<>());
    assertArrayEquals(new double[] {7, 3}, results.get(0).millis());
    assertTrue(results.get(0).agrees(), "two spikes of ten thousand may differ");
  }

  @Test
  void sidesThatStartTogetherWaitForNoOther() {
    Path mark = logs.resolve("mark");
    String waiting = "while [ ! -e " + mark + " ]; do sleep 0.05; done; ";
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    List<PeerResult> results =
        race(
            Map.of(
                "jax",
                waiting + good("0 1000 0", "5"),
                "torch-eager",
                "touch " + mark + "; " + good("0 1000 0", "5")),
            new RacePlan(1, 1, 2, 20, RacePlan.UNLIMITED),
            told);
    assertTrue(results.stream().allMatch(PeerResult::agrees), told.toString());
  }

  @Test
  void afterTheBudgetNothingIsStarted() {
    List<String> told = new ArrayList<>();
    List<PeerResult> results =
        race(
            Map.of("jax", "sleep 60", "torch-eager", good("0 1000 0", "5")),
            new RacePlan(3, 1, 1, 20, 2),
            told);
    assertTrue(results.get(0).failure().startsWith("start: no answer within "), told.toString());
    assertEquals("start: the budget of 2 s was used up", results.get(1).failure());
  }

  @Test
  void aLateAnswerEndsTheProcess() throws PeerFailure {
    try (PeerProcess process =
        new PeerProcess(List.of("sh", "-c", "exec sleep 60"), logs.resolve("log"), 1)) {
      PeerFailure failure = assertThrows(PeerFailure.class, () -> process.answer("ready"));
      assertEquals("no answer within 1 s", failure.getMessage());
    }
    assertThrows(
        PeerFailure.class,
        () -> new PeerProcess(List.of("/no/such/program"), logs.resolve("log"), 1));
  }

  @Test
  void theTableComparesWithOurQuickest() {
    PeerSide history = new PeerSide(PeerSide.OURS, "history", LearningRule.OTPE, UpdateMode.ONLINE);
    PeerSide matrix = new PeerSide(PeerSide.OURS, "matrix", LearningRule.OTPE, UpdateMode.ONLINE);
    PeerSide jax = new PeerSide("jax", "seed-style", LearningRule.OTPE, UpdateMode.ONLINE);
    List<PeerResult> results =
        List.of(
            new PeerResult(history, 1, 0, 0, 0, new double[] {100, 110, 130}, 80_000_000, ""),
            new PeerResult(matrix, 1, 0, 0, 0, new double[] {300, 310, 330}, 0, ""),
            new PeerResult(jax, 9, 0, 1000, 1.25e-6, new double[] {6000, 6600}, 2_000_000_000, ""));
    Table table = new PeerReport("work", "here", results).table();
    assertEquals(
        "| otpe online | JAX scan, seed-style (two traces) | 6000 | 6300 | 60.0 | 2.0 GB | 9.0 s"
            + " | 0 | 1.3e-6 |",
        MarkdownTable.of(table).lines().toList().get(4).replace("1.2e-6", "1.3e-6"));
    assertEquals("1.00", table.rows().get(0).get(4));
    assertEquals("2.82", table.rows().get(1).get(4));
  }

  @Test
  void marksAreReplacedWhole() {
    String page = "a\n<!-- x: begin -->\n\nold\n\n<!-- x: end -->\nb\n";
    String put = MarkdownTable.put(page, "x", "new\n");
    assertEquals("a\n<!-- x: begin -->\n\nnew\n\n<!-- x: end -->\nb\n", put);
    assertEquals(put, MarkdownTable.put(put, "x", "new"));
    assertThrows(IllegalArgumentException.class, () -> MarkdownTable.put(page, "y", "new"));
    assertThrows(IllegalArgumentException.class, () -> MarkdownTable.put(page + page, "x", "new"));
    Table odd = new Table(List.of("a", "b"), List.of(List.of("x|y", "1")));
    assertEquals("| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n", MarkdownTable.of(odd));
  }

  @Test
  void theScriptsAreFoundFromBelow() {
    Path scripts = PeerSetup.scripts(Path.of("target/classes"));
    assertTrue(scripts.endsWith("bench/peers"));
    assertThrows(IllegalArgumentException.class, () -> PeerSetup.scripts(logs));
  }

  /** Every task has ours first; the names are those that peer.py knows. */
  @Test
  void tasks() {
    for (PeerDevice device : PeerDevice.values()) {
      for (List<PeerSide> task : PeerSide.tasks(device)) {
        assertTrue(task.get(0).ours());
        assertEquals(1, task.stream().map(PeerSide::task).distinct().count());
        assertTrue(
            task.stream()
                .skip(1)
                .allMatch(s -> s.ours() || device.programs().contains(s.program())));
      }
    }
  }

  @Test
  void commandsNameEngineAndDevice() {
    StepWork work = new StepWork(List.of(12, 8, 4), 2, 3, InputKind.COUNTS, 0.1, 0.1, 1);
    PeerCommands commands =
        new PeerCommands(
            Path.of("python3"),
            Path.of("scripts"),
            Path.of("data"),
            work,
            "cuda",
            PeerDevice.named("", "cuda"),
            PeerPrecision.named("tf32"),
            4,
            1);
    String ours = String.join(" ", commands.of(side(PeerSide.OURS)));
    assertTrue(ours.contains(" bench step --serve --engine cuda --rules ottt "), ours);
    assertEquals(
        "python3 scripts/peer.py torch-graph ottt online - data --threads 4 --warm 1.0"
            + " --device gpu --precision tf32",
        String.join(" ", commands.of(side("torch-graph"))));
    assertThrows(IllegalArgumentException.class, () -> PeerDevice.named("tpu", "simd"));
    assertThrows(IllegalArgumentException.class, () -> PeerPrecision.named("bf16"));
  }
}
