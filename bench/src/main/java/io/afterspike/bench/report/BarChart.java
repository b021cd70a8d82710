package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A chart of horizontal bars, one group per category, each with its value written behind it. Its
 * height follows from the number of bars. Immutable.
 */
public final class BarChart implements Drawing {
  private static final double MARGIN = PlotFrame.MARGIN;
  private static final double BAR = 18;
  private static final double BAR_GAP = 3;
  private static final double GROUP_GAP = 14;
  private static final double TEXT_SIZE = 12;
  private static final double TICK_SIZE = PlotFrame.TICK_SIZE;
  private static final double CAP = 4;

  private final String title;
  private final Axis axis;
  private final List<String> categories;
  private final List<Bars> series;
  private final double width;
  private final Layout layout;

  /**
   * A chart 720 pixels wide.
   *
   * @param axis what the bars measure; linear, since a bar's length says nothing without a zero
   * @param categories their names, from top to bottom
   * @param series the bars, each with one value per category
   * @throws IllegalArgumentException if the axis is logarithmic or the sizes differ
   */
  public BarChart(String title, Axis axis, List<String> categories, List<Bars> series) {
    this(
        Objects.requireNonNull(title, "title"),
        axis,
        List.copyOf(categories),
        List.copyOf(series),
        720);
  }

  private BarChart(
      String title, Axis axis, List<String> categories, List<Bars> series, double width) {
    if (axis.kind() == Axis.Kind.LOGARITHMIC) {
      throw new IllegalArgumentException(
          "axis: expected a linear one for bars, found a logarithmic one; use a LineChart");
    }
    for (Bars bars : series) {
      if (bars.size() != categories.size()) {
        throw new IllegalArgumentException(
            "bars %s: expected %d values, one per category, found %d"
                .formatted(bars.name(), categories.size(), bars.size()));
      }
    }
    this.title = title;
    this.axis = axis;
    this.categories = categories;
    this.series = series;
    this.width = width;
    this.layout = new Layout();
  }

  /**
   * This chart in another width.
   *
   * @throws IllegalArgumentException if it is not within 300 to 10,000 pixels
   */
  public BarChart withWidth(double width) {
    if (!(width >= 300 && width <= 10_000)) {
      throw new IllegalArgumentException("width: expected 300 to 10000, found " + width);
    }
    return new BarChart(title, axis, categories, series, width);
  }

  @Override
  public double width() {
    return width;
  }

  @Override
  public double height() {
    return layout.height;
  }

  @Override
  public String label() {
    return title;
  }

  @Override
  public void draw(SvgWriter svg) {
    layout.heading.draw(svg, MARGIN, MARGIN);
    layout.drawGrid(svg);
    for (int s = 0; s < series.size(); s++) {
      layout.drawBars(svg, s);
    }
    layout.drawValues(svg);
    layout.drawLabels(svg);
    layout.legend.draw(svg, MARGIN, layout.bottom + layout.underAxis);
  }

  /** Where everything is. */
  private final class Layout {
    final Heading heading = new Heading(title, "", width - 2 * MARGIN);
    final Legend legend = Legend.inRows(legendEntries(), width - 2 * MARGIN);
    final Scale scale;
    final List<Tick> ticks;
    final List<String> names = new ArrayList<>();
    final double left;
    final double right;
    final double top;
    final double bottom;
    final double underAxis;
    final double height;

    Layout() {
      Extent extent = new Extent();
      extent.include(0);
      boolean negative = false;
      double widestValue = 0;
      for (Bars bars : series) {
        for (int i = 0; i < bars.size(); i++) {
          widestValue = Math.max(widestValue, TextExtent.width(valueText(bars, i), TEXT_SIZE));
          if (bars.hasValue(i)) {
            extent.include(Math.min(bars.value(i), bars.low(i)));
            extent.include(Math.max(bars.value(i), bars.high(i)));
            negative |= bars.value(i) < 0;
          }
        }
      }
      double widestName = 0;
      for (String name : categories) {
        names.add(TextExtent.shortened(name, width * 0.36, TEXT_SIZE));
        widestName = Math.max(widestName, TextExtent.width(names.get(names.size() - 1), TEXT_SIZE));
      }
      scale = axis.scale(extent, 0);
      left = MARGIN + widestName + 10 + (negative ? widestValue + 10 : 0);
      right = Math.max(left + 60, width - MARGIN - widestValue - 8);
      top = MARGIN + heading.height() + 10;
      bottom = top + categories.size() * (series.size() * (BAR + BAR_GAP) - BAR_GAP + GROUP_GAP);
      ticks = scale.ticks(Math.max(2, (int) ((right - left) / 64)));
      underAxis = 26 + (axis.label().isEmpty() ? 0 : 20);
      height = bottom + underAxis + (legend.height() > 0 ? legend.height() : 0) + MARGIN;
    }

    private List<Legend.Entry> legendEntries() {
      List<Legend.Entry> entries = new ArrayList<>();
      for (int s = 0; s < series.size(); s++) {
        int index = s;
        if (!series.get(s).name().isEmpty()) {
          Legend.Sample sample = (svg, x, y) -> drawBar(svg, index, x, y - 6, 28, 12, "");
          entries.add(new Legend.Entry(series.get(s).name(), sample));
        }
      }
      return entries;
    }

    double x(double value) {
      return left + scale.position(value) * (right - left);
    }

