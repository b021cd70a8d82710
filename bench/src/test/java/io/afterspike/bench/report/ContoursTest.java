package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Contour lines lie on their level, end at the border or close, and bound the regions. */
class ContoursTest {
  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void linesLieOnTheLevelAndAreWhole(@ForAll long seed) {
    Random random = new Random(seed);
    double[][] grid = grid(random, false);
    double level = random.nextInt(9) / 8.0;
    int rows = grid.length;
    int columns = grid[0].length;
    for (Contours.Line line : new Contours(grid).lines(level)) {
      int last = line.size() - 1;
      boolean closed = line.x(0) == line.x(last) && line.y(0) == line.y(last) && last > 1;
      assertTrue(closed || atBorder(line, 0, rows, columns), "start within");
      assertTrue(closed || atBorder(line, last, rows, columns), "end within");
      for (int i = 0; i <= last; i++) {
        assertEquals(level, onEdge(grid, line.x(i), line.y(i)), 1e-9);
      }
    }
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void regionsAreBoundedByLinesAndFallWithTheLevel(@ForAll long seed) {
    double[][] grid = grid(new Random(seed), true);
    Contours contours = new Contours(grid);
    double all = area(contours, Double.NEGATIVE_INFINITY);
    assertEquals(wholeCells(grid), all, 1e-9);
    double before = all;
    for (double level = -0.5; level < 1.6; level += 0.1) {
      double area = area(contours, level);
      assertTrue(area <= before + 1e-9, "level " + level);
      before = area;
    }
    assertEquals(0, before, 1e-9);
    // Upside down, above becomes below: together they are everything.
    double[][] turned = new double[grid.length][grid[0].length];
    for (int r = 0; r < grid.length; r++) {
      for (int c = 0; c < grid[r].length; c++) {
        turned[r][c] = -grid[r][c];
      }
    }
    double level = 0.437; // no grid value
    assertEquals(all, area(contours, level) + area(new Contours(turned), -level), 1e-9);
  }

  @Example
  void aConeHasCircles() {
    int n = 81;
    double[][] grid = new double[n][n];
    for (int r = 0; r < n; r++) {
      for (int c = 0; c < n; c++) {
        grid[r][c] = Math.hypot(r - 40, c - 40);
      }
    }
    Contours contours = new Contours(grid);
    List<Contours.Line> lines = contours.lines(25);
    assertEquals(1, lines.size());
    for (int i = 0; i < lines.get(0).size(); i++) {
      double radius = Math.hypot(lines.get(0).x(i) - 40, lines.get(0).y(i) - 40);
      assertEquals(25, radius, 0.02);
    }
    assertEquals(80.0 * 80 - Math.PI * 25 * 25, area(contours, 25), 2);
  }

  @Example
  void saddlesJoinWhatTheirMiddleSays() {
    // Corners (0,0) and (1,1) high; the middle is 0.5. Below it they are joined, above apart.
    for (boolean mirrored : new boolean[] {false, true}) {
      double[][] grid =
          mirrored ? new double[][] {{0, 1}, {1, 0}} : new double[][] {{1, 0}, {0, 1}};
      for (double level : new double[] {0.25, 0.75}) {
        List<Contours.Line> lines = new Contours(grid).lines(level);
        assertEquals(2, lines.size());
        for (Contours.Line line : lines) {
          // Each cuts off one corner, a quarter from it: a low one if the high ones are joined.
          assertEquals(2, line.size());
          double x = Math.rint((line.x(0) + line.x(1)) / 2);
          double y = Math.rint((line.y(0) + line.y(1)) / 2);
          double cut = grid[(int) y][(int) x];
          assertEquals(level < 0.5 ? 0 : 1, cut, "level " + level);
          assertEquals(0.25, Math.abs(line.x(0) - x) + Math.abs(line.y(0) - y), 1e-12);
        }
      }
    }
  }

  /** Whatever the surface and the ways, the picture is well-formed and nothing lies outside. */
  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void chartsTakeAnyNumbers(@ForAll long seed) {
    Random random = new Random(seed);
    double[][] values = new double[2 + random.nextInt(6)][];
    int columns = 2 + random.nextInt(6);
    for (int r = 0; r < values.length; r++) {
      values[r] = HostileTexts.numbers(random, columns);
    }
    List<Series> ways = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      int points = random.nextInt(6);
      double[] x = HostileTexts.numbers(random, points);
      double[] y = HostileTexts.numbers(random, points);
      ways.add(Series.of(HostileTexts.text(random), x, y));
    }
    Axis axis = random.nextBoolean() ? Axis.linear("z") : Axis.logarithmic("z");
    Axis x = random.nextBoolean() ? Axis.linear("x") : Axis.logarithmic("x");
    ContourChart chart =
        new ContourChart(
                HostileTexts.text(random),
                x,
                places(random, columns),
                Axis.linear(HostileTexts.text(random)),
                places(random, values.length),
                values,
                new ColorScale(axis, random.nextBoolean() ? Double.NaN : 2))
            .withTrajectories(ways)
            .withSize(300 + random.nextInt(500), 160 + random.nextInt(500));
    Document svg = Markup.parse(chart.svg());
    for (Element path : Markup.elements(svg, "path")) {
      String d = path.getAttribute("d");
      if (d.contains("a") || d.isEmpty()) {
        continue;
      }
      double[] corners = Markup.corners(d);
      for (int i = 0; i < corners.length; i += 2) {
        assertFalse(corners[i] < -8 || corners[i] > chart.width() + 8, d);
        assertFalse(corners[i + 1] < -8 || corners[i + 1] > chart.height() + 8, d);
      }
    }
  }

