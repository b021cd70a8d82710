package io.afterspike.bench.cli;

import io.afterspike.bench.data.Recording;
import io.afterspike.bench.data.Recordings;
import io.afterspike.bench.data.SpikeStatistics;
import io.afterspike.bench.data.SpikeStatistics.Distribution;
import io.afterspike.bench.data.SpikeStatistics.FrameStatistics;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Statistics of recordings as tables for people. */
final class StatisticsText {
  private StatisticsText() {}

  /** One line that says which recording this is. */
  static String title(Recordings recordings, int index) {
    return String.format(
        Locale.ROOT,
        "%s, recording %d: %s, %,d spikes",
        recordings.file().getFileName(),
        index,
        className(recordings, recordings.label(index)),
        recordings.events(index));
  }

  private static String className(Recordings recordings, int label) {
    List<String> names = recordings.classNames();
    return "class " + label + (names.isEmpty() ? "" : " (" + names.get(label) + ")");
  }

  /** The statistics of a file; {@code s.frames()} has one entry. */
  static void print(PrintWriter out, Recordings recordings, SpikeStatistics s) {
    out.println(recordings.file());
    row(out, "recordings", "%,d (%,d silent)", s.recordings(), s.silent());
    row(out, "classes", "%d", recordings.classes());
    row(
        out,
        "recordings a class",
        "%,d to %,d",
        Collections.min(s.perClass()),
        Collections.max(s.perClass()));
    if (!recordings.classNames().isEmpty()) {
      row(out, "names", "%s", String.join(", ", recordings.classNames()));
    }
    row(out, "units", "%d", recordings.units());
    row(out, "times stored as", "%s", recordings.timeType().name().toLowerCase(Locale.ROOT));
    row(out, "spikes in all", "%,d", s.events());
    out.println();
    out.printf(
        Locale.ROOT,
        "%-20s %10s %10s %10s %10s %10s%n",
        "",
        "least",
        "median",
        "mean",
        "deviation",
        "most");
    spread(out, "spikes a recording", "%,10.0f", s.spikes());
    if (s.lastSpike() != null) {
      spread(out, "last spike (s)", "%10.3f", s.lastSpike());
    }
    out.println();
    FrameStatistics f = s.frames().get(0);
    out.println("time steps: " + f.binning());
    row(out, "not zero", "%.1f %%", 100 * f.nonZero());
    row(out, "mean", "%.3f", f.mean());
    row(out, "largest", "%d", f.most());
    row(out, "mean of not zero", "%.2f", f.meanOfNonZero());
    row(out, "spikes left out", "%,d", f.leftOut());
  }

  /** What there is to say of recording {@code index}. */
  static void print(PrintWriter out, Recordings recordings, int index, Recording one) {
    int n = one.events();
    out.println();
    out.println("recording " + index);
    row(out, "label", "%s", className(recordings, one.label()));
    row(out, "spikes", "%,d", n);
    if (n > 0) {
      row(out, "from, to (s)", "%.4f, %.4f", one.seconds()[0], one.seconds()[n - 1]);
    }
  }

  private static void row(PrintWriter out, String name, String format, Object... values) {
    out.printf(Locale.ROOT, "%-20s " + format + "%n", withFirst(name, values));
  }

  private static Object[] withFirst(String first, Object[] rest) {
    Object[] all = new Object[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  private static void spread(PrintWriter out, String name, String number, Distribution d) {
    row(
        out,
        name,
        String.join(" ", Collections.nCopies(5, number)),
        d.least(),
        d.median(),
        d.mean(),
        d.deviation(),
        d.most());
  }
}
