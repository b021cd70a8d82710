package io.afterspike.bench.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of a sweep: every cell once, or a refusal that names what is wrong. */
class SweepTableTest {
  private static final SweepPlan PLAN =
      PlanFile.parse("p", "p", "seeds = [1, 2]\n[[grid]]\nlr = [0.1, 0.2]\n", "", Map.of());

  @TempDir Path folder;

  private SweepFolder filled(String name, int... cells) throws IOException {
    SweepFolder sweep = new SweepFolder(folder.resolve(name));
    sweep.create();
    for (int cell : cells) {
      sweep.write(PLAN.cells().get(cell), result(cell, ""), Map.of("seconds", 1.5));
    }
    return sweep;
  }

  private static CellResult result(int cell, String remark) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("test_accuracy", cell == 2 ? Double.NaN : 0.5 + cell / 64.0);
    values.put("best_minibatch", 3e5);
    return CellResult.of(
        PLAN.cells().get(cell),
        new DataFacts("t-randman", Double.POSITIVE_INFINITY, 10, 20),
        remark,
        values,
        Map.of("loss", new double[] {1, 0.1f, Double.NaN, -0.0}));
  }

  private static void refused(String message, SweepFolder... folders) {
    var e =
        assertThrows(
            IncompleteSweepException.class, () -> SweepTable.collect(PLAN, List.of(folders)));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @Test
  void theTable() throws IOException {
    SweepFolder sweep = filled("a", 3, 2, 1, 0);
    List<String> ids = PLAN.cells().stream().map(Cell::id).toList();
    assertEquals(
        """
        cell,id,lr,seed,test_accuracy,best_minibatch,remark
        0,%s,0.1,1,0.5,300000,
        1,%s,0.1,2,0.515625,300000,
        2,%s,0.2,1,,300000,
        3,%s,0.2,2,0.546875,300000,
        """
            .formatted(ids.toArray()),
        SweepTable.collect(PLAN, List.of(sweep)).csv());
  }

  @Test
  void resultsReadBackAsTheyWere() throws IOException {
    SweepFolder sweep = filled("a", 2);
    CellResult read = sweep.read(PLAN.cells().get(2));
    CellResult written = result(2, "");
    assertEquals(written.settings(), read.settings());
    assertEquals(written.data(), read.data());
    assertEquals(written.values(), read.values());
    assertArrayEquals(written.column("loss"), read.column("loss"));
    assertArrayEquals(Json.bytes(written.json()), Json.bytes(read.json()));
    assertEquals(Map.of("seconds", 1.5), sweep.readTimes(PLAN.cells().get(2)));
  }

  @Test
  void severalFoldersGiveTheSameTable() throws IOException {
    String whole = SweepTable.collect(PLAN, List.of(filled("a", 0, 1, 2, 3))).csv();
    SweepFolder first = filled("b", 1, 2);
    assertEquals(whole, SweepTable.collect(PLAN, List.of(first, filled("c", 3, 0))).csv());
  }

  @Test
  void missingCellsAreNamed() throws IOException {
    refused("p: expected a result of each of the 4 cells, found none of 1, 3", filled("a", 0, 2));
    refused("p: expected a result of each of the 4 cells, found none of 0, 1, 2, 3", filled("b"));
    refused(folder.resolve("c") + ": expected the folder", new SweepFolder(folder.resolve("c")));
  }

  @Test
  void doubleCellsAreNamed() throws IOException {
    SweepFolder all = filled("a", 0, 1, 2, 3);
    refused("p: expected one result a cell, found two of 2 (", all, filled("b", 2));
    // Also under another name in the same folder.
    Files.copy(all.result(PLAN.cells().get(1)), all.results().resolve("copy.json"));
    refused("p: expected one result a cell, found two of 1 (", all);
  }

  @Test
  void resultsOfOtherVersionsOrDataAreRefused() throws IOException {
    SweepFolder sweep = filled("a", 0, 1, 2, 3);
    Path file = sweep.result(PLAN.cells().get(1));
    String text = Files.readString(file);
    Files.writeString(file, text.replace(Version.NUMBER, "0.0.9"));
    refused("p: expected results of one version, found [" + Version.NUMBER + ", 0.0.9]", sweep);
    Files.writeString(file, text.replace("\"test\":20", "\"test\":21"));
    refused("p: expected the same data in all cells, found in cell 1", sweep);
  }

  @Test
  void anotherCellsResultIsNotTaken() throws IOException {
    SweepFolder sweep = filled("a", 0);
    Path wrong = sweep.result(PLAN.cells().get(1));
    Files.move(sweep.result(PLAN.cells().get(0)), wrong);
    var e = assertThrows(IllegalArgumentException.class, () -> sweep.read(PLAN.cells().get(1)));
    assertTrue(e.getMessage().startsWith(wrong + ": expected the result of cell "), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "3",
        "{}",
        "{}{}",
        "{\"id\":3}",
        "nonsense",
        "{\"data\":{},\"settings\":{}}",
        "{\"a\":\"\u0000\"}",
        "{\"data\":{\"training\":\"x\"}}"
      })
  void whatIsNoResultIsRefusedWithItsName(String text) throws IOException {
    SweepFolder sweep = filled("a", 0);
    Path file = sweep.result(PLAN.cells().get(0));
    Files.writeString(file, text);
    var e = assertThrows(IllegalArgumentException.class, () -> sweep.read(PLAN.cells().get(0)));
    assertTrue(e.getMessage().startsWith(file + ": expected a "), e.getMessage());
  }

  @Test
  void deepJsonIsRefused() throws IOException {
    SweepFolder sweep = filled("a", 0);
    Path file = sweep.result(PLAN.cells().get(0));
    Files.writeString(file, "{\"a\":" + "[".repeat(100_000));
    var e = assertThrows(IllegalArgumentException.class, () -> sweep.read(PLAN.cells().get(0)));
    assertTrue(e.getMessage().startsWith(file + ": expected a "), e.getMessage());
  }
}
