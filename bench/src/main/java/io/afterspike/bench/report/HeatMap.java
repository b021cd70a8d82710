package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A table of numbers as coloured cells, with a colour bar. Immutable: arrays are copied.
 *
 * <p>A cell whose value is not finite, or has no place on a logarithmic scale, is grey. Small
 * tables also say each value: written in the cell where there is room, and when pointed at.
 */
public final class HeatMap implements Drawing {
  // Beyond this, one path per colour instead of one element per cell.
  private static final int MOST_CELLS_APART = 1500;
  private static final double MOST_NAME = 0.28;
  private static final double TEXT_SIZE = 11;
  private static final int DIGITS = 3;

  private final String title;
  private final Side columns;
  private final Side rows;
  private final double[][] values;
  private final ColorScale colors;
  private final double width;
  private final double height;
  private final Layout layout;

  /** One side of the table: its axis, and either names or the borders of the cells. */
  private record Side(Axis axis, List<String> names, double[] edges) {
    int size() {
      return edges == null ? names.size() : edges.length - 1;
    }

    double edge(int i) {
      return edges == null ? i : edges[i];
    }

    String place(int i) {
      String label = axis.label().isEmpty() ? "" : axis.label() + " ";
      return edges == null
          ? label + names.get(i)
          : label + NumberText.brief(edges[i], 4) + " to " + NumberText.brief(edges[i + 1], 4);
    }

    Scale scale(boolean downwards, boolean all, double pixels) {
      if (edges == null) {
        List<String> fitting =
            names.stream().map(n -> TextExtent.shortened(n, pixels, TEXT_SIZE)).toList();
        return new CategoryScale(fitting, downwards, all);
      }
      Extent extent = new Extent();
      extent.include(edges[0]);
      extent.include(edges[edges.length - 1]);
      return axis.scale(extent, 0);
    }
  }

  private HeatMap(
      String title,
      Side columns,
      Side rows,
      double[][] values,
      ColorScale colors,
      double width,
      double height) {
    this.title = title;
    this.columns = columns;
    this.rows = rows;
    this.values = values;
    this.colors = colors;
    this.width = width;
    this.height = height;
    this.layout = new Layout();
  }

  /**
   * A table with named columns and rows, 720 pixels wide; the first row is at the top.
   *
   * @param columnLabel what the columns are; may be empty
   * @param rowLabel what the rows are; may be empty
   * @param values [row][column]
   * @throws IllegalArgumentException if the sizes differ or a side is empty
   */
  public static HeatMap of(
      String title,
      String columnLabel,
      List<String> columns,
      String rowLabel,
      List<String> rows,
      double[][] values,
      ColorScale colors) {
    Side horizontal = new Side(Axis.linear(columnLabel), List.copyOf(columns), null);
    Side vertical = new Side(Axis.linear(rowLabel), List.copyOf(rows), null);
    double height = 130 + Math.clamp(rows.size() * 32L, 170, 560);
    return new HeatMap(
        Objects.requireNonNull(title, "title"),
        horizontal,
        vertical,
        checked(horizontal, vertical, values),
        Objects.requireNonNull(colors, "colors"),
        720,
        height);
  }

  /**
   * A table over two numeric axes, 720 by 480 pixels; the first row is at the bottom.
   *
   * @param xEdges the borders between columns, ascending, one more than columns
   * @param yEdges the borders between rows, ascending, one more than rows
   * @param values [row][column]
   * @throws IllegalArgumentException if the sizes differ, or the edges are not ascending values of
   *     their axis
   */
  public static HeatMap over(
      String title,
      Axis xAxis,
      double[] xEdges,
      Axis yAxis,
      double[] yEdges,
      double[][] values,
      ColorScale colors) {
    Side horizontal = new Side(xAxis, null, ascending("xEdges", xAxis, xEdges));
    Side vertical = new Side(yAxis, null, ascending("yEdges", yAxis, yEdges));
    return new HeatMap(
        Objects.requireNonNull(title, "title"),
        horizontal,
        vertical,
        checked(horizontal, vertical, values),
        Objects.requireNonNull(colors, "colors"),
        720,
        480);
  }

  private static double[] ascending(String name, Axis axis, double[] edges) {
    for (int i = 0; i < edges.length; i++) {
      if (!axis.shows(edges[i]) || i > 0 && edges[i] <= edges[i - 1]) {
        throw new IllegalArgumentException(
            "%s: expected ascending values on the axis, found %s at %d"
                .formatted(name, edges[i], i));
      }
    }
    return edges.clone();
  }

