package io.afterspike.bench.paper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.cli.CommandLineRun;
import io.afterspike.bench.sweep.MadeUpResults;
import io.afterspike.bench.sweep.SweepFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The paper's pages, of made-up results. */
class PaperTest {
  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;

  @BeforeAll
  static void makeData() throws IOException {
    data = CommandLineRun.digits(shared.resolve("digits"));
    PaperOptions all =
        new PaperOptions(
            PaperItem.named(List.of("all")),
            "small",
            List.of(data),
            false,
            Map.of(),
            shared.resolve("out"));
    new Paper(all)
        .plans()
        .forEach(
            (name, plan) ->
                MadeUpResults.fill(
                    plan, new SweepFolder(all.out().resolve("plans").resolve(name))));
  }

  /** In the folder where all cells have a result. */
  private static PaperOptions options(List<String> items, List<Path> folders, boolean genuine) {
    return new PaperOptions(
        PaperItem.named(items), "small", folders, genuine, Map.of(), shared.resolve("out"));
  }

  private static String page(String name) throws IOException {
    return Files.readString(shared.resolve("out").resolve(name + ".html"));
  }

  private static String text(String html) {
    return html.replaceAll("(?s)<style>.*?</style>", "")
        .replaceAll("<[^>]+>", " ")
        .replaceAll("[\\s\\p{Z}]+", " ");
  }

  @Test
  void everyItemHasAPageAndPictures() throws IOException {
    PaperOptions options = options(List.of("all"), List.of(data), false);
    Paper paper = new Paper(options);
    assertEquals(PaperItem.values().length, paper.write().size());
    assertEquals(List.of(), paper.withoutData());
    for (PaperItem item : PaperItem.values()) {
      String html = page(item.label());
      assertTrue(html.contains("<svg"), item.label());
      // One file: nothing is loaded from elsewhere.
      assertFalse(html.matches("(?s).*( src=| href=\"[^#]|@import|url\\([^#]).*"), item.label());
      assertFalse(html.contains("NaN"), item.label());
      assertFalse(text(html).contains("no data"), item.label());
      assertTrue(html.contains("./afterspike paper " + item.label() + " --scale small"), html);
      assertTrue(Files.exists(options.out().resolve(item.label() + "-1.svg")), item.label());
      assertTrue(page("index").contains("href=\"" + item.label() + ".html\""), item.label());
      assertTrue(html.contains("Small scale"), item.label());
    }
    for (String plan : paper.plans().keySet()) {
      Path table = options.out().resolve("plans").resolve(plan).resolve("table.csv");
      assertTrue(Files.exists(table), plan);
    }
  }

  @Test
  void theSameResultsGiveTheSameBytes() throws IOException {
    PaperOptions options =
        options(List.of("figure-3", "figure-5", "table-2"), List.of(data), false);
    Paper paper = new Paper(options);
    List<byte[]> first = new ArrayList<>();
    for (Path page : paper.write()) {
      first.add(Files.readAllBytes(page));
    }
    List<Path> again = new Paper(options).write();
    assertEquals(3, again.size());
    for (int k = 0; k < again.size(); k++) {
      assertArrayEquals(first.get(k), Files.readAllBytes(again.get(k)));
    }
  }

  @Test
  void thePapersValuesStandBesideOurs() throws IOException {
    PaperOptions options = options(List.of("table-2", "table-3", "figure-3"), List.of(data), false);
    Paper paper = new Paper(options);
    paper.write();
    String two = text(page("table-2"));
    // Made-up accuracies: .5, .01 a seed (1 and 2), .001 a letter of the rule's name.
    assertTrue(two.contains("OTPE 72.5 51.9 ± 0.7 73.6 51.9 ± 0.7"), two);
    assertTrue(two.contains("BPTT 73.9 51.9 ± 0.7 – –"), two);
    assertTrue(two.contains("F-Approx OTPE – – 71.2 52.8 ± 0.7"), two);
    assertTrue(two.contains("offline, OTPE above OSTL: not decided (51.9 against 51.9)"), two);
    assertTrue(two.contains("Not run at this scale: Layers 3 × 512"), two);
    String three = text(page("table-3"));
    assertTrue(three.contains("F-OTPE 6.5 51.6 36.1 51.6"), three);
    String cosines = text(page("figure-3"));
    assertTrue(cosines.contains("OTPE 0.915 ± 0.007 0.915 ± 0.007"), cosines);
    assertTrue(cosines.contains("in float64 0.993 0.855 0.993 1.000"), cosines);
    assertTrue(
        cosines.contains("Further than 0.03 from it: OTPE model 0.915 instead of 0.983"), cosines);
    assertTrue(cosines.contains("hidden 1: yes (0.915 against 0.615)"), cosines);
  }

