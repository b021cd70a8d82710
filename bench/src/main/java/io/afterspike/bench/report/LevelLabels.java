package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.List;

/** The values of contour lines, written on them where nothing else is. */
final class LevelLabels {
  private static final double TEXT_SIZE = 10.5;
  private static final double AIR = 16;
  private static final int MOST_PER_LINE_LENGTH = 420;

  private record Placed(String text, int level, double x, double y, double width) {}

  private final List<Placed> placed = new ArrayList<>();
  private final PlotFrame frame;
  private final List<TrajectoryShape> ways;

  LevelLabels(PlotFrame frame, List<TrajectoryShape> ways) {
    this.frame = frame;
    this.ways = ways;
  }

  /** Labels a line through points in pixels, once, or more often if it is long; or not at all. */
  void add(String text, int level, double[] points) {
    double width = TextExtent.width(text, TEXT_SIZE);
    double length = 0;
    for (int i = 2; i < points.length; i += 2) {
      length += Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]);
    }
    if (length < 2.2 * width + 30) {
      return;
    }
    int wanted = 1 + (int) (length / 2 / MOST_PER_LINE_LENGTH);
    for (int label = 0; label < wanted; label++) {
      int best = -1;
      double most = AIR;
      for (int i = 0; i < points.length; i += 2) {
        double room = room(points[i], points[i + 1], width);
        if (room > most) {
          best = i;
          most = room;
        }
      }
      if (best < 0) {
        return;
      }
      placed.add(new Placed(text, level, points[best], points[best + 1], width));
    }
  }

  /** How far a label is from what it must not cover; no more than enough. */
  private double room(double x, double y, double width) {
    double half = width / 2;
    double room = Math.min(x - half - frame.left(), frame.right() - x - half) + AIR - 4;
    room = Math.min(room, Math.min(y - frame.top(), frame.bottom() - y) + 4);
    for (TrajectoryShape way : ways) {
      room = Math.min(room, way.distance(x, y) - half + 4);
    }
    for (Placed other : placed) {
      double dx = Math.max(0, Math.abs(other.x() - x) - half - other.width() / 2);
      double dy = Math.max(0, Math.abs(other.y() - y) - TEXT_SIZE);
      room = Math.min(room, Math.hypot(dx, dy) + 4);
    }
    return Math.min(room, 120);
  }

  void draw(SvgWriter svg, ColorMap map) {
    if (placed.isEmpty()) {
      return;
    }
    svg.begin("g", "font-size", TEXT_SIZE, "text-anchor", "middle", "paint-order", "stroke");
    for (Placed label : placed) {
      svg.text(
          "text",
          label.text(),
          "x",
          label.x(),
          "y",
          label.y() + 3.6,
          "fill",
          map.textColor(label.level()),
          "stroke",
          map.color(label.level()),
          "stroke-width",
          3.5,
          "stroke-linejoin",
          "round");
    }
    svg.end();
  }
}
