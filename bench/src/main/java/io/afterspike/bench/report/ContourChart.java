package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A surface over a plane as coloured bands between lines of equal value, with a colour bar, and
 * ways across the plane drawn over it: a loss landscape with the course of trainings. Immutable:
 * arrays are copied.
 */
public final class ContourChart implements Drawing {
  private static final int MOST_LEVELS = 13;

  private final String title;
  private final Axis xAxis;
  private final double[] x;
  private final Axis yAxis;
  private final double[] y;
  private final double[][] values;
  private final ColorScale colors;
  private final List<Series> ways;
  private final double width;
  private final double height;
  private final Layout layout;

  /**
   * A surface, 720 by 520 pixels.
   *
   * @param x where the columns of the grid are, ascending values of the axis, at least two
   * @param y where the rows are, likewise
   * @param values [row][column], the surface at (x[column], y[row]); where it is not finite the
   *     surface has a hole
   * @param colors which colours stand for which values; a logarithmic axis is often right for a
   *     loss
   * @throws IllegalArgumentException if the sizes differ or x or y is not as said
   */
  public ContourChart(
      String title,
      Axis xAxis,
      double[] x,
      Axis yAxis,
      double[] y,
      double[][] values,
      ColorScale colors) {
    this(
        Objects.requireNonNull(title, "title"),
        xAxis,
        ascending("x", xAxis, x),
        yAxis,
        ascending("y", yAxis, y),
        checked(values, x.length, y.length),
        Objects.requireNonNull(colors, "colors"),
        List.of(),
        720,
        520);
  }

  private ContourChart(
      String title,
      Axis xAxis,
      double[] x,
      Axis yAxis,
      double[] y,
      double[][] values,
      ColorScale colors,
      List<Series> ways,
      double width,
      double height) {
    this.title = title;
    this.xAxis = xAxis;
    this.x = x;
    this.yAxis = yAxis;
    this.y = y;
    this.values = values;
    this.colors = colors;
    this.ways = ways;
    this.width = width;
    this.height = height;
    this.layout = new Layout();
  }

  private static double[] ascending(String name, Axis axis, double[] places) {
    if (places.length < 2) {
      throw new IllegalArgumentException(
          name + ": expected at least 2 places, found " + places.length);
    }
    for (int i = 0; i < places.length; i++) {
      if (!axis.shows(places[i]) || i > 0 && places[i] <= places[i - 1]) {
        throw new IllegalArgumentException(
            "%s: expected ascending values on the axis, found %s at %d"
                .formatted(name, places[i], i));
      }
    }
    return places.clone();
  }

  private static double[][] checked(double[][] values, int columns, int rows) {
    if (values.length != rows) {
      throw new IllegalArgumentException(
          "values: expected %d rows, found %d".formatted(rows, values.length));
    }
    double[][] copy = new double[rows][];
    for (int r = 0; r < rows; r++) {
      if (values[r].length != columns) {
        throw new IllegalArgumentException(
            "values, row %d: expected %d columns, found %d"
                .formatted(r, columns, values[r].length));
      }
      copy[r] = values[r].clone();
    }
    return copy;
  }

  /**
   * This surface with ways across it, in the order of their points: each begins at a ring and ends
   * at a marker. The axes reach all of them.
   */
  public ContourChart withTrajectories(List<Series> trajectories) {
    return new ContourChart(
        title, xAxis, x, yAxis, y, values, colors, List.copyOf(trajectories), width, height);
  }

  /**
   * This chart in another size; higher than that if its title and legend need it.
   *
   * @throws IllegalArgumentException if it is not within 300 by 160 to 10,000 by 10,000 pixels
   */
  public ContourChart withSize(double width, double height) {
    if (!(width >= 300 && height >= 160 && width <= 10_000 && height <= 10_000)) {
      throw new IllegalArgumentException(
          "size: expected 300 x 160 to 10000 x 10000, found " + width + " x " + height);
    }
    return new ContourChart(title, xAxis, x, yAxis, y, values, colors, ways, width, height);
  }