  @Test
  void recordingsThatAreNotSaidToBeGenuineAreLabelled() throws IOException {
    PaperOptions options = options(List.of("table-2", "table-3", "figure-4"), List.of(data), false);
    Paper paper = new Paper(options);
    paper.write();
    assertTrue(page("table-2").contains("Not SHD: these are recordings in its format"));
    assertTrue(page("table-3").contains("Not SSC: these are recordings in its format"));
    assertFalse(page("figure-4").contains("recordings in its format"));
    PaperOptions genuine = options(List.of("table-2"), List.of(data), true);
    new Paper(genuine).write();
    assertFalse(page("table-2").contains("recordings in its format"));
    assertTrue(page("table-2").contains("--genuine"));
  }

  @Test
  void withoutRecordingsTheRestIsMadeAndSaysSo() throws IOException {
    PaperOptions options = options(List.of("figure-2", "table-2"), List.of(), false);
    Paper paper = new Paper(options);
    assertEquals(List.of(PaperItem.TABLE_2), paper.withoutData());
    assertEquals(1, paper.write().size());
    String html = page("figure-2");
    assertTrue(html.contains("Left out, since it needs recordings: shd-offline"), html);
    assertTrue(html.contains("zenkelab.org"));
  }

  @Test
  void missingCellsAreCounted() throws IOException {
    PaperOptions options =
        new PaperOptions(
            PaperItem.named(List.of("figure-4", "table-1")),
            "small",
            List.of(),
            false,
            Map.of(),
            folder.resolve("out"));
    Paper paper = new Paper(options);
    assertEquals(List.of(), paper.write(), "no results, no pages");
    SweepFolder cells = new SweepFolder(options.out().resolve("plans").resolve("cosines"));
    MadeUpResults.write(paper.plans().get("cosines").cells().get(1), cells);
    assertEquals(1, paper.write().size());
    String html = Files.readString(options.out().resolve("figure-4.html"));
    assertTrue(html.contains("3 cells have no result yet"));
    assertFalse(Files.exists(cells.path().resolve("table.csv")));
  }

  @Test
  void wrongItemsScalesAndFoldersAreRefused() {
    refused(
        "item: expected all, a table or a figure such as figure-2, found 'figure-1'",
        () -> PaperItem.named(List.of("figure-1")));
    refused(
        "--scale: expected full or small, found 'tiny'",
        () -> new PaperOptions(List.of(), "tiny", List.of(), false, Map.of(), folder));
    refused(
        "--data: expected a folder with recordings, found ",
        () -> options(List.of("all"), List.of(folder.resolve("none")), false));
  }

  private static void refused(String message, Runnable work) {
    var e = assertThrows(IllegalArgumentException.class, work::run);
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @Test
  void theExponentIsThatOfAPower() {
    assertEquals(
        "1.50", ComplexityContent.exponent(new double[] {1, 4, 16}, new double[] {3, 24, 192}));
    assertEquals(
        "0.00", ComplexityContent.exponent(new double[] {1, 4, 16}, new double[] {3, 3, 3}));
    assertEquals("–", ComplexityContent.exponent(new double[] {2}, new double[] {3}));
  }

  @Test
  void theCommandListsAllAndMakesOne() throws IOException {
    CommandLineRun list = CommandLineRun.of("paper");
    assertEquals(0, list.exitCode());
    assertEquals(2 + PaperItem.values().length, list.out().lines().count());
    Path out = folder.resolve("made");
    Object[] words = {
      "paper",
      "figure-12",
      "--scale",
      "small",
      "--data",
      data,
      "--out",
      out,
      "--quiet",
      "--set",
      "minibatches=4",
      "--set",
      "validate-every=2",
      "--set",
      "batch=4",
      "--set",
      "layers=8",
      "--set",
      "steps=5",
      "--set",
      "seeds=1",
      "--set",
      "engine=reference"
    };
    CommandLineRun made = CommandLineRun.of(words);
    assertEquals(0, made.exitCode(), made.err());
    assertEquals(out.resolve("figure-12.html") + "\n", made.out());
    assertTrue(Files.readString(out.resolve("figure-12.html")).contains("hidden layers 8"));
  }
}
