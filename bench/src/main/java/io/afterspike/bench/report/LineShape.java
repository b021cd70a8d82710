package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** A series as it is drawn in a frame: band, line and markers. */
final class LineShape {
  private static final double LINE_WIDTH = 1.8;
  private static final double MARKER_RADIUS = 3.2;
  private static final double LONE_MARKER_RADIUS = 4.5;
  private static final double BAND_OPACITY = 0.18;
  private static final int MOST_MARKED = 24;
  // Lines of more points are often noisy, where a marker looks like a point that stands out.
  private static final int MOST_WITH_MARKERS = 200;
  private static final int MARKERS_OF_MANY = 8;

  private final Series series;
  private final int index;
  private final Axis xAxis;
  private final Axis yAxis;
  private final PlotFrame frame;

  LineShape(Series series, int index, Axis xAxis, Axis yAxis, PlotFrame frame) {
    this.series = series;
    this.index = index;
    this.xAxis = xAxis;
    this.yAxis = yAxis;
    this.frame = frame;
  }

  /** How the series looks, for the legend. */
  static void drawSample(SvgWriter svg, Series series, int index, double x, double y) {
    double end = x + Legend.SAMPLE_WIDTH;
    begin(svg, series, index);
    if (series.hasBand()) {
      String shade = new PathText().polygon(x, y - 6, end, y - 6, end, y + 6, x, y + 6).toString();
      svg.empty("path", "d", shade, "fill", "currentColor", "fill-opacity", BAND_OPACITY);
    }
    if (series.size() != 1 && series.kind() != Series.Kind.POINTS) {
      stroke(svg, new PathText().moveTo(x, y).lineTo(end, y), index);
    }
    if (series.size() <= MOST_WITH_MARKERS && series.kind() != Series.Kind.GUIDE) {
      String marker = Palette.marker(index, (x + end) / 2, y, markerRadius(series));
      svg.empty("path", "d", marker, "fill", "currentColor");
    }
    svg.end();
  }

  /** Whether there is anything to draw. */
  boolean isVisible() {
    for (int i = 0; i < series.size(); i++) {
      if (hasPoint(i) || (series.hasBand() && hasBand(i))) {
        return true;
      }
    }
    return false;
  }

  /** Guides are grey, all others have the colour of their place. */
  private static void begin(SvgWriter svg, Series series, int index) {
    if (series.kind() == Series.Kind.GUIDE) {
      svg.beginInk(Ink.AXIS);
    } else {
      svg.beginSeries(index);
    }
  }

  /** A series of one point often marks a point of another, which it must not hide behind. */
  private static double markerRadius(Series series) {
    return series.size() == 1 || series.kind() == Series.Kind.POINTS
        ? LONE_MARKER_RADIUS
        : MARKER_RADIUS;
  }

  void drawBand(SvgWriter svg) {
    if (!series.hasBand()) {
      return;
    }
    PathText shade = new PathText();
    for (List<Integer> run : runs(this::hasBand)) {
      for (int i : run) {
        point(shade, i == run.get(0), series.x(i), series.high(i));
      }
      for (int k = run.size() - 1; k >= 0; k--) {
        point(shade, false, series.x(run.get(k)), series.low(run.get(k)));
      }
      shade.close();
    }
    if (!shade.isEmpty()) {
      svg.beginSeries(index);
      svg.empty("path", "d", shade, "fill", "currentColor", "fill-opacity", BAND_OPACITY).end();
    }
  }

  void drawLine(SvgWriter svg) {
    PathText line = new PathText();
    List<Integer> shown = new ArrayList<>();
    Set<Integer> alone = new HashSet<>();
    for (List<Integer> run : runs(this::hasPoint)) {
      shown.addAll(run);
      if (series.kind() == Series.Kind.POINTS) {
        alone.addAll(run);
      } else if (run.size() == 1) {
        alone.add(run.get(0));
      } else {
        List<Integer> needed = visible(run);
        for (int i : needed) {
          point(line, i == run.get(0), series.x(i), series.y(i));
        }
      }
    }
    begin(svg, series, index);
    if (!line.isEmpty()) {
      stroke(svg, line, index);
    }
    if (series.kind() != Series.Kind.GUIDE) {
      drawMarkers(svg, shown, alone);
    }
    svg.end();
  }