  @Override
  public double width() {
    return width;
  }

  @Override
  public double height() {
    return layout.frame.height();
  }

  @Override
  public String label() {
    return title;
  }

  @Override
  public String description() {
    StringBuilder text = new StringBuilder("Contour plot");
    if (!colors.axis().label().isEmpty()) {
      text.append(" of ").append(colors.axis().label());
    }
    if (!layout.data.isEmpty()) {
      text.append(", from ").append(NumberText.brief(layout.data.low(), 3));
      text.append(" to ").append(NumberText.brief(layout.data.high(), 3));
    }
    for (int i = 0; i < ways.size(); i++) {
      text.append(i == 0 ? "; trajectories: " : ", ").append(ways.get(i).name());
    }
    return text.toString();
  }

  @Override
  public void draw(SvgWriter svg) {
    layout.frame.drawUnder(svg);
    layout.drawBands(svg);
    List<TrajectoryShape> shapes = layout.trajectories();
    layout.drawLines(svg, shapes);
    shapes.forEach(shape -> shape.drawSeam(svg));
    shapes.forEach(shape -> shape.draw(svg));
    if (layout.data.isEmpty()) {
      layout.frame.drawNotice(svg, "no data");
    }
    layout.frame.drawOver(svg);
    layout.bar.draw(svg, layout.frame.right(), layout.frame.top(), layout.frame.bottom());
  }

  /** Where everything is. */
  private final class Layout {
    final Extent data = new Extent();
    final Scale scale;
    final ColorBar bar;
    final PlotFrame frame;
    final Contours contours;
    final List<Tick> levels;

    Layout() {
      for (double[] row : values) {
        for (double value : row) {
          if (colors.axis().shows(value)) {
            data.include(value);
          }
        }
      }
      scale = colors.over(data);
      levels = scale.ticks(MOST_LEVELS);
      bar = new ColorBar(colors, scale, height - 110);
      Extent xs = new Extent();
      Extent ys = new Extent();
      xs.include(x[0]);
      xs.include(x[x.length - 1]);
      ys.include(y[0]);
      ys.include(y[y.length - 1]);
      for (Series way : ways) {
        for (int i = 0; i < way.size(); i++) {
          if (xAxis.shows(way.x(i)) && yAxis.shows(way.y(i))) {
            xs.include(way.x(i));
            ys.include(way.y(i));
          }
        }
      }
      frame =
          new PlotFrame(
              width - bar.width(),
              height,
              title,
              xAxis,
              xAxis.scale(xs, 0),
              yAxis,
              yAxis.scale(ys, 0),
              legend(),
              LegendPlace.BELOW);
      contours = new Contours(positions());
    }

    /** The surface as places on the colour bar, on which a contour runs as its colours do. */
    private double[][] positions() {
      double[][] positions = new double[values.length][x.length];
      for (int r = 0; r < values.length; r++) {
        for (int c = 0; c < x.length; c++) {
          double value = values[r][c];
          positions[r][c] =
              colors.axis().shows(value) ? Math.clamp(scale.position(value), 0, 1) : Double.NaN;
        }
      }
      return positions;
    }

    private List<Legend.Entry> legend() {
      List<Legend.Entry> entries = new ArrayList<>();
      for (int i = 0; i < ways.size(); i++) {
        int index = i;
        if (!ways.get(i).name().isEmpty()) {
          entries.add(
              new Legend.Entry(
                  ways.get(i).name(), (svg, px, py) -> TrajectoryShape.sample(svg, index, px, py)));
        }
      }
      if (!ways.isEmpty()) {
        entries.add(new Legend.Entry("start", TrajectoryShape::sampleStart));
      }
      return entries;
    }

