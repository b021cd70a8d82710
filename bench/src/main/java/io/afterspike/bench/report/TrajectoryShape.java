package io.afterspike.bench.report;

/** A way across a coloured plane: a line in a white seam, from a ring to a marker. */
final class TrajectoryShape {
  private static final double LEAST_STEP = 0.5;
  private static final double LINE_WIDTH = 2;
  private static final double SEAM_WIDTH = 5;
  private static final String SEAM = "#ffffff";

  private final int index;
  private final String name;
  private final double[] points;
  private final int size;

  /** A way through {@code size} points in pixels, x and y in turn; close ones are left out. */
  TrajectoryShape(int index, String name, double[] points, int size) {
    this.index = index;
    this.name = name;
    this.points = new double[2 * size];
    int kept = 0;
    for (int i = 0; i < size; i++) {
      boolean far =
          kept == 0
              || i == size - 1
              || Math.hypot(
                      points[2 * i] - this.points[2 * kept - 2],
                      points[2 * i + 1] - this.points[2 * kept - 1])
                  >= LEAST_STEP;
      if (far) {
        this.points[2 * kept] = points[2 * i];
        this.points[2 * kept + 1] = points[2 * i + 1];
        kept++;
      }
    }
    this.size = kept;
  }

  /** How far (x, y) is from the nearest point of the way; infinite if it has none. */
  double distance(double x, double y) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      least = Math.min(least, Math.hypot(points[2 * i] - x, points[2 * i + 1] - y));
    }
    return least;
  }

  /** Draws what sets the way off from the ground; for all ways before any of them. */
  void drawSeam(SvgWriter svg) {
    if (size > 1) {
      seam(svg, path());
    }
  }

  void draw(SvgWriter svg) {
    if (size == 0) {
      return;
    }
    if (size > 1) {
      stroke(svg, index, path());
    }
    ring(svg, index, points[0], points[1], name + ": start");
    end(svg, index, points[2 * size - 2], points[2 * size - 1], name + ": end");
  }

  private PathText path() {
    PathText path = new PathText().moveTo(points[0], points[1]);
    for (int i = 1; i < size; i++) {
      path.lineTo(points[2 * i], points[2 * i + 1]);
    }
    return path;
  }

  static void sample(SvgWriter svg, int index, double x, double y) {
    double end = x + Legend.SAMPLE_WIDTH;
    PathText path = new PathText().moveTo(x, y).lineTo(end - 6, y);
    seam(svg, path);
    stroke(svg, index, path);
    end(svg, index, end - 6, y, "");
  }

  static void sampleStart(SvgWriter svg, double x, double y) {
    ring(svg, -1, x + Legend.SAMPLE_WIDTH / 2, y, "");
  }

  // The colours under a way are the same by day and by night, so its own are, too.
  private static String color(int index) {
    return index < 0 ? Ink.MUTED.light() : Palette.color(index);
  }

  private static void seam(SvgWriter svg, PathText path) {
    svg.empty(
        "path",
        "d",
        path,
        "fill",
        "none",
        "stroke",
        SEAM,
        "stroke-width",
        SEAM_WIDTH,
        "stroke-linejoin",
        "round",
        "stroke-linecap",
        "round");
  }

  private static void stroke(SvgWriter svg, int index, PathText path) {
    svg.empty(
        "path",
        "d",
        path,
        "fill",
        "none",
        "stroke",
        color(index),
        "stroke-width",
        LINE_WIDTH,
        "stroke-dasharray",
        Palette.dashes(Math.max(0, index)),
        "stroke-linejoin",
        "round");
  }

  private static void ring(SvgWriter svg, int index, double x, double y, String tip) {
    String ring = new PathText().circle(x, y, 4.5).toString();
    Object[] look = {"d", ring, "fill", SEAM, "stroke", color(index), "stroke-width", LINE_WIDTH};
    show(svg, tip, look);
  }

  private static void end(SvgWriter svg, int index, double x, double y, String tip) {
    String marker = Palette.marker(index, x, y, 5.5);
    Object[] look = {
      "d",
      marker,
      "fill",
      color(index),
      "stroke",
      SEAM,
      "stroke-width",
      1.5,
      "paint-order",
      "stroke"
    };
    show(svg, tip, look);
  }

  private static void show(SvgWriter svg, String tip, Object[] look) {
    if (tip.isEmpty()) {
      svg.empty("path", look);
    } else {
      svg.pointed("path", tip, look);
    }
  }
}
