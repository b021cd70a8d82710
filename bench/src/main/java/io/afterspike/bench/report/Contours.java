package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a surface over a grid crosses a level: as lines, and as the regions above it. Between grid
 * points the surface is taken as linear along the edges of the cells.
 *
 * <p>Coordinates are in units of the grid: x from 0 to columns − 1, y from 0 to rows − 1. A cell
 * with a corner that is not finite belongs to nothing.
 */
final class Contours {
  /** A line in grid coordinates, x and y in turn; closed if it ends where it began. */
  record Line(double[] points) {
    int size() {
      return points.length / 2;
    }

    double x(int i) {
      return points[2 * i];
    }

    double y(int i) {
      return points[2 * i + 1];
    }
  }

  /** A shape in grid coordinates, x and y in turn. */
  interface Shapes {
    void polygon(double... corners);
  }

  private final double[][] values; // [row][column]
  private final int rows;
  private final int columns;

  Contours(double[][] values) {
    this.values = values;
    this.rows = values.length;
    this.columns = values[0].length;
  }

  private boolean whole(int row, int column) {
    return Double.isFinite(values[row][column])
        && Double.isFinite(values[row][column + 1])
        && Double.isFinite(values[row + 1][column])
        && Double.isFinite(values[row + 1][column + 1]);
  }

  // The corners of a cell in turn: (0,0), (1,0), (1,1), (0,1); edge k goes from corner k to k + 1.
  private static int dx(int corner) {
    return corner == 1 || corner == 2 ? 1 : 0;
  }

  private static int dy(int corner) {
    return corner >= 2 ? 1 : 0;
  }

  private double corner(int row, int column, int corner) {
    return values[row + dy(corner % 4)][column + dx(corner % 4)];
  }

  /** The point on edge {@code k} of a cell that lies on the level. */
  private double[] crossing(int row, int column, int k, double level) {
    // Always from the lower grid index, so that both cells at an edge find the same bits.
    int from = k < 2 ? k : (k + 1) % 4;
    int to = k < 2 ? k + 1 : k;
    double a = corner(row, column, from);
    double b = corner(row, column, to);
    double share = (level / 2 - a / 2) / (b / 2 - a / 2);
    share = share >= 0 && share <= 1 ? share : 0.5; // halves of the smallest numbers are 0
    return new double[] {
      column + dx(from) + share * (dx(to) - dx(from)), row + dy(from) + share * (dy(to) - dy(from))
    };
  }

  /** A number for an edge of the grid, the same from both of its cells. */
  private long edge(int row, int column, int k) {
    boolean horizontal = k % 2 == 0;
    int r = k == 2 ? row + 1 : row;
    int c = k == 1 ? column + 1 : column;
    return 2L * ((long) r * columns + c) + (horizontal ? 0 : 1);
  }

