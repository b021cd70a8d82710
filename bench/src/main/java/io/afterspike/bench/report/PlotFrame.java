package io.afterspike.bench.report;

import java.util.List;

/**
 * Everything of a chart with two numeric axes but its data: title, grid, axes, ticks, legend, and
 * where in the picture a value lies.
 */
final class PlotFrame {
  static final double MARGIN = 14;
  static final double TICK_SIZE = 11;
  private static final double LABEL_SIZE = 12;
  private static final double TICK_GAP = 7;
  private static final double SPACE_PER_Y_TICK = 34;
  private static final int MOST_X_TICKS = 11;
  private static final double LEAST_PLOT = 80;
  // Narrower charts have no room beside the plot.
  private static final double NARROW = 400;

  private final Heading heading;
  private final Legend legend;
  private final LegendPlace legendPlace;
  private final String xLabel;
  private final Scale xScale;
  private final Scale yScale;
  private final List<Tick> xTicks;
  private final List<Tick> yTicks;
  private final double height;
  private final double left;
  private final double top;
  private final double right;
  private final double bottom;

  /**
   * Lays out a chart of {@code width} by {@code height} pixels; it becomes higher if the title and
   * the legend leave too little for the plot.
   */
  PlotFrame(
      double width,
      double height,
      String title,
      Axis xAxis,
      Scale xScale,
      Axis yAxis,
      Scale yScale,
      List<Legend.Entry> entries,
      LegendPlace legendPlace) {
    this.xScale = xScale;
    this.yScale = yScale;
    this.legendPlace = width < NARROW ? LegendPlace.BELOW : legendPlace;
    double inner = width - 2 * MARGIN;
    heading = new Heading(title, yAxis.label(), inner);
    legend =
        this.legendPlace == LegendPlace.BELOW
            ? Legend.inRows(entries, inner)
            : Legend.inColumn(entries, inner * 0.4);

    double below = MARGIN + TICK_GAP + TICK_SIZE;
    if (!xAxis.label().isEmpty()) {
      below += 20;
    }
    if (this.legendPlace == LegendPlace.BELOW && legend.height() > 0) {
      below += legend.height() + 8;
    }
    top = MARGIN + heading.height() + 10;
    double beside =
        this.legendPlace == LegendPlace.RIGHT && legend.width() > 0 ? legend.width() + 18 : 0;
    double plotHeight = beside > 0 ? Math.max(LEAST_PLOT, legend.height()) : LEAST_PLOT;
    bottom = Math.max(top + plotHeight, height - below);
    this.height = bottom + below;

    yTicks = yScale.ticks(Math.max(3, (int) ((bottom - top) / SPACE_PER_Y_TICK)));
    left = MARGIN + widest(yTicks) + TICK_GAP;

    double outermost = Math.max(left + LEAST_PLOT / 2, width - MARGIN - beside);
    xTicks = fittingTicks(xScale, outermost - left);
    // The last label is centred on its tick: it may need room to the right of the plot.
    double overhang =
        xTicks.isEmpty()
            ? 0
            : TextExtent.width(xTicks.get(xTicks.size() - 1).label(), TICK_SIZE) / 2;
    right = Math.max(left + LEAST_PLOT / 2, outermost - Math.max(0, overhang - MARGIN / 2));
    xLabel = TextExtent.shortened(xAxis.label(), right - left, LABEL_SIZE);
  }

  private static double widest(List<Tick> ticks) {
    return ticks.stream().mapToDouble(t -> TextExtent.width(t.label(), TICK_SIZE)).max().orElse(0);
  }

  /** As many ticks as can have their labels side by side with air between. */
  private static List<Tick> fittingTicks(Scale scale, double width) {
    for (int most = MOST_X_TICKS; most > 2; most--) {
      List<Tick> ticks = scale.ticks(most);
      if (areApart(scale, ticks, width)) {
        return ticks;
      }
    }
    return scale.ticks(2);
  }

