package io.afterspike.bench.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class ProgressLineTest {
  private static final String DETAIL = "loss 1.934  accuracy 62.1 %";

  @Example
  void aLineOnATerminal() {
    FakeTerminal terminal = new FakeTerminal(101);
    ProgressLine line = line(terminal, Screen.Kind.LIVE, 1000);
    work(terminal, line, 1, 412, 1 / 32.0);

    assertEquals(
        List.of(
            "[###########-----------------]  412/1000  loss 1.934  accuracy 62.1 %"
                + "  32.0 minibatches/s  left 0:18"),
        terminal.seen());

    work(terminal, line, 413, 1000, 1 / 32.0);
    line.finish(1000, () -> DETAIL);
    line.close();

    assertEquals(
        List.of(
            "[###########################]  1000/1000  loss 1.934  accuracy 62.1 %"
                + "  32.0 minibatches/s  took 0:31",
            ""),
        terminal.seen());
  }

  @Example
  void whatDoesNotFitIsLeftOut() {
    assertEquals(
        "[###-----]  412/1000  loss 1.934  accuracy 62.1 %  32.0 minibatches/s  left 0:18",
        seenAfter412(81));
    assertEquals(
        "412/1000  loss 1.934  accuracy 62.1 %  32.0 minibatches/s  left 0:18", seenAfter412(80));
    assertEquals("412/1000  loss 1.934  accuracy 62.1 %  left 0:18", seenAfter412(68));
    assertEquals("412/1000  left 0:18", seenAfter412(40));
    assertEquals("412/1000", seenAfter412(12));
    assertEquals("412/", seenAfter412(5));
  }

  private static String seenAfter412(int columns) {
    FakeTerminal terminal = new FakeTerminal(columns);
    work(terminal, line(terminal, Screen.Kind.LIVE, 1000), 1, 412, 1 / 32.0);
    return terminal.seen().get(0);
  }

  @Example
  void theBarDoesNotShake() {
    FakeTerminal terminal = new FakeTerminal(70);
    ProgressLine line = line(terminal, Screen.Kind.LIVE, 10_000);
    int before = Integer.MAX_VALUE;
    for (int i = 0; i < 100; i++) {
      int length = i % 7;
      line.update(i, () -> "x".repeat(length));
      terminal.pass(1);
      int bar = terminal.seen().get(0).indexOf(']');
      assertTrue(bar > 0 && bar <= before, bar + " after " + before);
      before = bar;
    }
  }

  @Example
  void atMostTenPaintsASecond() {
    FakeTerminal terminal = new FakeTerminal(80);
    ProgressLine line = line(terminal, Screen.Kind.LIVE, 100_000);
    work(terminal, line, 1, 50_000, 1e-4);
    assertTrue(terminal.paints() >= 45 && terminal.paints() <= 51, "paints " + terminal.paints());
  }

  @Example
  void closedUnfinishedItVanishes() {
    FakeTerminal terminal = new FakeTerminal(80);
    ProgressLine line = line(terminal, Screen.Kind.LIVE, 1000);
    work(terminal, line, 1, 100, 0.1);
    assertTrue(terminal.seen().get(0).contains("100/1000"), terminal.seen()::toString);

    line.close();
    assertEquals(List.of(""), terminal.seen());
    line.update(101, () -> "late");
    assertEquals(List.of(""), terminal.seen());
  }

  @Example
  void aPrintedLineStaysAboveTheStatus() {
    FakeTerminal terminal = new FakeTerminal(80);
    ProgressLine line = line(terminal, Screen.Kind.LIVE, 1000);
    line.print("before");
    work(terminal, line, 1, 100, 0.1);
    String status = terminal.seen().get(1);
    line.print("a checkpoint\u001b[2J");

    assertEquals(List.of("before", "a checkpoint?[2J", status), terminal.seen());
  }

  @Example
  void aShorterLineLeavesNothingOfTheLonger() {
    FakeTerminal terminal = new FakeTerminal(60);
    ProgressLine line = line(terminal, Screen.Kind.LIVE, 10);
    line.update(1, () -> "a long detail, longer than the next");
    terminal.pass(1);
    line.update(2, () -> "short");
    assertFalse(terminal.seen().get(0).contains("next"), terminal.seen()::toString);
  }

  @Example
  void plainLinesNowAndThenAndAtTheEnd() {
    FakeTerminal terminal = new FakeTerminal(80);
    ProgressLine line = line(terminal, Screen.Kind.PLAIN, 1000);
    work(terminal, line, 1, 250, 0.1);
    line.finish(250, () -> DETAIL);
    line.close();

    assertEquals(
        List.of(
            "100/1000  loss 1.934  accuracy 62.1 %  10.0 minibatches/s  left 1:30",
            "200/1000  loss 1.934  accuracy 62.1 %  10.0 minibatches/s  left 1:20",
            "250/1000  loss 1.934  accuracy 62.1 %  10.0 minibatches/s  took 0:25",
            ""),
        terminal.seen());
    assertEquals(0, terminal.paints());
  }

  @Example
  void silenceIsSilent() {
    FakeTerminal terminal = new FakeTerminal(80);
    ProgressLine line = line(terminal, Screen.Kind.SILENT, 1000);
    work(terminal, line, 1, 500, 0.1);
    line.print("something");
    line.finish(500, () -> DETAIL);
    line.close();
    assertEquals("", terminal.written.toString());
  }

  @Example
  void detailsAreAskedOnlyWhenShown() {
    FakeTerminal terminal = new FakeTerminal(80);
    ProgressLine line = line(terminal, Screen.Kind.LIVE, 1000);
    int[] asked = {0};
    for (int i = 1; i <= 1000; i++) {
      terminal.pass(0.01);
      line.update(i, () -> "asked " + ++asked[0]);
    }
    assertTrue(asked[0] >= 90 && asked[0] <= 101, "asked " + asked[0]);
  }

  @Example
  void aResumedRunCountsOnlyItsOwnWork() {
    FakeTerminal terminal = new FakeTerminal(120);
    ProgressLine line =
        new ProgressLine(terminal.screen(Screen.Kind.LIVE), "minibatches", 900, 1000);
    work(terminal, line, 901, 950, 0.1);
    String seen = terminal.seen().get(0);
    assertTrue(seen.endsWith("950/1000  " + DETAIL + "  10.0 minibatches/s  left 0:05"), seen);
  }

  @Property(tries = 300)
  void everyLineFitsAndNothingMovesTheCursor(
      @ForAll @IntRange(min = 1, max = 200) int columns,
      @ForAll @IntRange(min = 0, max = 1000) int done,
      @ForAll @StringLength(max = 100) String detail) {
    FakeTerminal terminal = new FakeTerminal(columns);
    ProgressLine line = line(terminal, Screen.Kind.LIVE, 1000);
    line.update(0, () -> detail);
    terminal.pass(3);
    line.update(done, () -> detail);
    line.print("note");
    terminal.pass(0.3);
    line.finish(done, () -> detail);

    List<String> seen = columns > 5 ? terminal.seen() : List.of("note", "", "");
    assertEquals(3, seen.size());
    assertEquals("note", seen.get(0));
    String kept = terminal.written.toString().replaceAll("[\r\n]", "");
    assertFalse(kept.chars().anyMatch(Character::isISOControl), kept);
  }

  @Example
  void durations() {
    assertEquals("0:00", ProgressLine.duration(0.4));
    assertEquals("0:19", ProgressLine.duration(18.8));
    assertEquals("12:05", ProgressLine.duration(725));
    assertEquals("1:00:00", ProgressLine.duration(3599.9));
    assertEquals("23:59:59", ProgressLine.duration(86_399));
    assertEquals("2 d 03:11", ProgressLine.duration(2 * 86_400 + 3 * 3600 + 11 * 60 + 59));
    assertEquals("?", ProgressLine.duration(Double.POSITIVE_INFINITY));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertEquals("12:05", ProgressLine.duration(725));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Example
  void wrongArgumentsAreNamed() {
    Screen screen = new FakeTerminal(80).screen(Screen.Kind.LIVE);
    assertThrows(IllegalArgumentException.class, () -> new ProgressLine(screen, "x", 0, 0));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new ProgressLine(screen, "x", 5, 4));
    assertEquals("done: expected 0 to 4, found 5", e.getMessage());
  }

  private static ProgressLine line(FakeTerminal terminal, Screen.Kind kind, long total) {
    return new ProgressLine(terminal.screen(kind), "minibatches", 0, total);
  }

  private static void work(
      FakeTerminal terminal, ProgressLine line, int from, int to, double seconds) {
    for (int i = from; i <= to; i++) {
      terminal.pass(seconds);
      line.update(i, () -> DETAIL);
    }
    // Whatever came last is shown.
    terminal.pass(0.1);
    line.update(to, () -> DETAIL);
    terminal.pass(-0.1);
  }
}
