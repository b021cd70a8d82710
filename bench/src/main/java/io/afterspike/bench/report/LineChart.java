package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A chart of one or more lines. Immutable. */
public final class LineChart implements Drawing {
  private static final double ROOM = 0.05;

  private final String title;
  private final Axis xAxis;
  private final Axis yAxis;
  private final List<Series> series;
  private final double width;
  private final double height;
  private final LegendPlace legendPlace;
  private final PlotFrame frame;

  /** A chart of 720 by 400 pixels with its legend below. */
  public LineChart(String title, Axis xAxis, Axis yAxis, List<Series> series) {
    this(
        Objects.requireNonNull(title, "title"),
        Objects.requireNonNull(xAxis, "xAxis"),
        Objects.requireNonNull(yAxis, "yAxis"),
        List.copyOf(series),
        720,
        400,
        LegendPlace.BELOW);
  }

  private LineChart(
      String title,
      Axis xAxis,
      Axis yAxis,
      List<Series> series,
      double width,
      double height,
      LegendPlace legendPlace) {
    this.title = title;
    this.xAxis = xAxis;
    this.yAxis = yAxis;
    this.series = series;
    this.width = width;
    this.height = height;
    this.legendPlace = legendPlace;
    this.frame = frame();
  }

  /**
   * This chart in another size; higher than that if its title and legend need it, and with its
   * legend below if it is narrower than 400 pixels.
   *
   * @throws IllegalArgumentException if it is not within 240 by 160 to 10,000 by 10,000 pixels
   */
  public LineChart withSize(double width, double height) {
    if (!(width >= 240 && height >= 160 && width <= 10_000 && height <= 10_000)) {
      throw new IllegalArgumentException(
          "size: expected 240 x 160 to 10000 x 10000, found " + width + " x " + height);
    }
    return new LineChart(title, xAxis, yAxis, series, width, height, legendPlace);
  }

  /** This chart with its legend elsewhere. */
  public LineChart withLegend(LegendPlace place) {
    return new LineChart(title, xAxis, yAxis, series, width, height, place);
  }

  @Override
  public double width() {
    return width;
  }

  @Override
  public double height() {
    return frame.height();
  }

  @Override
  public String label() {
    return title;
  }

  @Override
  public void draw(SvgWriter svg) {
    List<LineShape> shapes = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      shapes.add(new LineShape(series.get(i), place(i), xAxis, yAxis, frame));
    }
    frame.drawUnder(svg);
    shapes.forEach(s -> s.drawBand(svg));
    shapes.forEach(s -> s.drawLine(svg));
    if (shapes.stream().noneMatch(LineShape::isVisible)) {
      frame.drawNotice(svg, "no data");
    }
    frame.drawOver(svg);
  }

  /** The place of a series among those of its kind: guides take no colour from the others. */
  private int place(int i) {
    boolean guide = series.get(i).kind() == Series.Kind.GUIDE;
    return (int)
        series.subList(0, i).stream()
            .filter(before -> (before.kind() == Series.Kind.GUIDE) == guide)
            .count();
  }

  private PlotFrame frame() {
    Extent xs = new Extent();
    Extent ys = new Extent();
    for (Series s : series) {
      include(s, xs, ys);
    }
    return new PlotFrame(
        width,
        height,
        title,
        xAxis,
        xAxis.scale(xs, 0),
        yAxis,
        yAxis.scale(ys, ROOM),
        legend(),
        legendPlace);
  }

  /** What has a place on both axes; the rest is not drawn and must not stretch them. */
  private void include(Series s, Extent xs, Extent ys) {
    for (int i = 0; i < s.size(); i++) {
      if (!xAxis.shows(s.x(i))) {
        continue;
      }
      boolean shown = false;
      if (yAxis.shows(s.y(i))) {
        ys.include(s.y(i));
        shown = true;
      }
      if (s.hasBand() && Double.isFinite(s.low(i)) && yAxis.shows(s.high(i))) {
        ys.include(s.high(i));
        if (yAxis.shows(s.low(i))) {
          ys.include(s.low(i));
        }
        shown = true;
      }
      if (shown) {
        xs.include(s.x(i));
      }
    }
  }

  private List<Legend.Entry> legend() {
    List<Legend.Entry> entries = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      Series s = series.get(i);
      int index = place(i);
      if (!s.name().isEmpty()) {
        Legend.Sample sample = (svg, x, y) -> LineShape.drawSample(svg, s, index, x, y);
        entries.add(new Legend.Entry(s.name(), sample));
      }
    }
    return entries;
  }
}
