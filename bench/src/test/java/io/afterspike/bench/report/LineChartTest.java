package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Whatever is put into a line chart, out comes a picture whose data lie within its axes. */
class LineChartTest {
  private static final double ROUNDING = 0.011;
  // A marker reaches out of the plot when its centre lies on the border.
  private static final double MARKER = 6.5;

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void dataLieWithinTheAxes(@ForAll long seed) {
    LineChart chart = chart(seed);
    Document svg = Markup.parse(chart.svg());
    double[] axes = axes(svg); // left, top, left, bottom, right, bottom
    int drawn = 0;
    for (Element path : dataPaths(svg)) {
      boolean marker = path.getElementsByTagName("title").getLength() > 0;
      if (path.getAttribute("d").contains("a")) {
        continue; // a circle; the other markers are placed by the same code
      }
      double[] corners = Markup.corners(path.getAttribute("d"));
      double room = ROUNDING + (marker ? MARKER : 0);
      for (int i = 0; i < corners.length; i += 2) {
        assertBetween("x", axes[0] - room, corners[i], axes[4] + room);
        assertBetween("y", axes[1] - room, corners[i + 1], axes[3] + room);
      }
      drawn++;
    }
    Statistics.label("something drawn")
        .collect(drawn > 0)
        .coverage(c -> c.check(true).percentage(share -> share > 30));
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void textStaysWithinThePicture(@ForAll long seed) {
    LineChart chart = chart(seed);
    double height = chart.height();
    for (Element text : Markup.elements(Markup.parse(chart.svg()), "text")) {
      double x = Double.parseDouble(text.getAttribute("x"));
      double y = Double.parseDouble(text.getAttribute("y"));
      assertBetween("x of " + text.getTextContent(), 0, x, chart.width());
      assertBetween("y of " + text.getTextContent(), 0, y, height);
    }
  }

  @Example
  void pointsLieWhereTheTicksSay() {
    Series series = Series.of("", new double[] {0, 5, 10}, new double[] {0, 50, 100});
    Axis x = Axis.linear("");
    LineChart chart = new LineChart("", x, Axis.linear("").reaching(0, 100), List.of(series));
    Document svg = Markup.parse(chart.svg());
    double[] axes = axes(svg);
    double[] line = Markup.corners(dataPaths(svg).get(0).getAttribute("d"));
    double middleX = (axes[0] + axes[4]) / 2;
    double middleY = (axes[1] + axes[3]) / 2;
    double[] expected = {axes[0], axes[3], middleX, middleY, axes[4], axes[1]};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], line[i], ROUNDING, "corner " + i);
    }
  }

  @Example
  void aGapParts() {
    double[] x = {0, 1, 2, 3, 4, 5};
    double[] y = {1, 2, Double.NaN, 4, 5, Double.NEGATIVE_INFINITY};
    LineChart chart =
        new LineChart("", Axis.linear(""), Axis.linear(""), List.of(Series.of("", x, y)));
    String line = dataPaths(Markup.parse(chart.svg())).get(0).getAttribute("d");
    assertEquals(2, line.chars().filter(c -> c == 'M').count(), line);
    assertEquals(2, line.chars().filter(c -> c == 'L').count(), line);
  }

  @Example
  void aLonelyPointIsMarked() {
    double[] x = new double[301];
    double[] y = new double[301];
    Arrays.setAll(x, i -> i);
    Arrays.fill(y, Double.NaN);
    y[150] = 1;
    LineChart chart =
        new LineChart("", Axis.linear(""), Axis.linear(""), List.of(Series.of("s", x, y)));
    assertTrue(chart.svg().contains("<title>s: 150, 1</title>"), chart.svg());
  }

  @Example
  void manyPointsKeepTheirExtremes() {
    int points = 100_000;
    double[] x = new double[points];
    double[] y = new double[points];
    Arrays.setAll(x, i -> i);
    Arrays.setAll(y, i -> Math.sin(i * 0.7));
    y[33_333] = 40;
    y[66_666] = -40;
    LineChart chart =
        new LineChart("", Axis.linear(""), Axis.linear(""), List.of(Series.of("", x, y)));
    String text = chart.svg();
    assertTrue(text.length() < 60_000, "length " + text.length());
    Document svg = Markup.parse(text);
    double[] axes = axes(svg);
    double[] line = Markup.corners(dataPaths(svg).get(0).getAttribute("d"));
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < line.length; i += 2) {
      lowest = Math.min(lowest, line[i]);
      highest = Math.max(highest, line[i]);
    }
    double room = (axes[3] - axes[1]) * 0.05 / 1.1;
    assertEquals(axes[1] + room, lowest, 0.1);
    assertEquals(axes[3] - room, highest, 0.1);
    assertEquals(axes[0], line[0], ROUNDING);
    assertEquals(axes[4], line[line.length - 2], ROUNDING);
  }

  @Example
  void wrongArgumentsAreNamed() {
    double[] two = {1, 2};
    double[] three = {1, 2, 3};
    assertMessage(
        "series loss, y: expected 2 values, found 3", () -> Series.of("loss", two, three));
    assertMessage(
        "series loss, band at 1: expected low before high, found 5.0, 2.0",
        () -> Series.of("loss", two, two).withBand(new double[] {0, 5}, two));
    assertMessage(
        "axis t: expected positive limits, found 0.0, 1.0",
        () -> Axis.logarithmic("t").reaching(0, 1));
    assertMessage(
        "axis t: expected finite limits, low before high, found 2.0, 1.0",
        () -> Axis.linear("t").reaching(2, 1));
  }

  private static void assertMessage(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  private static void assertBetween(String what, double low, double value, double high) {
    assertTrue(
        low <= value && value <= high, what + ": " + value + " not in " + low + " to " + high);
  }

  private static double[] axes(Document svg) {
    for (Element group : Markup.elements(svg, "g")) {
      if (group.getAttribute("class").equals("as-axis")) {
        Element path = (Element) group.getElementsByTagName("path").item(0);
        return Arrays.copyOf(Markup.corners(path.getAttribute("d")), 6);
      }
    }
    throw new AssertionError("no axes");
  }

  /** Bands, lines and markers: what belongs to series and comes before the axes. */
  private static List<Element> dataPaths(Document svg) {
    List<Element> paths = new ArrayList<>();
    for (Element path : Markup.elements(svg, "path")) {
      String style = ((Element) path.getParentNode()).getAttribute("class");
      if (style.equals("as-axis")) {
        break;
      }
      if (style.startsWith("as-series")) {
        paths.add(path);
      }
    }
    return paths;
  }

  private static LineChart chart(long seed) {
    Random random = new Random(seed);
    List<Series> series = new ArrayList<>();
    for (int i = random.nextInt(10); i > 0; i--) {
      series.add(series(random));
    }
    String title = HostileTexts.text(random);
    LegendPlace[] places = LegendPlace.values();
    return new LineChart(title, axis(random), axis(random), series)
        .withSize(240 + random.nextInt(700), 160 + random.nextInt(500))
        .withLegend(places[random.nextInt(places.length)]);
  }

  private static Axis axis(Random random) {
    Axis.Kind[] kinds = Axis.Kind.values();
    double[] limits = {Double.NaN, 0.5, 100};
    String label = HostileTexts.text(random);
    return new Axis(
        label, kinds[random.nextInt(kinds.length)], Double.NaN, limits[random.nextInt(3)]);
  }

  private static Series series(Random random) {
    int points = random.nextInt(30);
    double[] x = HostileTexts.numbers(random, points);
    double[] y = HostileTexts.numbers(random, points);
    Series series = Series.of(HostileTexts.text(random), x, y);
    if (random.nextBoolean()) {
      return series;
    }
    double[] z = HostileTexts.numbers(random, points);
    double[] low = new double[points];
    double[] high = new double[points];
    Arrays.setAll(low, i -> Math.min(y[i], z[i]));
    Arrays.setAll(high, i -> Math.max(y[i], z[i]));
    return series.withBand(low, high);
  }

  @Example
  void pointsHaveNoLineAndGuidesNoMarkers() {
    double[] x = {1, 2, 3};
    Series guide = Series.of("guide", x, new double[] {3, 3, 3}).asGuide();
    Series points = Series.of("points", x, new double[] {1, 5, 2}).asPoints();
    Axis axis = Axis.linear("x");
    String svg = new LineChart("t", axis, axis, List.of(guide, points)).svg();
    // The guide takes no colour: the points have the first one, three of them and the legend's.
    assertFalse(svg.contains("class=\"as-series-1\""), svg);
    assertEquals(3, svg.split("<title>points: ", -1).length - 1, svg);
    assertFalse(svg.contains("<title>guide: "), svg);
    assertEquals(2, svg.split("stroke-width=\"1.8\"", -1).length - 1, svg);
  }
}