  private static boolean areApart(Scale scale, List<Tick> ticks, double width) {
    double free = Double.NEGATIVE_INFINITY;
    for (Tick tick : ticks) {
      double half = TextExtent.width(tick.label(), TICK_SIZE) / 2;
      double x = scale.position(tick.value()) * width;
      if (x - half < free) {
        return false;
      }
      free = x + half + 14;
    }
    return true;
  }

  /** The horizontal place of a value that the axis shows. */
  double x(double value) {
    return left + xScale.position(value) * (right - left);
  }

  /** The vertical place of a value that the axis shows. */
  double y(double value) {
    return bottom - yScale.position(value) * (bottom - top);
  }

  /** The height of the whole picture. */
  double height() {
    return height;
  }

  double left() {
    return left;
  }

  double top() {
    return top;
  }

  double right() {
    return right;
  }

  double bottom() {
    return bottom;
  }

  /** Draws what lies under the data: title and grid. */
  void drawUnder(SvgWriter svg) {
    heading.draw(svg, MARGIN, MARGIN);
    PathText grid = new PathText();
    for (Tick tick : yTicks) {
      double y = y(tick.value());
      grid.moveTo(left, y).lineTo(right, y);
    }
    for (Tick tick : xTicks) {
      double x = x(tick.value());
      grid.moveTo(x, top).lineTo(x, bottom);
    }
    svg.beginInk(Ink.GRID, "stroke", "currentColor", "fill", "none");
    if (!grid.isEmpty()) {
      svg.empty("path", "d", grid);
    }
    svg.end();
  }

  /** Draws what lies over the data: axes, ticks, labels and legend. */
  void drawOver(SvgWriter svg) {
    svg.beginInk(Ink.AXIS, "stroke", "currentColor", "fill", "none");
    PathText axes = new PathText();
    axes.moveTo(left, top).lineTo(left, bottom).lineTo(right, bottom);
    for (Tick tick : xTicks) {
      axes.moveTo(x(tick.value()), bottom).lineTo(x(tick.value()), bottom + 4);
    }
    for (double value : xScale.minorTicks()) {
      axes.moveTo(x(value), bottom).lineTo(x(value), bottom + 2.5);
    }
    for (Tick tick : yTicks) {
      axes.moveTo(left - 4, y(tick.value())).lineTo(left, y(tick.value()));
    }
    for (double value : yScale.minorTicks()) {
      axes.moveTo(left - 2.5, y(value)).lineTo(left, y(value));
    }
    svg.empty("path", "d", axes).end();

    drawTickLabels(svg);
    if (!xLabel.isEmpty()) {
      svg.beginInk(Ink.MUTED, "fill", "currentColor", "font-size", LABEL_SIZE);
      double y = bottom + TICK_GAP + TICK_SIZE + 18;
      svg.text("text", xLabel, "x", (left + right) / 2, "y", y, "text-anchor", "middle").end();
    }
    if (legendPlace == LegendPlace.RIGHT) {
      legend.draw(svg, right + 18, top);
    } else {
      double y = bottom + TICK_GAP + TICK_SIZE + (xLabel.isEmpty() ? 0 : 20) + 8;
      legend.draw(svg, MARGIN, y);
    }
  }

  /** Writes a few words into the middle of an empty plot. */
  void drawNotice(SvgWriter svg, String words) {
    svg.beginInk(Ink.MUTED, "fill", "currentColor", "font-size", LABEL_SIZE);
    double x = (left + right) / 2;
    double y = (top + bottom) / 2;
    svg.text("text", words, "x", x, "y", y, "text-anchor", "middle").end();
  }

  private void drawTickLabels(SvgWriter svg) {
    svg.beginInk(
        Ink.MUTED, "fill", "currentColor", "font-size", TICK_SIZE, "text-anchor", "middle");
    for (Tick tick : xTicks) {
      svg.text("text", tick.label(), "x", x(tick.value()), "y", bottom + TICK_GAP + TICK_SIZE);
    }
    svg.end();
    svg.beginInk(Ink.MUTED, "fill", "currentColor", "font-size", TICK_SIZE, "text-anchor", "end");
    for (Tick tick : yTicks) {
      svg.text("text", tick.label(), "x", left - TICK_GAP, "y", y(tick.value()) + 4);
    }
    svg.end();
  }
}