  /** The lines on which the surface has the value {@code level}, in a fixed order. */
  List<Line> lines(double level) {
    Map<Long, double[]> points = new LinkedHashMap<>();
    Map<Long, List<Long>> next = new LinkedHashMap<>();
    for (int row = 0; row < rows - 1; row++) {
      for (int column = 0; column < columns - 1; column++) {
        if (whole(row, column)) {
          addSegments(row, column, level, points, next);
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    // Open lines from their ends first, and then what is left, which is closed.
    for (Long start : points.keySet()) {
      if (next.get(start).size() == 1) {
        lines.add(traced(start, points, next));
      }
    }
    for (Long start : points.keySet()) {
      if (!next.get(start).isEmpty()) {
        lines.add(traced(start, points, next));
      }
    }
    return lines;
  }

  private void addSegments(
      int row, int column, double level, Map<Long, double[]> points, Map<Long, List<Long>> next) {
    int[] crossed = crossed(row, column, level);
    for (int i = 0; i < crossed.length; i += 2) {
      long a = edge(row, column, crossed[i]);
      long b = edge(row, column, crossed[i + 1]);
      points.putIfAbsent(a, crossing(row, column, crossed[i], level));
      points.putIfAbsent(b, crossing(row, column, crossed[i + 1], level));
      next.computeIfAbsent(a, e -> new ArrayList<>(2)).add(b);
      next.computeIfAbsent(b, e -> new ArrayList<>(2)).add(a);
    }
  }

  /** The edges of a cell that the level crosses, two by two for each segment. */
  private int[] crossed(int row, int column, double level) {
    int[] edges = new int[4];
    int count = 0;
    for (int k = 0; k < 4; k++) {
      if (corner(row, column, k) >= level != corner(row, column, k + 1) >= level) {
        edges[count++] = k;
      }
    }
    if (count == 4 && joined(row, column, level) == corner(row, column, 0) >= level) {
      // The corners 0 and 2 are joined: the segments cut off the corners 1 and 3.
      return new int[] {0, 1, 2, 3};
    }
    if (count == 4) {
      return new int[] {3, 0, 1, 2};
    }
    return count == 2 ? new int[] {edges[0], edges[1]} : new int[0];
  }

  /** Whether the middle of a cell is above the level: then its high corners are joined. */
  private boolean joined(int row, int column, double level) {
    double middle = 0;
    for (int k = 0; k < 4; k++) {
      middle += corner(row, column, k) / 4;
    }
    return middle >= level;
  }

  private static Line traced(Long start, Map<Long, double[]> points, Map<Long, List<Long>> next) {
    List<double[]> line = new ArrayList<>();
    Long at = start;
    line.add(points.get(at));
    while (!next.get(at).isEmpty()) {
      Long to = next.get(at).remove(0);
      next.get(to).remove(at);
      line.add(points.get(to));
      at = to;
    }
    double[] flat = new double[2 * line.size()];
    for (int i = 0; i < line.size(); i++) {
      flat[2 * i] = line.get(i)[0];
      flat[2 * i + 1] = line.get(i)[1];
    }
    return new Line(flat);
  }

  /**
   * Passes on what lies at or above {@code level}, as polygons that touch but do not overlap, all
   * turning the same way; −∞ for all cells with four finite corners.
   */
  void above(double level, Shapes shapes) {
    for (int row = 0; row < rows - 1; row++) {
      int start = -1;
      for (int column = 0; column < columns; column++) {
        boolean full = column < columns - 1 && whole(row, column) && full(row, column, level);
        if (full && start < 0) {
          start = column;
        }
        if (!full && start >= 0) {
          shapes.polygon(start, row, column, row, column, row + 1, start, row + 1);
          start = -1;
        }
        if (!full && column < columns - 1 && whole(row, column)) {
          addPart(row, column, level, shapes);
        }
      }
    }
  }

  private boolean full(int row, int column, double level) {
    for (int k = 0; k < 4; k++) {
      if (corner(row, column, k) < level) {
        return false;
      }
    }
    return true;
  }

  private void addPart(int row, int column, double level, Shapes shapes) {
    int[] crossed = crossed(row, column, level);
    if (crossed.length == 4 && !joined(row, column, level)) {
      // Two high corners that do not meet in the middle.
      for (int k = 0; k < 4; k++) {
        if (corner(row, column, k) >= level) {
          double[] before = crossing(row, column, (k + 3) % 4, level);
          double[] after = crossing(row, column, k, level);
          shapes.polygon(before[0], before[1], column + dx(k), row + dy(k), after[0], after[1]);
        }
      }
      return;
    }
    List<Double> corners = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      boolean high = corner(row, column, k) >= level;
      if (high) {
        corners.add((double) column + dx(k));
        corners.add((double) row + dy(k));
      }
      if (high != corner(row, column, k + 1) >= level) {
        double[] point = crossing(row, column, k, level);
        corners.add(point[0]);
        corners.add(point[1]);
      }
    }
    if (!corners.isEmpty()) {
      shapes.polygon(corners.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }
}