  private static void stroke(SvgWriter svg, PathText line, int index) {
    svg.empty(
        "path",
        "d",
        line,
        "fill",
        "none",
        "stroke",
        "currentColor",
        "stroke-width",
        LINE_WIDTH,
        "stroke-dasharray",
        Palette.dashes(index),
        "stroke-linejoin",
        "round");
  }

  /** Marks every point of a short series, some of a long one, and all that no line leads to. */
  private void drawMarkers(SvgWriter svg, List<Integer> shown, Set<Integer> alone) {
    int stride = shown.size() <= MOST_MARKED ? 1 : shown.size() / MARKERS_OF_MANY;
    // Series often share their points: shifted, their markers do not cover each other.
    int first = (int) (stride * (0.5 + 0.38 * index % 1)) % stride;
    for (int k = 0; k < shown.size(); k++) {
      int i = shown.get(k);
      boolean marked = shown.size() <= MOST_WITH_MARKERS && k % stride == first;
      if (marked || alone.contains(i)) {
        String marker =
            Palette.marker(index, frame.x(series.x(i)), frame.y(series.y(i)), markerRadius(series));
        svg.pointed("path", tooltip(i), "d", marker, "fill", "currentColor");
      }
    }
  }

  private String tooltip(int i) {
    String name = series.name().isEmpty() ? "" : series.name() + ": ";
    return name + value(xAxis, series.x(i)) + ", " + value(yAxis, series.y(i));
  }

  private static String value(Axis axis, double value) {
    String number = NumberText.brief(value, 4);
    return axis.label().isEmpty() ? number : axis.label() + " " + number;
  }

  private boolean hasPoint(int i) {
    return xAxis.shows(series.x(i)) && yAxis.shows(series.y(i));
  }

  private boolean hasBand(int i) {
    return xAxis.shows(series.x(i))
        && Double.isFinite(series.low(i))
        && yAxis.shows(series.high(i));
  }

  /** The points without gaps between them. */
  private List<List<Integer>> runs(IntPredicate present) {
    List<List<Integer>> runs = new ArrayList<>();
    boolean connected = false;
    for (int i = 0; i < series.size(); i++) {
      boolean here = present.test(i);
      if (here && !connected) {
        runs.add(new ArrayList<>());
      }
      if (here) {
        runs.get(runs.size() - 1).add(i);
      }
      connected = here;
    }
    return runs;
  }

  /**
   * Of points that share a column of pixels only the first, the lowest, the highest and the last:
   * the line through them looks the same. Points that go back and forth are all kept.
   */
  private List<Integer> visible(List<Integer> run) {
    double pixels = frame.right() - frame.left();
    if (run.size() <= 4 * pixels || !isAscending(run)) {
      return run;
    }
    List<Integer> kept = new ArrayList<>();
    int start = 0;
    while (start < run.size()) {
      double column = Math.floor(frame.x(series.x(run.get(start))));
      int end = start;
      int lowest = start;
      int highest = start;
      while (end < run.size() && Math.floor(frame.x(series.x(run.get(end)))) == column) {
        lowest = series.y(run.get(end)) < series.y(run.get(lowest)) ? end : lowest;
        highest = series.y(run.get(end)) > series.y(run.get(highest)) ? end : highest;
        end++;
      }
      int[] four = {start, Math.min(lowest, highest), Math.max(lowest, highest), end - 1};
      for (int k = 0; k < four.length; k++) {
        if (k == 0 || four[k] != four[k - 1]) {
          kept.add(run.get(four[k]));
        }
      }
      start = end;
    }
    return kept;
  }

  private boolean isAscending(List<Integer> run) {
    for (int k = 1; k < run.size(); k++) {
      if (series.x(run.get(k)) < series.x(run.get(k - 1))) {
        return false;
      }
    }
    return true;
  }

  private void point(PathText path, boolean first, double x, double y) {
    double px = frame.x(x);
    // The low end of a band may be zero or less on a logarithmic axis: it then ends at the border.
    double py = yAxis.shows(y) ? frame.y(y) : frame.bottom();
    if (first) {
      path.moveTo(px, py);
    } else {
      path.lineTo(px, py);
    }
  }
}
