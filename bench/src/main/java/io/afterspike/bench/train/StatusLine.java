package io.afterspike.bench.train;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * Progress of long work. On a terminal one line that is rewritten in place, at most ten times a
 * second; elsewhere a plain line now and then.
 */
final class StatusLine {
  private static final long TERMINAL_NANOS = 100_000_000L;
  private static final long PLAIN_NANOS = 10_000_000_000L;
  private static final int BAR = 24;

  private final PrintWriter output;
  private final boolean terminal;
  private final int columns;
  private final LongSupplier nanos;
  private long last;
  private int shown;

  StatusLine(PrintWriter output, boolean terminal, int columns, LongSupplier nanos) {
    this.output = output;
    this.terminal = terminal;
    this.columns = columns;
    this.nanos = nanos;
    this.last = nanos.getAsLong() - PLAIN_NANOS;
  }

  /** Shows {@code text} after a bar at {@code share}, unless the last one was shown just now. */
  void show(double share, String text) {
    long now = nanos.getAsLong();
    if (now - last < (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    last = now;
    if (!terminal) {
      output.println(text);
    } else {
      int full = (int) Math.round(BAR * Math.min(1, Math.max(0, share)));
      String line = "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]  " + text;
      line = line.substring(0, Math.min(line.length(), Math.max(0, columns - 1)));
      output.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      shown = line.length();
    }
    output.flush();
  }

  /** Removes the line, so that something else can be printed. */
  void clear() {
    if (terminal && shown > 0) {
      output.print("\r" + " ".repeat(shown) + "\r");
      output.flush();
      shown = 0;
    }
  }
}