    List<TrajectoryShape> trajectories() {
      List<TrajectoryShape> shapes = new ArrayList<>();
      for (int i = 0; i < ways.size(); i++) {
        Series way = ways.get(i);
        double[] points = new double[2 * way.size()];
        int count = 0;
        for (int k = 0; k < way.size(); k++) {
          if (xAxis.shows(way.x(k)) && yAxis.shows(way.y(k))) {
            points[count++] = frame.x(way.x(k));
            points[count++] = frame.y(way.y(k));
          }
        }
        shapes.add(new TrajectoryShape(i, way.name(), points, count / 2));
      }
      return shapes;
    }

    /** The place in the picture of a place in the grid. */
    double pixelX(double column) {
      int c = (int) Math.min(x.length - 2, column);
      double from = frame.x(x[c]);
      return from + (column - c) * (frame.x(x[c + 1]) - from);
    }

    double pixelY(double row) {
      int r = (int) Math.min(y.length - 2, row);
      double from = frame.y(y[r]);
      return from + (row - r) * (frame.y(y[r + 1]) - from);
    }

    /** Each band over the one below it, so that no ground shows between them. */
    void drawBands(SvgWriter svg) {
      double low = 0;
      drawAbove(svg, Double.NEGATIVE_INFINITY, colorBetween(0, next(-1)));
      for (int i = 0; i < levels.size(); i++) {
        double level = scale.position(levels.get(i).value());
        if (level > low) {
          drawAbove(svg, level, colorBetween(level, next(i)));
        }
      }
    }

    /** The place on the bar of the level after the one of that number. */
    private double next(int i) {
      for (int k = i + 1; k < levels.size(); k++) {
        double position = scale.position(levels.get(k).value());
        if (position > 0) {
          return position;
        }
      }
      return 1;
    }

    private String colorBetween(double low, double high) {
      return colors.map().color(ColorMap.level((low + high) / 2));
    }

    private void drawAbove(SvgWriter svg, double level, String color) {
      PathText path = new PathText();
      contours.above(
          level,
          grid -> {
            double[] corners = new double[grid.length];
            for (int i = 0; i < grid.length; i += 2) {
              corners[i] = pixelX(grid[i]);
              corners[i + 1] = pixelY(grid[i + 1]);
            }
            path.polygon(corners);
          });
      if (!path.isEmpty()) {
        svg.empty("path", "d", path, "fill", color);
      }
    }

    void drawLines(SvgWriter svg, List<TrajectoryShape> shapes) {
      LevelLabels labels = new LevelLabels(frame, shapes);
      for (Tick tick : levels) {
        double level = scale.position(tick.value());
        if (level <= 0 || level >= 1) {
          continue;
        }
        boolean center = colors.isDiverging() && tick.value() == colors.center();
        boolean below = colors.isDiverging() && tick.value() < colors.center();
        PathText path = new PathText();
        for (Contours.Line line : contours.lines(level)) {
          double[] points = new double[line.points().length];
          for (int i = 0; i < line.size(); i++) {
            points[2 * i] = pixelX(line.x(i));
            points[2 * i + 1] = pixelY(line.y(i));
          }
          append(path, points);
          labels.add(tick.label(), ColorMap.level(level), points);
        }
        if (!path.isEmpty()) {
          svg.empty(
              "path",
              "d",
              path,
              "fill",
              "none",
              "stroke",
              colors.map().textColor(ColorMap.level(level)),
              "stroke-opacity",
              center ? 1 : 0.65,
              "stroke-width",
              center ? 2 : 0.9,
              "stroke-dasharray",
              below ? "4 3" : null,
              "stroke-linejoin",
              "round");
        }
      }
      labels.draw(svg, colors.map());
    }

    private static void append(PathText path, double[] points) {
      int last = points.length - 2;
      boolean closed = last > 2 && points[0] == points[last] && points[1] == points[last + 1];
      for (int i = 0; i < (closed ? last : points.length); i += 2) {
        if (i == 0) {
          path.moveTo(points[0], points[1]);
        } else {
          path.lineTo(points[i], points[i + 1]);
        }
      }
      if (closed) {
        path.close();
      }
    }
  }
}
