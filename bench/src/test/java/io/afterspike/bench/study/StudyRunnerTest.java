package io.afterspike.bench.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study is stopped, goes on, and is merged with another; its files are read back. */
class StudyRunnerTest {
  private static final BooleanSupplier NEVER = () -> false;

  @TempDir Path folder;

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  private StudyRunner.Outcome run(
      List<Integer> threads, Path out, List<StudyCell> measured, BooleanSupplier stop)
      throws IOException {
    StudyGrid grid = TinyStudy.grid(threads, 6, 8);
    CellBench bench = TinyStudy.counting(folder.resolve("log"), measured);
    return TinyStudy.run(new StudyRunner(grid, out, bench), "CPU one", 1000, stop);
  }

  @Test
  void aStoppedStudyGoesOnAndFinishedCellsStay() throws Exception {
    Path out = folder.resolve("study");
    List<StudyCell> first = new ArrayList<>();
    StudyRunner.Outcome stopped = run(List.of(1), out, first, () -> first.size() == 2);
    assertEquals(2, first.size());
    assertEquals(4, stopped.cells());
    assertEquals(2, stopped.finished());
    Map<String, String> before = files(out);
    assertTrue(before.get(Study.PAGE).contains("2 of 4 cells"), before.get(Study.PAGE));

    List<StudyCell> second = new ArrayList<>();
    StudyRunner.Outcome done = run(List.of(1), out, second, NEVER);
    assertEquals(4, done.finished());
    assertEquals(2, second.size());
    assertFalse(second.stream().anyMatch(first::contains));
    Map<String, String> after = files(out);
    before.keySet().removeIf(name -> !name.startsWith("work"));
    before.forEach((name, text) -> assertEquals(text, after.get(name), name));

    List<StudyCell> third = new ArrayList<>();
    run(List.of(1), out, third, NEVER);
    assertEquals(List.of(), third);
    assertEquals(after, files(out));
  }

  @Test
  void resultsAreReadBackAndThePageHoldsEveryPlot() throws Exception {
    Path out = folder.resolve("study");
    Study study = run(List.of(1, 2), out, new ArrayList<>(), NEVER).study();
    assertTrue(study.passed(), study.missing().toString());
    assertEquals(4 * 2 * 2, study.rows().size()); // cells, threads, forms
    Study again = Study.read(out.resolve(Study.RESULTS));
    assertEquals(study.machines(), again.machines());
    assertEquals(study.missing(), again.missing());
    for (int k = 0; k < study.rows().size(); k++) {
      StudyRow row = study.rows().get(k);
      StudyRow read = again.rows().get(k);
      assertEquals(row.cell(), read.cell());
      assertEquals(row.side(), read.side());
      assertArrayEquals(row.millis(), read.millis());
      assertEquals(row.flops(), read.flops());
      assertEquals(row.loss(), read.loss());
      assertTrue(row.shareOfLimit() > 0, row.toString());
    }
    String page = Files.readString(out.resolve(Study.PAGE));
    for (String part :
        List.of(
            "Roofline of simd, 2 threads",
            "Heat map of 2 columns and 2 rows",
            "simd, 2 threads against 1 thread",
            "history against matrix",
            "faster from batch",
            "Against width",
            "Against batch",
            "time ~",
            "Memory of the network",
            "hidden neurons",
            "no GPU that can be used here (no driver)",
            "CPU one, 2 processors")) {
      assertTrue(page.contains(part), part + " is missing");
    }
    String json = Files.readString(out.resolve(Study.RESULTS));
    for (String field :
        List.of(
            "\"benchmark\":\"io.afterspike.study.Sequence.otpe\",\"mode\":\"ss\"",
            "\"scoreUnit\":\"ms/op\"",
            "\"rawData\":[[",
            "\"shareOfLimit\"",
            "\"spikeDensity\"")) {
      assertTrue(json.contains(field), field);
    }
  }

  @Test
  void studiesAreMergedByTheNamesOfTheirMachines() throws Exception {
    List<Path> files = new ArrayList<>();
    for (String name : List.of("CPU one", "CPU one", "CPU two")) {
      Path other = folder.resolve("study" + files.size());
      StudyGrid grid = TinyStudy.grid(List.of(1), 8 + files.size());
      TinyStudy.run(new StudyRunner(grid, other), name, 1000, NEVER);
      files.add(other.resolve(Study.RESULTS));
    }
    Study merged = Study.merged(files);
    assertEquals(
        List.of("CPU one, 2 processors", "CPU one, 2 processors (2)", "CPU two, 2 processors"),
        merged.machines().stream().map(StudyMachine::name).toList());
    assertEquals(3 * 4, merged.rows().size());
    Path both = folder.resolve("both");
    merged.write(both);
    assertEquals(12, Study.read(both.resolve(Study.RESULTS)).rows().size());
    assertTrue(Files.readString(both.resolve(Study.PAGE)).contains("Machine: CPU two"));
    List<Path> twice = List.of(files.get(0), files.get(0));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Study.merged(twice)).getMessage();
    assertTrue(message.contains("expected another study than in"), message);
  }

  @Test
  void anotherStudyOrMachineInTheFolderIsTold() throws Exception {
    Path out = folder.resolve("study");
    StudyGrid grid = TinyStudy.grid(List.of(1), 8);
    TinyStudy.run(new StudyRunner(grid, out), "CPU one", 0, NEVER);
    StudyRunner wider = new StudyRunner(TinyStudy.grid(List.of(1), 9), out);
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> TinyStudy.run(wider, "CPU one", 9, NEVER))
            .getMessage();
    assertTrue(
        message.contains("expected a study with width [9.0], found one with [8.0]"), message);
    StudyRunner same = new StudyRunner(grid, out);
    String moved =
        assertThrows(IllegalArgumentException.class, () -> TinyStudy.run(same, "CPU two", 9, NEVER))
            .getMessage();
    assertTrue(moved.contains("expected a study of this machine (CPU two"), moved);
    wider.clear();
    assertEquals(0, TinyStudy.run(wider, "CPU two", 0, NEVER).finished());
  }

  @Test
  void whatDoesNotFitIsNamed() throws Exception {
    StudyGrid grid = TinyStudy.grid(List.of(1), 1 << 16);
    Study study =
        TinyStudy.run(new StudyRunner(grid, folder.resolve("large")), "CPU one", 1000, NEVER)
            .study();
    assertEquals(List.of(), study.rows());
    assertTrue(study.passed());
    assertTrue(study.missing().get(0).what().contains("width 65536"), study.toString());
  }
}
