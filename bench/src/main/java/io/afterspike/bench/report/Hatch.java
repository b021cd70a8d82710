package io.afterspike.bench.report;

/** Lines across a rectangle that tell its series without colour. */
final class Hatch {
  private static final double DISTANCE = 6;

  private Hatch() {}

  /** The lines of series {@code index} within the rectangle; none for the first series. */
  static PathText lines(int index, double x, double y, double width, double height) {
    PathText lines = new PathText();
    int kind = width < DISTANCE ? 0 : index % 6;
    if (kind == 1 || kind == 4) {
      slanted(lines, false, x, y, width, height);
    }
    if (kind == 2 || kind == 4) {
      slanted(lines, true, x, y, width, height);
    }
    if (kind == 3 || kind == 5) {
      for (double at = x + DISTANCE; at < x + width; at += DISTANCE) {
        lines.moveTo(at, y).lineTo(at, y + height);
      }
    }
    if (kind == 5) {
      for (double at = y + DISTANCE / 2; at < y + height; at += DISTANCE) {
        lines.moveTo(x, at).lineTo(x + width, at);
      }
    }
    return lines;
  }

  /** Rising lines, on which x + y is constant; mirrored, falling ones. */
  private static void slanted(
      PathText lines, boolean mirrored, double x, double y, double width, double height) {
    double right = x + width;
    double bottom = y + height;
    for (double sum = x + y + DISTANCE; sum < right + bottom; sum += DISTANCE * 1.4) {
      double x0 = Math.max(x, sum - bottom);
      double x1 = Math.min(right, sum - y);
      double y0 = sum - x0;
      double y1 = sum - x1;
      lines.moveTo(mirrored ? x + right - x0 : x0, y0).lineTo(mirrored ? x + right - x1 : x1, y1);
    }
  }
}
