package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * When which unit spiked: a mark for each spike, time to the right, units upwards. Immutable.
 *
 * <p>Marks that would lie within half a pixel of each other are drawn once where there are very
 * many of them; beyond a hundred thousand only one of n spikes is, and the picture says so.
 */
public final class RasterChart implements Drawing {
  private static final double DOT = 1.4;
  private static final double STROKE = 1.3;
  // From this height of a row on, a spike is an upright stroke.
  private static final double LEAST_STROKE = 3;
  private static final double MOST_STROKE = 12;
  private static final int MANY = 30_000;
  private static final int MOST = 100_000;

  private final String title;
  private final Axis timeAxis;
  private final Axis unitAxis;
  private final List<Spikes> groups;
  private final double width;
  private final double height;
  private final int stride;
  private final PlotFrame frame;

  /**
   * A raster of 720 by 440 pixels.
   *
   * @param timeAxis the time with its unit
   * @param unitAxis what the units are; not logarithmic
   * @param groups the spikes, each group in a colour of its own
   * @throws IllegalArgumentException if the axis of the units is logarithmic
   */
  public RasterChart(String title, Axis timeAxis, Axis unitAxis, List<Spikes> groups) {
    this(Objects.requireNonNull(title, "title"), timeAxis, unitAxis, List.copyOf(groups), 720, 440);
  }

  private RasterChart(
      String title,
      Axis timeAxis,
      Axis unitAxis,
      List<Spikes> groups,
      double width,
      double height) {
    if (unitAxis.kind() == Axis.Kind.LOGARITHMIC) {
      throw new IllegalArgumentException(
          "unitAxis: expected a linear one, found a logarithmic one");
    }
    this.title = title;
    this.timeAxis = timeAxis;
    this.unitAxis = unitAxis;
    this.groups = groups;
    this.width = width;
    this.height = height;
    long spikes = groups.stream().mapToLong(Spikes::size).sum();
    this.stride = (int) Math.max(1, Math.ceilDiv(spikes, (long) MOST));
    this.frame = frame();
  }

  /**
   * This raster in another size; higher than that if its title and legend need it.
   *
   * @throws IllegalArgumentException if it is not within 240 by 160 to 10,000 by 10,000 pixels
   */
  public RasterChart withSize(double width, double height) {
    if (!(width >= 240 && height >= 160 && width <= 10_000 && height <= 10_000)) {
      throw new IllegalArgumentException(
          "size: expected 240 x 160 to 10000 x 10000, found " + width + " x " + height);
    }
    return new RasterChart(title, timeAxis, unitAxis, groups, width, height);
  }

  @Override
  public double width() {
    return width;
  }

  @Override
  public double height() {
    return frame.height();
  }

  @Override
  public String label() {
    return title;
  }

  @Override
  public String description() {
    long spikes = groups.stream().mapToLong(Spikes::size).sum();
    return "Spike raster of " + NumberText.count(spikes) + (spikes == 1 ? " spike" : " spikes");
  }

  @Override
  public void draw(SvgWriter svg) {
    frame.drawUnder(svg);
    boolean empty = true;
    for (int g = 0; g < groups.size(); g++) {
      PathText marks = marks(g);
      if (!marks.isEmpty()) {
        empty = false;
        double thickness = strokeHeight() > 0 ? STROKE : DOT;
        svg.beginSeries(g, "stroke", "currentColor", "stroke-width", thickness, "fill", "none");
        svg.empty("path", "d", marks).end();
      }
    }
    if (empty) {
      frame.drawNotice(svg, "no spikes");
    }
    frame.drawOver(svg);
  }

  private PathText marks(int index) {
    Spikes group = groups.get(index);
    PathText path = new PathText();
    double stroke = strokeHeight();
    boolean many = groups.stream().mapToLong(Spikes::size).sum() > MANY;
    double grid = many ? 2 : 10; // places a pixel
    Set<Long> drawn = new HashSet<>();
    for (int i = 0; i < group.size(); i += stride) {
      if (!timeAxis.shows(group.time(i))) {
        continue;
      }
      long x = Math.round(frame.x(group.time(i)) * grid);
      long y = Math.round(frame.y(group.unit(i)) * grid);
      if (!drawn.add(x << 32 ^ y)) {
        continue;
      }
      if (stroke > 0) {
        stroke(path, index, x / grid, y / grid, stroke);
      } else {
        // A line as long as it is thick: a square.
        path.moveTo(x / grid - DOT / 2, y / grid).horizontal(DOT);
      }
    }
    return path;
  }

  /** Upright, slanted to one side or the other, or a plus: groups differ without colour. */
  private static void stroke(PathText path, int index, double x, double y, double height) {
    double half = height / 2;
    switch (index % 4) {
      case 0 -> path.moveTo(x, y - half).vertical(height);
      case 1 -> path.moveTo(x - 0.5 * half, y + half).lineTo(x + 0.5 * half, y - half);
      case 2 -> path.moveTo(x - 0.5 * half, y - half).lineTo(x + 0.5 * half, y + half);
      default -> {
        path.moveTo(x, y - half).vertical(height);
        path.moveTo(x - half, y).horizontal(height);
      }
    }
  }

  /** How high the mark of a spike is, or 0 where there is only room for a dot. */
  private double strokeHeight() {
    double row = Math.abs(frame.y(0) - frame.y(1));
    return row < LEAST_STROKE ? 0 : Math.min(MOST_STROKE, 0.8 * row);
  }

  private PlotFrame frame() {
    Extent times = new Extent();
    Extent units = new Extent();
    for (Spikes group : groups) {
      for (int i = 0; i < group.size(); i++) {
        if (timeAxis.shows(group.time(i))) {
          times.include(group.time(i));
          units.include(group.unit(i) - 0.5);
          units.include(group.unit(i) + 0.5);
        }
      }
    }
    if (Double.isFinite(unitAxis.low())) {
      units.include(unitAxis.low() - 0.5);
    }
    if (Double.isFinite(unitAxis.high())) {
      units.include(unitAxis.high() + 0.5);
    }
    String every = stride == 1 ? "" : title.isEmpty() ? "" : " ";
    String heading = stride == 1 ? title : title + every + "(1 of " + stride + " spikes)";
    return new PlotFrame(
        width,
        height,
        heading,
        timeAxis,
        timeAxis.scale(times, 0),
        unitAxis,
        unitAxis.scale(units, 0),
        legend(),
        LegendPlace.BELOW);
  }

  private List<Legend.Entry> legend() {
    List<Legend.Entry> entries = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      int index = g;
      if (!groups.get(g).name().isEmpty()) {
        Legend.Sample sample = (svg, x, y) -> sample(svg, index, x, y);
        entries.add(new Legend.Entry(groups.get(g).name(), sample));
      }
    }
    return entries;
  }

  private static void sample(SvgWriter svg, int index, double x, double y) {
    PathText strokes = new PathText();
    for (double at : new double[] {5, 9, 16, 22}) {
      stroke(strokes, index, x + at, y, 10);
    }
    svg.beginSeries(index, "stroke", "currentColor", "stroke-width", STROKE, "fill", "none");
    svg.empty("path", "d", strokes).end();
  }
}
