package io.afterspike.bench.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.console.Screen;
import io.afterspike.bench.json.JsonObject;
import io.afterspike.bench.process.JavaCommand;
import io.afterspike.bench.report.Table;
import io.afterspike.engine.EngineUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Parts that pass, object, crash and hang: the rest runs, and what is known stays known. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EngineCheckTest {
  private final StringWriter shown = new StringWriter();

  @TempDir Path folder;

  private static CheckPart part(String name, String way) {
    return new CheckPart(name, "Part " + name, List.of(way), EngineCheckTest::read);
  }

  private static Findings read(JsonObject json) {
    Table table = new Table(List.of("cell"), List.of(List.of("value of <it>")));
    return new Findings(json.text("summary"), List.of(table), json.texts("problems"));
  }

  private static List<String> command(CheckPart part) {
    return JavaCommand.of(List.of("-Xint"), MadeUpPart.class.getName(), part.arguments());
  }

  private Screen screen() {
    return new Screen(Screen.Kind.PLAIN, new PrintWriter(shown), 80, System::nanoTime, 10);
  }

  private String text(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Boolean> passed(CheckReport report) {
    return report.results().stream().map(PartResult::passed).toList();
  }

  @Test
  void theNextPartRunsWhateverTheLastDid() throws Exception {
    List<CheckPart> parts =
        List.of(
            part("one", "passes"),
            part("two", "objects"),
            part("three", "crashes"),
            part("four", "babbles"),
            part("five", "refuses"),
            part("six", "passes"));
    EngineCheck check = new EngineCheck("cuda", parts, EngineCheckTest::command, folder);
    CheckReport report = check.run(150, screen());
    assertEquals(List.of(true, false, false, false, false, true), passed(report));
    assertFalse(report.passed());
    assertTrue(report.summary().startsWith("engine cuda: 2 of 6 parts passed, "), report.summary());
    assertEquals(
        List.of(
            "<all> well",
            "1 wrong",
            "ended with exit code 134: this part crashes",
            "ended with exit code 2: this part refuses"),
        Stream.of(0, 1, 2, 4).map(k -> report.results().get(k).summary()).toList());
    assertTrue(report.results().get(3).summary().startsWith("ended with exit code 0, no result: "));
    String page = text(EngineCheck.PAGE);
    assertTrue(page.contains("<h2>Part six</h2>"), page);
    assertTrue(page.contains("&lt;all&gt; well"), page);
    assertTrue(page.contains("value of &lt;it&gt;"), page);
    assertTrue(page.contains("a &amp; b"), page);
    assertTrue(page.contains("<p class=\"warning\">Part three: ended with exit code 134"), page);
    assertTrue(text("check.json").contains("\"name\":\"two\""), text("check.json"));
    assertTrue(text("check.json").contains("\"problems\":[\"a & b\"]"), text("check.json"));
    assertTrue(text("three.log").endsWith("this part crashes\n"), text("three.log"));
    assertTrue(shown.toString().contains("FAILED  three: ended with"), shown.toString());
    assertTrue(Files.exists(folder.resolve("two.json")));
    assertFalse(Files.exists(folder.resolve("three.json")), "an empty result is none");
  }

  @Test
  void whatIsKnownIsWrittenBeforeTheNextPartStarts() throws Exception {
    List<CheckPart> parts = List.of(part("one", "objects"), part("two", "passes"));
    List<String> pages = new ArrayList<>();
    EngineCheck check =
        new EngineCheck(
            "simd",
            parts,
            part -> {
              if (part.name().equals("two")) {
                pages.add(text(EngineCheck.PAGE) + text("check.json"));
              }
              return command(part);
            },
            folder);
    assertFalse(check.run(100, screen()).passed());
    String between = pages.get(0);
    assertTrue(between.contains("0 of 2 parts passed, 1 have not ended"), between);
    assertTrue(between.contains("1 wrong"), between);
    assertTrue(between.contains("not ended"), between);
    assertFalse(text(EngineCheck.PAGE).contains("not ended"));
  }

  @Test
  void aPartThatHangsIsStopped() throws Exception {
    CheckPart part = part("one", "hangs");
    List<String> ticks = new ArrayList<>();
    List<String> command = command(part);
    PartResult result = new PartProcess(part, command, folder).run(4, ticks::add);
    assertFalse(result.passed());
    assertEquals("stopped after 4 s: this part hangs", result.summary());
    assertEquals(List.of("this part hangs"), result.said());
    assertTrue(result.seconds() >= 4, result.toString());
    assertTrue(ticks.contains("this part hangs"), ticks.toString());
    long left =
        ProcessHandle.current()
            .children()
            .filter(child -> child.info().commandLine().orElse("").contains("MadeUpPart"))
            .count();
    assertEquals(0, left);
  }

  @Test
  void withoutTimeNothingIsStarted() throws Exception {
    List<CheckPart> parts = List.of(part("one", "passes"), part("two", "passes"));
    EngineCheck check =
        new EngineCheck(
            "simd",
            parts,
            part -> {
              throw new AssertionError(part);
            },
            folder);
    CheckReport report = check.run(0.5, screen());
    assertEquals(List.of(false, false), passed(report));
    assertEquals("not run: the time is used up", report.results().get(1).summary());
  }

  @Test
  void anEngineThatIsNotHereEndsIt() throws IOException {
    CheckPart devices = new CheckPart(CheckPart.DEVICES, "Devices", List.of(), DevicesFindings::of);
    String json = "{\"engines\":[{\"name\":\"cuda\",\"available\":false,\"text\":\"no driver\"}]}";
    EngineCheck check =
        new EngineCheck(
            "cuda", List.of(devices, part("two", "passes")), part -> List.of("echo", json), folder);
    EngineUnavailableException failure =
        assertThrows(EngineUnavailableException.class, () -> check.run(100, screen()));
    assertEquals("no driver", failure.reason());
    assertFalse(Files.exists(folder.resolve("two.log")));
  }

  @Test
  void filesOfAnEarlierCheckDoNotStay() throws Exception {
    for (String file : List.of("one.json", "one.log", "check.html", "check.json", "notes.txt")) {
      Files.writeString(folder.resolve(file), "old");
    }
    List<CheckPart> parts = List.of(part("one", "crashes"));
    new EngineCheck("simd", parts, EngineCheckTest::command, folder).run(60, screen());
    assertFalse(Files.exists(folder.resolve("one.json")));
    assertTrue(text("one.log").endsWith("this part crashes\n"), text("one.log"));
    assertEquals("old", text("notes.txt"));
    assertTrue(text("check.json").contains("\"passed\":false"));
  }
}