  private static double[] places(Random random, int count) {
    double[] places = new double[count];
    double at = 0.1;
    for (int i = 0; i < count; i++) {
      places[i] = at;
      at += 0.01 + random.nextDouble() * 10;
    }
    return places;
  }

  private static double[][] grid(Random random, boolean holes) {
    int rows = 2 + random.nextInt(7);
    int columns = 2 + random.nextInt(7);
    double[][] grid = new double[rows][columns];
    for (double[] row : grid) {
      for (int c = 0; c < columns; c++) {
        // Of eighths many meet the level exactly.
        row[c] = random.nextInt(9) / 8.0;
        row[c] = holes && random.nextInt(12) == 0 ? Double.NaN : row[c];
      }
    }
    return grid;
  }

  private static int wholeCells(double[][] grid) {
    int cells = 0;
    for (int r = 0; r < grid.length - 1; r++) {
      for (int c = 0; c < grid[0].length - 1; c++) {
        double sum = grid[r][c] + grid[r][c + 1] + grid[r + 1][c] + grid[r + 1][c + 1];
        cells += Double.isNaN(sum) ? 0 : 1;
      }
    }
    return cells;
  }

  private static boolean atBorder(Contours.Line line, int i, int rows, int columns) {
    return line.x(i) == 0 || line.y(i) == 0 || line.x(i) == columns - 1 || line.y(i) == rows - 1;
  }

  /** The surface at a point on an edge of the grid. */
  private static double onEdge(double[][] grid, double x, double y) {
    int c = (int) x;
    int r = (int) y;
    assertTrue(x == c || y == r, "not on an edge: " + x + ", " + y);
    double a = grid[r][c];
    if (x != c) {
      return a + (x - c) * (grid[r][c + 1] - a);
    }
    return y == r ? a : a + (y - r) * (grid[r + 1][c] - a);
  }

  private static double area(Contours contours, double level) {
    double[] sum = new double[1];
    contours.above(
        level,
        c -> {
          double twice = 0;
          for (int i = 0; i < c.length; i += 2) {
            int j = (i + 2) % c.length;
            twice += c[i] * c[j + 1] - c[j] * c[i + 1];
          }
          assertTrue(twice > -1e-12, "turns the other way");
          sum[0] += twice / 2;
        });
    return sum[0];
  }
}