    double groupTop(int category) {
      double group = series.size() * (BAR + BAR_GAP) - BAR_GAP + GROUP_GAP;
      return top + category * group + GROUP_GAP / 2;
    }

    double barTop(int category, int s) {
      return groupTop(category) + s * (BAR + BAR_GAP);
    }

    void drawGrid(SvgWriter svg) {
      PathText grid = new PathText();
      for (Tick tick : ticks) {
        grid.moveTo(x(tick.value()), top).lineTo(x(tick.value()), bottom);
      }
      svg.beginInk(Ink.GRID, "stroke", "currentColor", "fill", "none");
      svg.empty("path", "d", grid).end();
    }

    void drawBars(SvgWriter svg, int s) {
      Bars bars = series.get(s);
      for (int i = 0; i < bars.size(); i++) {
        if (bars.hasValue(i)) {
          double from = Math.min(x(0), x(bars.value(i)));
          double to = Math.max(x(0), x(bars.value(i)));
          String name = bars.name().isEmpty() ? "" : ", " + bars.name();
          String tooltip = categories.get(i) + name + ": " + valueText(bars, i);
          drawBar(svg, s, from, barTop(i, s), to - from, BAR, tooltip);
        }
      }
    }

    void drawBar(
        SvgWriter svg, int index, double x, double y, double width, double height, String tip) {
      svg.beginSeries(index);
      Object[] shape = {
        "x",
        x,
        "y",
        y,
        "width",
        width,
        "height",
        height,
        "rx",
        Math.min(2, width / 2), //
        "fill",
        "currentColor"
      };
      if (tip.isEmpty()) {
        svg.empty("rect", shape);
      } else {
        svg.pointed("rect", tip, shape);
      }
      svg.end();
      PathText hatch = Hatch.lines(index, x, y, width, height);
      if (!hatch.isEmpty()) {
        svg.beginInk(Ink.GROUND, "stroke", "currentColor", "fill", "none");
        svg.empty("path", "d", hatch, "stroke-opacity", 0.7, "pointer-events", "none").end();
      }
    }

    /** Error bars, and the values behind them. */
    void drawValues(SvgWriter svg) {
      PathText errors = new PathText();
      for (int s = 0; s < series.size(); s++) {
        Bars bars = series.get(s);
        for (int i = 0; i < bars.size(); i++) {
          if (bars.hasError(i)) {
            double y = barTop(i, s) + BAR / 2;
            double from = x(bars.low(i));
            double to = x(bars.high(i));
            errors.moveTo(from, y).lineTo(to, y);
            errors.moveTo(from, y - CAP).lineTo(from, y + CAP);
            errors.moveTo(to, y - CAP).lineTo(to, y + CAP);
          }
        }
      }
      if (!errors.isEmpty()) {
        // A seam of ground lets them stand out from dark bars.
        svg.beginInk(Ink.GROUND, "stroke", "currentColor", "fill", "none", "stroke-width", 3.6);
        svg.empty("path", "d", errors, "stroke-opacity", 0.7).end();
        svg.beginInk(Ink.TEXT, "stroke", "currentColor", "fill", "none", "stroke-width", 1.4);
        svg.empty("path", "d", errors).end();
      }
      svg.beginInk(Ink.TEXT, "fill", "currentColor", "font-size", TEXT_SIZE);
      for (int s = 0; s < series.size(); s++) {
        for (int i = 0; i < categories.size(); i++) {
          drawValue(svg, series.get(s), i, barTop(i, s) + BAR / 2 + 4);
        }
      }
      svg.end();
    }

    private void drawValue(SvgWriter svg, Bars bars, int i, double y) {
      boolean negative = bars.hasValue(i) && bars.value(i) < 0;
      double end = x(0);
      if (bars.hasValue(i)) {
        end = negative ? x(Math.min(bars.value(i), bars.low(i))) : x(Math.max(0, bars.high(i)));
        end = negative ? end : Math.max(end, x(bars.value(i)));
      }
      svg.text(
          "text",
          valueText(bars, i),
          "x",
          negative ? end - 6 : end + 6,
          "y",
          y,
          "text-anchor",
          negative ? "end" : null);
    }

    void drawLabels(SvgWriter svg) {
      svg.beginInk(Ink.AXIS, "stroke", "currentColor", "fill", "none");
      svg.empty("path", "d", new PathText().moveTo(x(0), top).lineTo(x(0), bottom)).end();
      svg.beginInk(
          Ink.TEXT, "fill", "currentColor", "font-size", TEXT_SIZE, "text-anchor", "start");
      for (int i = 0; i < names.size(); i++) {
        double middle = (groupTop(i) + groupTop(i + 1) - GROUP_GAP) / 2;
        svg.text("text", names.get(i), "x", MARGIN, "y", middle + 4);
      }
      svg.end();
      svg.beginInk(
          Ink.MUTED, "fill", "currentColor", "font-size", TICK_SIZE, "text-anchor", "middle");
      for (Tick tick : ticks) {
        svg.text("text", tick.label(), "x", x(tick.value()), "y", bottom + 18);
      }
      if (!axis.label().isEmpty()) {
        String text = TextExtent.shortened(axis.label(), right - left, TEXT_SIZE);
        double middle = (left + right) / 2;
        svg.text("text", text, "x", middle, "y", bottom + 38, "font-size", TEXT_SIZE);
      }
      svg.end();
    }

    private static String valueText(Bars bars, int i) {
      return bars.hasValue(i) ? NumberText.brief(bars.value(i), 4) : "no value";
    }
  }
}
