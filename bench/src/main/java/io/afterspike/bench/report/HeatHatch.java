package io.afterspike.bench.report;

/** Thin lines over a coloured rectangle: what lies below the centre of a diverging scale. */
final class HeatHatch {
  private static final double DISTANCE = 7;

  private HeatHatch() {}

  /**
   * Lines that rise to the right, on the same grid for the whole picture, so that neighbours join.
   */
  static PathText lines(double x, double y, double width, double height) {
    PathText lines = new PathText();
    add(lines, x, y, width, height);
    return lines;
  }

  static void add(PathText lines, double x, double y, double width, double height) {
    double right = x + width;
    double bottom = y + height;
    double first = Math.ceil((x + y) / DISTANCE) * DISTANCE;
    for (double sum = first; sum < right + bottom; sum += DISTANCE) {
      double x0 = Math.max(x, sum - bottom);
      double x1 = Math.min(right, sum - y);
      if (x1 > x0) {
        lines.moveTo(x0, sum - x0).lineTo(x1, sum - x1);
      }
    }
  }

  static void draw(SvgWriter svg, PathText lines) {
    if (!lines.isEmpty()) {
      svg.empty(
          "path",
          "d",
          lines,
          "stroke",
          Ink.TEXT.light(),
          "stroke-opacity",
          0.45,
          "stroke-width",
          0.8,
          "fill",
          "none",
          "pointer-events",
          "none");
    }
  }
}