  private static double[][] checked(Side columns, Side rows, double[][] values) {
    if (columns.size() < 1 || rows.size() < 1) {
      throw new IllegalArgumentException(
          "cells: expected at least one column and one row, found %d and %d"
              .formatted(columns.size(), rows.size()));
    }
    if (values.length != rows.size()) {
      throw new IllegalArgumentException(
          "values: expected %d rows, found %d".formatted(rows.size(), values.length));
    }
    double[][] copy = new double[values.length][];
    for (int r = 0; r < values.length; r++) {
      if (values[r].length != columns.size()) {
        throw new IllegalArgumentException(
            "values, row %d: expected %d columns, found %d"
                .formatted(r, columns.size(), values[r].length));
      }
      copy[r] = values[r].clone();
    }
    return copy;
  }

  /**
   * This table in another size; higher than that if its title needs it.
   *
   * @throws IllegalArgumentException if it is not within 300 by 160 to 10,000 by 10,000 pixels
   */
  public HeatMap withSize(double width, double height) {
    if (!(width >= 300 && height >= 160 && width <= 10_000 && height <= 10_000)) {
      throw new IllegalArgumentException(
          "size: expected 300 x 160 to 10000 x 10000, found " + width + " x " + height);
    }
    return new HeatMap(title, columns, rows, values, colors, width, height);
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
    String from = layout.data.isEmpty() ? "" : ", from " + brief(layout.data.low());
    String to = layout.data.isEmpty() ? "" : " to " + brief(layout.data.high());
    String quantity = colors.axis().label().isEmpty() ? "values" : colors.axis().label();
    return "Heat map of "
        + columns.size()
        + " columns and "
        + rows.size()
        + " rows: "
        + quantity
        + from
        + to;
  }

  @Override
  public void draw(SvgWriter svg) {
    layout.frame.drawUnder(svg);
    boolean apart = (long) rows.size() * columns.size() <= MOST_CELLS_APART;
    svg.begin("g", "shape-rendering", "crispEdges");
    if (apart) {
      layout.drawCells(svg);
    } else {
      layout.drawRuns(svg);
    }
    svg.end();
    layout.drawHatches(svg);
    if (apart) {
      layout.drawCrosses(svg);
      layout.drawValues(svg);
    }
    layout.frame.drawOver(svg);
    layout.bar.draw(svg, layout.frame.right(), layout.frame.top(), layout.frame.bottom());
  }

  private static String brief(double value) {
    return NumberText.brief(value, DIGITS);
  }

  /** Where everything is. */
  private final class Layout {
    final Extent data = new Extent();
    final boolean gaps;
    final Scale scale;
    final ColorBar bar;
    final PlotFrame frame;

    Layout() {
      boolean missing = false;
      for (double[] row : values) {
        for (double value : row) {
          if (colors.axis().shows(value)) {
            data.include(value);
          } else {
            missing = true;
          }
        }
      }
      gaps = missing;
      scale = colors.over(data);
      bar = new ColorBar(colors, scale, height - 110);
      double plot = width - bar.width();
      boolean allRows = (height - 110) / rows.size() >= 14;
      frame =
          new PlotFrame(
              plot,
              height,
              title,
              columns.axis(),
              columns.scale(false, false, plot * MOST_NAME),
              rows.axis(),
              rows.scale(true, allRows, plot * MOST_NAME),
              legend(),
              LegendPlace.BELOW);
    }

    private List<Legend.Entry> legend() {
      List<Legend.Entry> entries = new ArrayList<>();
      if (gaps) {
        entries.add(new Legend.Entry("no value", (svg, x, y) -> sample(svg, x, y)));
      }
      return entries;
    }

    private void sample(SvgWriter svg, double x, double y) {
      svg.beginInk(Ink.GRID, "fill", "currentColor");
      svg.empty("rect", "x", x, "y", y - 6, "width", Legend.SAMPLE_WIDTH, "height", 12).end();
      PathText cross = new PathText();
      cross(cross, x, y - 6, Legend.SAMPLE_WIDTH, 12);
      drawCrosses(svg, cross);
    }

    /** Without colours, a cell without a value must not look like one with a high value. */
    private void cross(PathText lines, double x, double y, double wide, double high) {
      lines.moveTo(x, y).lineTo(x + wide, y + high).moveTo(x, y + high).lineTo(x + wide, y);
    }

    private void drawCrosses(SvgWriter svg, PathText lines) {
      if (!lines.isEmpty()) {
        svg.beginInk(Ink.AXIS, "stroke", "currentColor", "stroke-width", 0.8, "fill", "none");
        svg.empty("path", "d", lines, "pointer-events", "none").end();
      }
    }

    void drawCrosses(SvgWriter svg) {
      PathText lines = new PathText();
      for (int r = 0; r < rows.size(); r++) {
        for (int c = 0; c < columns.size(); c++) {
          if (level(r, c) < 0) {
            cross(lines, left(c), top(r), left(c + 1) - left(c), cellHeight(r));
          }
        }
      }
      drawCrosses(svg, lines);
    }

