package io.afterspike.bench.console;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Where progress is shown, and what can be done there.
 *
 * @param kind what can be done
 * @param out where it is written
 * @param columns the width of the terminal in characters
 * @param nanos a clock that never goes back, in nanoseconds
 * @param secondsBetweenLines how long to wait from one plain line to the next
 */
public record Screen(
    Kind kind, PrintWriter out, int columns, LongSupplier nanos, double secondsBetweenLines) {
  /** What can be done with a screen. */
  public enum Kind {
    /** A line can be written over: a terminal. */
    LIVE,
    /** Lines can only follow each other: a file, a pipe, a simple terminal. */
    PLAIN,
    /** Nothing is to be shown. */
    SILENT
  }

  private static final int USUAL_COLUMNS = 80;
  private static final double USUAL_SECONDS = 10;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if there is no column, or the seconds are not a number from 0
   */
  public Screen {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(nanos, "nanos");
    if (columns < 1) {
      throw new IllegalArgumentException("columns: expected at least 1, found " + columns);
    }
    if (!(secondsBetweenLines >= 0)) {
      throw new IllegalArgumentException(
          "secondsBetweenLines: expected 0 or more, found " + secondsBetweenLines);
    }
  }

  /**
   * The screen of this process: a live line on a terminal, else plain lines every ten seconds.
   *
   * @param out written to if it is a terminal
   * @param plain written to if not, so that {@code out} holds nothing but results
   * @param quiet whether to show nothing at all
   */
  public static Screen of(PrintWriter out, PrintWriter plain, boolean quiet) {
    Kind kind = kind(isTerminal(), System.getenv("TERM"), quiet);
    PrintWriter shown = kind == Kind.LIVE ? out : plain;
    int columns = columns(System.getenv("COLUMNS"));
    return new Screen(kind, shown, columns, System::nanoTime, USUAL_SECONDS);
  }

  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  static Kind kind(boolean terminal, String term, boolean quiet) {
    if (quiet) {
      return Kind.SILENT;
    }
    return terminal && term != null && !term.isEmpty() && !term.equals("dumb")
        ? Kind.LIVE
        : Kind.PLAIN;
  }

  static int columns(String variable) {
    try {
      int columns = variable == null ? 0 : Integer.parseInt(variable.strip());
      return columns > 0 ? columns : USUAL_COLUMNS;
    } catch (NumberFormatException e) {
      return USUAL_COLUMNS;
    }
  }
}
