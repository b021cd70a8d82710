package io.afterspike.bench.console;

import io.afterspike.bench.report.TerminalWidth;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** A terminal of 80 columns, or so many, and a clock that stands still unless it is moved. */
final class FakeTerminal {
  final StringWriter written = new StringWriter();
  private final PrintWriter out = new PrintWriter(written);
  private final int columns;
  long nanos = 987_654_321L;

  FakeTerminal(int columns) {
    this.columns = columns;
  }

  Screen screen(Screen.Kind kind) {
    return new Screen(kind, out, columns, () -> nanos, 10);
  }

  void pass(double seconds) {
    nanos += Math.round(seconds * 1e9);
  }

  /** How often something was painted over. */
  long paints() {
    return written.toString().chars().filter(c -> c == '\r').count();
  }

  /** What one sees: every line, without the spaces at its end; the last one is being written. */
  List<String> seen() {
    List<String> lines = new ArrayList<>();
    for (String line : written.toString().split("\n", -1)) {
      List<String> cells = new ArrayList<>();
      for (String painted : line.split("\r", -1)) {
        if (TerminalWidth.of(painted) >= columns) {
          throw new AssertionError("too wide for " + columns + ": '" + painted + "'");
        }
        paint(painted, cells);
      }
      lines.add(String.join("", cells).stripTrailing());
    }
    return lines;
  }

  /** Writes over the cells from the first on; a wide character takes two, a combining one none. */
  private static void paint(String text, List<String> cells) {
    int column = 0;
    for (int c : text.codePoints().toArray()) {
      String character = Character.toString(c);
      int width = TerminalWidth.of(character);
      if (width == 0) {
        cells.set(column - 1, cells.get(column - 1) + character);
        continue;
      }
      for (int i = 0; i < width; i++) {
        String cell = i == 0 ? character : "";
        if (column < cells.size()) {
          cells.set(column, cell);
        } else {
          cells.add(cell);
        }
        column++;
      }
    }
  }
}
