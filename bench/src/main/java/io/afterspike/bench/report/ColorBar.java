package io.afterspike.bench.report;

import java.util.List;

/** The colours of a chart from low to high beside it, with the values they stand for. */
final class ColorBar {
  private static final double GAP = 18;
  private static final double BAR = 14;
  private static final double TICK_GAP = 8;
  private static final double TICK_SIZE = PlotFrame.TICK_SIZE;
  private static final double LABEL_SIZE = 12;
  private static final double SPACE_PER_TICK = 34;

  private final ColorScale colors;
  private final Scale scale;
  private final List<Tick> ticks;
  private final double tickWidth;

  /** A bar for {@code scale}, which will be about {@code height} pixels high. */
  ColorBar(ColorScale colors, Scale scale, double height) {
    this.colors = colors;
    this.scale = scale;
    this.ticks = scale.ticks(Math.max(3, (int) (height / SPACE_PER_TICK)));
    this.tickWidth =
        ticks.stream().mapToDouble(t -> TextExtent.width(t.label(), TICK_SIZE)).max().orElse(0);
  }

  /** The room it takes to the right of a plot, without the margin of the picture. */
  double width() {
    return GAP + BAR + TICK_GAP + tickWidth + (colors.axis().label().isEmpty() ? 0 : 20);
  }

  /** Draws to the right of {@code left}, from {@code top} to {@code bottom}. */
  void draw(SvgWriter svg, double left, double top, double bottom) {
    double x = left + GAP;
    double height = bottom - top;
    int steps = 128;
    svg.begin("g", "shape-rendering", "crispEdges");
    for (int i = 0; i < steps; i++) {
      String color = colors.map().color(ColorMap.level((i + 0.5) / steps));
      double y = bottom - height * (i + 1) / steps;
      // Each reaches under the next, so that no ground shows between them.
      double high = Math.min(height / steps + 1, bottom - y);
      svg.empty("rect", "x", x, "y", y, "width", BAR, "height", high, "fill", color);
    }
    svg.end();
    if (colors.isDiverging()) {
      double half = bottom - scale.position(colors.center()) * height;
      HeatHatch.draw(svg, HeatHatch.lines(x, half, BAR, bottom - half));
    }
    PathText marks = new PathText();
    marks.polygon(x, top, x + BAR, top, x + BAR, bottom, x, bottom);
    for (Tick tick : ticks) {
      double y = bottom - scale.position(tick.value()) * height;
      marks.moveTo(x + BAR, y).lineTo(x + BAR + 4, y);
    }
    svg.beginInk(Ink.AXIS, "stroke", "currentColor", "fill", "none");
    svg.empty("path", "d", marks).end();
    svg.beginInk(Ink.MUTED, "fill", "currentColor", "font-size", TICK_SIZE);
    for (Tick tick : ticks) {
      double y = bottom - scale.position(tick.value()) * height;
      svg.text("text", tick.label(), "x", x + BAR + TICK_GAP, "y", y + 4);
    }
    svg.end();
    drawLabel(svg, x + BAR + TICK_GAP + tickWidth + 14, (top + bottom) / 2, height);
  }

  private void drawLabel(SvgWriter svg, double x, double y, double length) {
    String label = TextExtent.shortened(colors.axis().label(), length, LABEL_SIZE);
    if (!label.isEmpty()) {
      String turned =
          "rotate(-90 " + NumberText.coordinate(x) + " " + NumberText.coordinate(y) + ")";
      svg.beginInk(
          Ink.MUTED, "fill", "currentColor", "font-size", LABEL_SIZE, "text-anchor", "middle");
      svg.text("text", label, "x", x, "y", y, "transform", turned).end();
    }
  }
}
