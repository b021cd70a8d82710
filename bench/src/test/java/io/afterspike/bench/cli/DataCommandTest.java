package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.data.SpikeFixtures;
import io.afterspike.bench.npy.Npz;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DataCommandTest {
  @TempDir Path folder;

  private record Result(int exitCode, String out, String err) {}

  private static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(new DataCommand());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exitCode = line.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new Result(exitCode, out.toString(), err.toString());
  }

  private Path copy(String fixture) throws IOException {
    return Files.copy(
        SpikeFixtures.path(fixture), folder.resolve(Path.of(fixture).getFileName().toString()));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void inspectPrintsATable() throws IOException {
    Path file = copy("good/filtered.h5");
    Result result = run("inspect", file, "--bins", "10");
    assertEquals("", result.err());
    assertEquals(0, result.exitCode());
    assertEquals(
        file
            + """

            recordings           6 (0 silent)
            classes              20
            recordings a class   0 to 1
            names                zero, one, two, three, four, five, six, seven, eight, nine, null, eins, zwei, drei, vier, fuenf, sechs, sieben, acht, neun
            units                700
            times stored as      float16
            spikes in all        975

                                      least     median       mean  deviation       most
            spikes a recording           60        163        163         70        265
            last spike (s)            0.101      0.291      0.291      0.129      0.480

            time steps: 10 bins, own range, counts
            not zero             2.3 %
            mean                 0.023
            largest              1
            mean of not zero     1.00
            spikes left out      0
            """,
        result.out());
    assertEquals(List.of("filtered.h5"), names(), "inspect writes nothing");
  }

  @Test
  void inspectPrintsJson() throws IOException {
    Path file = copy("silent.h5.gz");
    Result result =
        run("inspect", file, "--json", "--recording", 2, "--range", "0.25", "--bins", "2");
    assertEquals("", result.err());
    assertEquals(0, result.exitCode());
    String text = result.out();
    assertTrue(text.startsWith("{\"file\":\""), text);
    assertTrue(text.contains("\"recordings\":3,\"silent\":1,\"classes\":20,"), text);
    assertTrue(text.contains("\"timeType\":\"float16\",\"spikesInAll\":61,"), text);
    assertTrue(
        text.contains(
            "\"frames\":{\"bins\":2,\"range\":0.25,\"values\":\"counts\",\"nonZero\":"
                + 60 / (3 * 2 * 700.0)
                + ",\"mean\":"
                + 60 / (3 * 2 * 700.0)
                + ",\"most\":1,\"meanOfNonZero\":1.0,\"leftOut\":1}"),
        text);
    assertTrue(
        text.endsWith(
            "\"recording\":{\"index\":2,\"label\":2,\"spikes\":1,"
                + "\"firstSpikeSeconds\":0.5,\"lastSpikeSeconds\":0.5}}\n"),
        text);
  }

  @Test
  void inspectDrawsARecording() throws IOException {
    Path file = copy("good/contiguous.h5.gz");
    Path svg = folder.resolve("out.svg");
    Result result = run("inspect", file, "--recording", 3, "--raster", svg);
    assertEquals("", result.err());
    assertEquals(0, result.exitCode());
    assertTrue(
        result
            .out()
            .endsWith(
                """

                recording 3
                label                class 4 (four)
                spikes               183
                from, to (s)         0.0625, 0.3291
                drawn to %s
                """
                    .formatted(svg)),
        result.out());
    String drawn = Files.readString(svg);
    assertTrue(drawn.contains("contiguous.h5.gz, recording 3: class 4 (four), 183 spikes"), drawn);
    assertTrue(drawn.endsWith("</svg>\n"));
  }

  @Test
  void convertMakesTheCache() throws IOException {
    Path file = copy("good/contiguous.h5");
    Result result = run("convert", file);
    assertEquals("", result.err());
    assertEquals(0, result.exitCode());
    Path made = folder.resolve("contiguous.h5.events");
    assertEquals(
        made + ": 6 recordings, 975 spikes, %,d bytes\n".formatted(Files.size(made)), result.out());
  }

  @Test
  void previewComparesBinnings() throws IOException {
    Result result = run("preview", copy("good/float32.h5"), "--bins", 4, "--width", "0.05,0.1");
    assertEquals("", result.err());
    assertEquals(0, result.exitCode());
    List<String> lines = result.out().lines().toList();
    assertEquals(8, lines.size(), result.out());
    assertTrue(
        lines.get(4).matches("4 bins, own range, counts +5\\.\\d % .* 0\\.0 %"), lines.get(4));
    assertTrue(lines.get(5).startsWith("4 bins, own range, binary "), lines.get(5));
    assertTrue(lines.get(6).startsWith("4 bins, 0.05 s each, counts "), lines.get(6));
    // Spikes after 0.2 s: of recording r those with 16 (r + 1) + 3 floor(k / 2) > 204.8.
    assertTrue(lines.get(6).endsWith(" 46.8 %"), lines.get(6));
    assertTrue(lines.get(7).startsWith("4 bins, 0.1 s each, counts "), lines.get(7));
  }

  @Test
  void aBadFileIsOneLineAndNothingWritten() throws IOException {
    Path file = copy("bad/time_infinite.h5.gz");
    Path svg = folder.resolve("out.svg");
    for (Result result :
        List.of(
            run("inspect", file, "--raster", svg), run("convert", file), run("preview", file))) {
      assertEquals(
          file
              + ": spikes/times, recording 5, spike 264:"
              + " expected a finite time of at least 0 s, found Infinity s\n",
          result.err());
      assertEquals("", result.out());
      assertEquals(2, result.exitCode());
    }
    assertEquals(List.of("time_infinite.h5.gz"), names());
  }

  @Test
  void badArgumentsAreOneLine() throws IOException {
    Path file = copy("good/contiguous.h5");
    assertError("--recording: expected 0 to 5, found 6", "inspect", file, "--recording", 6);
    assertError("bins: expected 1 to 100000, found 0", "inspect", file, "--bins", 0);
    assertError(
        "range: expected own or the seconds of a bin, found x", "inspect", file, "--range", "x");
    assertError(
        "range: expected own or the seconds of a bin, found -1", "preview", file, "--width", "-1");
    Path nowhere = folder.resolve("no/out.svg");
    Result result = run("inspect", file, "--raster", nowhere);
    assertEquals(2, result.exitCode());
    assertTrue(result.err().startsWith("cannot write " + nowhere + ": "), result.err());
    assertEquals(1, result.err().lines().count());
  }

  private static void assertError(String message, Object... arguments) {
    Result result = run(arguments);
    assertEquals(message + "\n", result.err());
    assertEquals("", result.out());
    assertEquals(2, result.exitCode());
  }

  @Test
  void helpTeaches() {
    for (String[] command :
        new String[][] {
          {"--help"}, {"inspect", "--help"}, {"convert", "--help"}, {"preview", "--help"}
        }) {
      Result result = run((Object[]) command);
      assertEquals(0, result.exitCode());
      assertTrue(result.out().contains("Examples:"), result.out());
      assertTrue(result.out().contains("  afterspike data "), result.out());
      assertFalse(result.out().contains("null"), result.out());
    }
    Result nothing = run();
    assertEquals(2, nothing.exitCode());
    assertTrue(nothing.err().contains("inspect"), nothing.err());
  }

  @Test
  void convertWritesBothKinds() throws IOException {
    Path file = copy("good/filtered.h5");
    Path arrays = folder.resolve("a.npz");
    Path back = folder.resolve("b.h5");
    assertEquals(0, run("convert", file, "--to", arrays).exitCode());
    Result result = run("convert", arrays, "--to", back);
    assertEquals("", result.err());
    assertEquals(
        back + ": 6 recordings, 975 spikes, " + String.format("%,d", Files.size(back)) + " bytes\n",
        result.out());
    String inspected = run("inspect", back).out();
    assertEquals(
        run("inspect", file).out().replace(file.toString(), ""),
        inspected.replace(back.toString(), ""));
    Result wrong = run("convert", file, "--to", folder.resolve("x.txt"));
    assertEquals(2, wrong.exitCode());
    assertTrue(wrong.err().startsWith("--to: expected OUT.h5 or OUT.npz, found"), wrong.err());
  }

  @Test
  void framesAndPreviewPage() throws IOException {
    Path file = copy("good/filtered.h5");
    Path frames = folder.resolve("f.npz");
    Path page = folder.resolve("p.html");
    Result result = run("frames", file, "--to", frames, "--bins", "10", "--count", "2");
    assertEquals("", result.err());
    assertEquals(List.of(2, 10, 700), Npz.read(frames).get("frames").shape());
    Result preview = run("preview", file, "--page", page, "--recording", "5");
    assertEquals("", preview.err());
    String html = Files.readString(page);
    assertTrue(html.contains("50 bins, own range, binary"));
    assertTrue(html.contains("50 bins, 0.014 s each, counts"));
    assertEquals(2, run("preview", file, "--page", page, "--recording", "6").exitCode());
  }

  @Test
  void randmanIsWrittenAndRead() throws IOException {
    Path file = folder.resolve("r.h5");
    Result result = run("randman", file, "--samples", "3", "--coding", "r-randman");
    assertEquals("", result.err());
    assertTrue(result.out().startsWith(file + ": 3 recordings, "), result.out());
    assertTrue(run("inspect", file).out().contains("units                50\n"));
    assertEquals(2, run("randman", file, "--coding", "x").exitCode());
    assertEquals(2, run("randman", file, "--samples", "0").exitCode());
    assertEquals(2, run("randman", file, "--part", "x").exitCode());
  }
}