    /** The level of a cell's colour, or −1 without a value. */
    int level(int row, int column) {
      double value = values[row][column];
      return colors.axis().shows(value) ? ColorMap.level(scale.position(value)) : -1;
    }

    double left(int column) {
      return frame.x(columns.edge(column));
    }

    double top(int row) {
      return Math.min(frame.y(rows.edge(row)), frame.y(rows.edge(row + 1)));
    }

    double cellHeight(int row) {
      return Math.abs(frame.y(rows.edge(row)) - frame.y(rows.edge(row + 1)));
    }

    void drawCells(SvgWriter svg) {
      for (int r = 0; r < rows.size(); r++) {
        for (int c = 0; c < columns.size(); c++) {
          int level = level(r, c);
          String value = level < 0 ? "no value" : NumberText.brief(values[r][c], 4);
          String tip = columns.place(c) + ", " + rows.place(r) + ": " + value;
          boolean none = level < 0;
          svg.pointed(
              "rect",
              tip,
              "x",
              left(c),
              "y",
              top(r),
              "width",
              left(c + 1) - left(c),
              "height",
              cellHeight(r),
              "class",
              none ? Ink.GRID.style() : null,
              "color",
              none ? Ink.GRID.light() : null,
              "fill",
              none ? "currentColor" : colors.map().color(level));
        }
      }
    }

    /** Neighbours of one colour in a row are one rectangle, all of one colour one path. */
    void drawRuns(SvgWriter svg) {
      PathText[] paths = new PathText[ColorMap.LEVELS + 1];
      for (int r = 0; r < rows.size(); r++) {
        int start = 0;
        for (int c = 1; c <= columns.size(); c++) {
          int level = level(r, start);
          if (c == columns.size() || level(r, c) != level) {
            PathText path = paths[level + 1] == null ? new PathText() : paths[level + 1];
            double y = top(r);
            double low = y + cellHeight(r);
            path.polygon(left(start), y, left(c), y, left(c), low, left(start), low);
            paths[level + 1] = path;
            start = c;
          }
        }
      }
      if (paths[0] != null) {
        svg.beginInk(Ink.GRID, "fill", "currentColor").empty("path", "d", paths[0]).end();
      }
      for (int level = 0; level < ColorMap.LEVELS; level++) {
        if (paths[level + 1] != null) {
          svg.empty("path", "d", paths[level + 1], "fill", colors.map().color(level));
        }
      }
    }

    void drawHatches(SvgWriter svg) {
      if (!colors.isDiverging()) {
        return;
      }
      PathText lines = new PathText();
      for (int r = 0; r < rows.size(); r++) {
        for (int c = 0; c < columns.size(); c++) {
          if (level(r, c) >= 0 && values[r][c] < colors.center()) {
            HeatHatch.add(lines, left(c), top(r), left(c + 1) - left(c), cellHeight(r));
          }
        }
      }
      HeatHatch.draw(svg, lines);
    }

    /** The values, if each of them has room in its cell. */
    void drawValues(SvgWriter svg) {
      String[][] texts = new String[rows.size()][columns.size()];
      for (int r = 0; r < rows.size(); r++) {
        for (int c = 0; c < columns.size(); c++) {
          texts[r][c] = level(r, c) < 0 ? "" : brief(values[r][c]);
          double needed = TextExtent.width(texts[r][c], TEXT_SIZE);
          if (cellHeight(r) < TEXT_SIZE + 5 || left(c + 1) - left(c) < needed + 4) {
            return;
          }
        }
      }
      svg.begin("g", "font-size", TEXT_SIZE, "text-anchor", "middle", "pointer-events", "none");
      for (int r = 0; r < rows.size(); r++) {
        for (int c = 0; c < columns.size(); c++) {
          if (!texts[r][c].isEmpty()) {
            drawValue(svg, texts[r][c], r, c);
          }
        }
      }
      svg.end();
    }

    private void drawValue(SvgWriter svg, String text, int r, int c) {
      int level = level(r, c);
      String ink = colors.map().textColor(level);
      // Hatches run through the digits: a seam in the colour of the cell keeps them readable.
      boolean hatched = colors.isDiverging() && values[r][c] < colors.center();
      svg.text(
          "text",
          text,
          "x",
          (left(c) + left(c + 1)) / 2,
          "y",
          top(r) + cellHeight(r) / 2 + 4,
          "fill",
          ink,
          "stroke",
          hatched ? colors.map().color(level) : null,
          "stroke-width",
          hatched ? 4 : null,
          "stroke-linejoin",
          hatched ? "round" : null,
          "paint-order",
          hatched ? "stroke" : null);
    }
  }
}
