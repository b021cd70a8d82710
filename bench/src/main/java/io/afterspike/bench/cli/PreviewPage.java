package io.afterspike.bench.cli;

import io.afterspike.bench.data.Binning;
import io.afterspike.bench.data.Recording;
import io.afterspike.bench.data.Recordings;
import io.afterspike.bench.data.SpikeStatistics;
import io.afterspike.bench.data.SpikeStatistics.FrameStatistics;
import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.ColorScale;
import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.HeatMap;
import io.afterspike.bench.report.HtmlPage;
import io.afterspike.bench.report.NumberText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A page that shows one recording as it comes and in each kind of time steps, side by side. */
final class PreviewPage {
  // More rows than this would be thinner than the pixels of a picture of this height.
  private static final int MOST_ROWS = 100;
  private static final double WIDTH = 540;
  private static final double HEIGHT = 380;

  private PreviewPage() {}

  /** The page of recording {@code index}, with the numbers of the whole file. */
  static HtmlPage of(Recordings recordings, SpikeStatistics statistics, int index) {
    Recording one = recordings.recording(index);
    HtmlPage page = new HtmlPage("Time steps of " + recordings.file().getFileName());
    page.summary(
        NumberText.count(statistics.recordings())
            + " recordings, "
            + NumberText.count(statistics.events())
            + " spikes. How each way of binning makes time steps of them, with "
            + StatisticsText.title(recordings, index)
            + " as the example.");
    page.heading("As recorded");
    Drawing raster =
        SpikeRaster.of(one, recordings.units(), "Spikes").withSize(2 * WIDTH, HEIGHT + 40);
    page.figure(raster, NumberText.count(one.events()) + " spikes.");
    page.heading("In time steps");
    List<Drawing> pictures = new ArrayList<>();
    for (FrameStatistics frames : statistics.frames()) {
      pictures.add(picture(one, recordings.units(), frames.binning()));
    }
    int pooled = pooled(recordings.units());
    page.figure(
        pictures,
        pooled == 1
            ? "What each time step holds of each unit."
            : "What each time step holds, summed over " + pooled + " neighbouring units.");
    page.heading("All recordings");
    page.table(header(), rows(statistics));
    page.paragraph(
        "A bin is one unit in one time step. Spikes after the last step of a fixed width are left"
            + " out; with own range none are.");
    return page;
  }

  private static int pooled(int units) {
    return Math.ceilDiv(units, MOST_ROWS);
  }

  private static Drawing picture(Recording recording, int units, Binning binning) {
    int pooled = pooled(units);
    int rows = Math.ceilDiv(units, pooled);
    int columns = Math.min(binning.bins(), 1000);
    int merged = Math.ceilDiv(binning.bins(), columns);
    columns = Math.ceilDiv(binning.bins(), merged);
    double[][] values = new double[rows][columns];
    int[][] frames = binning.frames(recording, units);
    for (int bin = 0; bin < frames.length; bin++) {
      for (int unit = 0; unit < units; unit++) {
        values[unit / pooled][bin / merged] += frames[bin][unit];
      }
    }
    int n = recording.events();
    boolean own = binning.ownRange();
    double first = own && n > 0 ? recording.seconds()[0] : 0;
    double last = own && n > 0 ? recording.seconds()[n - 1] : 0;
    double width = own ? (last - first) / binning.bins() : binning.width();
    width = width > 0 ? width : 1e-3; // all spikes at one time
    double[] times = new double[columns + 1];
    for (int c = 0; c <= columns; c++) {
      times[c] = first + c * (double) merged * width;
    }
    double[] edges = new double[rows + 1];
    Arrays.setAll(edges, r -> r * (double) pooled - 0.5);
    String quantity = binning.values() == Binning.Values.BINARY ? "units that spike" : "spikes";
    return HeatMap.over(
            binning.toString(),
            Axis.linear("time (s)"),
            times,
            Axis.count("unit"),
            edges,
            values,
            ColorScale.sequential(Axis.count(quantity).reaching(0, Double.NaN)))
        .withSize(WIDTH, HEIGHT);
  }

  private static List<String> header() {
    return List.of(
        "time steps", "not zero", "mean", "largest", "mean of not zero", "spikes left out");
  }

  private static List<List<String>> rows(SpikeStatistics statistics) {
    List<List<String>> rows = new ArrayList<>();
    for (FrameStatistics f : statistics.frames()) {
      double leftOut = statistics.events() == 0 ? 0 : (double) f.leftOut() / statistics.events();
      rows.add(
          List.of(
              f.binning().toString(),
              NumberText.percent(f.nonZero()),
              NumberText.fixed(f.mean(), 3),
              Integer.toString(f.most()),
              NumberText.fixed(f.meanOfNonZero(), 2),
              NumberText.percent(leftOut)));
    }
    return rows;
  }
}
