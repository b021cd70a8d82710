package io.afterspike.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.report.MarkdownTable;
import io.afterspike.bench.report.Table;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.UpdateMode;
import java.nio.file.Path;
import java.util.ArrayList;
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
    PeerRace race =
        new PeerRace(side -> List.of("sh", "-c", scripts.get(side.program())), logs, 20, told::add);
    return race.run(
        PeerSide.PROGRAMS.stream().filter(scripts::containsKey).map(PeerRaceTest::side).toList(),
        rounds);
  }

  private static String good(String checked, String millis) {
    return "echo noise; echo ready 1; " + String.format(ANSWERS, checked, millis);
  }

  @Test
  void allSidesRunInEveryRound() {
    List<PeerResult> results =
        race(
            Map.of(PeerSide.OURS, good("", "2.0"), "jax", good("0 1e-6", "5.0")),
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
            Map.of(PeerSide.OURS, good("", "2"), "jax", good("0 0", "6000")), 5, new ArrayList<>());
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
                good("3 1e-6", "2")),
            1,
            told);
    assertEquals("start: ended: no such module", results.get(1).failure());
    assertEquals("start: expected numbers, found '0 nonsense'", results.get(2).failure());
    assertEquals("", results.get(3).failure());
    assertFalse(results.get(3).agrees(), "three spikes differ");
    assertTrue(told.toString().contains("jax failed to start"), told.toString());
    PeerReport report = new PeerReport("work", "here", results);
    assertFalse(report.agrees());
    assertTrue(report.json().contains("\"failure\":\"start: ended: no such module\""));
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
            new PeerResult(history, 1, 0, 0, new double[] {100, 110, 130}, 80_000_000, ""),
            new PeerResult(matrix, 1, 0, 0, new double[] {300, 310, 330}, 0, ""),
            new PeerResult(jax, 9, 0, 1.25e-6, new double[] {6000, 6600}, 2_000_000_000, ""));
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
    for (List<PeerSide> task : PeerSide.tasks()) {
      assertTrue(task.get(0).ours());
      assertTrue(task.stream().map(PeerSide::task).distinct().count() == 1);
      assertTrue(task.stream().allMatch(side -> PeerSide.PROGRAMS.contains(side.program())));
    }
  }
}
