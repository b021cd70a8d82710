package io.afterspike.bench.console;

import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.TerminalWidth;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The status of long work. On a terminal it is one line, written over at most ten times a second:
 *
 * <pre>[#####-------]  412/1000  loss 1.934  accuracy 62.1 %  31.2 minibatches/s  left 0:19</pre>
 *
 * <p>Elsewhere it is a plain line now and then and one at the end; with a silent screen, nothing.
 * Closed without {@link #finish} the line vanishes, so that an error message stands alone. All
 * calls come from one thread.
 */
public final class ProgressLine implements AutoCloseable {
  private static final double SECONDS_BETWEEN_PAINTS = 0.1;
  private static final int WIDEST_BAR = 30;
  private static final int NARROWEST_BAR = 8;
  private static final String GAP = "  ";

  private final Screen screen;
  private final String unit;
  private final long total;
  private final long startNanos;
  private final SteadyRate rate;
  private double lastShown;
  private String shown = "";
  private boolean ended;
  // Never grows nor comes back, lest the line shake with every digit that comes or goes.
  private int barWidth = WIDEST_BAR;

  /**
   * Work that begins now; nothing is shown yet.
   *
   * @param unit what is counted, in the plural: {@code minibatches}
   * @param done how much was done before, by a run that is now resumed
   * @param total how much there is to do
   * @throws IllegalArgumentException unless 0 ≤ done ≤ total and total is positive
   */
  public ProgressLine(Screen screen, String unit, long done, long total) {
    this.screen = Objects.requireNonNull(screen, "screen");
    this.unit = Objects.requireNonNull(unit, "unit");
    if (total < 1) {
      throw new IllegalArgumentException("total: expected at least 1, found " + total);
    }
    if (done < 0 || done > total) {
      throw new IllegalArgumentException("done: expected 0 to " + total + ", found " + done);
    }
    this.total = total;
    this.startNanos = screen.nanos().getAsLong();
    this.rate = new SteadyRate(done);
    this.lastShown = screen.kind() == Screen.Kind.LIVE ? -SECONDS_BETWEEN_PAINTS : 0;
  }

  /**
   * Notes that {@code done} of the total are done; shows it if it is time to.
   *
   * @param detail what else to say, such as {@code loss 1.934}; asked only when it is shown
   */
  public void update(long done, Supplier<String> detail) {
    double now = seconds();
    rate.add(now, done);
    if (screen.kind() == Screen.Kind.SILENT || ended) {
      return;
    }
    boolean live = screen.kind() == Screen.Kind.LIVE;
    if (now - lastShown >= (live ? SECONDS_BETWEEN_PAINTS : screen.secondsBetweenLines())) {
      lastShown = now;
      show(line(done, detail.get(), left(done)));
    }
  }

  /** Prints a line that stays, and the status again under it. */
  public void print(String line) {
    if (screen.kind() == Screen.Kind.SILENT) {
      return;
    }
    String status = shown;
    erase();
    screen.out().println(TerminalWidth.harmless(line));
    if (status.isEmpty()) {
      screen.out().flush();
    } else {
      show(status);
    }
  }

  /** Shows how it ended, in a line that stays. Later calls do nothing. */
  public void finish(long done, Supplier<String> detail) {
    if (ended || screen.kind() == Screen.Kind.SILENT) {
      ended = true;
      return;
    }
    show(line(done, detail.get(), "took " + duration(seconds())));
    if (screen.kind() == Screen.Kind.LIVE) {
      screen.out().println();
      screen.out().flush();
    }
    shown = "";
    ended = true;
  }

  /** Removes the line if work was not finished. */
  @Override
  public void close() {
    if (!ended) {
      erase();
      ended = true;
    }
  }

  private double seconds() {
    return (screen.nanos().getAsLong() - startNanos) * 1e-9;
  }

  private String left(long done) {
    double perSecond = rate.perSecond();
    return perSecond > 0 ? "left " + duration((total - done) / perSecond) : "";
  }

  /** As much as fits of: bar, count, details, rate, time. What matters least goes first. */
  private String line(long done, String anyDetail, String time) {
    String detail = TerminalWidth.harmless(anyDetail);
    String count = done + "/" + total;
    double perSecond = rate.perSecond();
    String speed = perSecond > 0 ? NumberText.significant(perSecond, 3) + " " + unit + "/s" : "";
    String all = joined(count, detail, speed, time);
    if (screen.kind() == Screen.Kind.PLAIN) {
      return all;
    }
    // The last column stays free: a line that fills it may wrap.
    int room = screen.columns() - 1;
    int bar = room - TerminalWidth.of(all) - GAP.length() - 2;
    barWidth = Math.min(barWidth, bar);
    if (barWidth >= NARROWEST_BAR) {
      return bar(done, barWidth) + GAP + all;
    }
    for (String shorter :
        new String[] {all, joined(count, detail, "", time), joined(count, time)}) {
      if (TerminalWidth.of(shorter) <= room) {
        return shorter;
      }
    }
    return TerminalWidth.cut(count, room);
  }

  private static String joined(String... parts) {
    StringBuilder line = new StringBuilder();
    for (String part : parts) {
      if (!part.isEmpty()) {
        line.append(line.isEmpty() ? "" : GAP).append(part);
      }
    }
    return line.toString();
  }

  private String bar(long done, int width) {
    int full = (int) Math.clamp((double) done / total * width, 0, width);
    return "[" + "#".repeat(full) + "-".repeat(width - full) + "]";
  }

  private void show(String line) {
    if (screen.kind() == Screen.Kind.PLAIN) {
      screen.out().println(line);
    } else {
      int rest = TerminalWidth.of(shown) - TerminalWidth.of(line);
      screen.out().print("\r" + line + " ".repeat(Math.max(0, rest)));
      shown = line;
    }
    screen.out().flush();
  }

  private void erase() {
    if (!shown.isEmpty()) {
      screen.out().print("\r" + " ".repeat(TerminalWidth.of(shown)) + "\r");
      screen.out().flush();
      shown = "";
    }
  }

  /** Seconds as {@code 0:19}, {@code 12:05}, {@code 3:02:11}, {@code 2 d 03:11}. */
  static String duration(double seconds) {
    if (!(seconds < 1e9)) {
      return "?";
    }
    long whole = Math.round(seconds);
    long minutes = whole / 60;
    long hours = minutes / 60;
    if (hours >= 24) {
      return text("%d d %02d:%02d", hours / 24, hours % 24, minutes % 60);
    }
    return hours > 0
        ? text("%d:%02d:%02d", hours, minutes % 60, whole % 60)
        : text("%d:%02d", minutes, whole % 60);
  }

  private static String text(String format, Object... numbers) {
    return String.format(Locale.ROOT, format, numbers);
  }
}
