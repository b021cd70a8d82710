package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Whatever numbers are put into a heat map, out comes a picture with a cell for each. */
class HeatMapTest {
  @Property(tries = 120, shrinking = ShrinkingMode.OFF)
  void everyCellLiesInThePicture(@ForAll long seed) {
    Random random = new Random(seed);
    int columns = 1 + random.nextInt(8);
    int rows = 1 + random.nextInt(8);
    double[][] values = new double[rows][];
    for (int r = 0; r < rows; r++) {
      values[r] = HostileTexts.numbers(random, columns);
    }
    boolean logarithmic = random.nextBoolean();
    Axis axis =
        logarithmic ? Axis.logarithmic(HostileTexts.text(random)) : Axis.linear("a\u0001<b>");
    double center = new double[] {Double.NaN, 1, 1e-3}[random.nextInt(3)];
    HeatMap map =
        HeatMap.of(
                HostileTexts.text(random),
                HostileTexts.text(random),
                texts(random, columns),
                HostileTexts.text(random),
                texts(random, rows),
                values,
                new ColorScale(axis, center))
            .withSize(300 + random.nextInt(600), 160 + random.nextInt(400));
    Document svg = Markup.parse(map.svg());
    int cells = 0;
    for (Element rect : Markup.elements(svg, "rect")) {
      double x = number(rect, "x");
      double y = number(rect, "y");
      assertTrue(x >= 0 && x + number(rect, "width") <= map.width() + 0.02, () -> "x " + x);
      assertTrue(y >= 0 && y + number(rect, "height") <= map.height() + 0.02, () -> "y " + y);
      cells += rect.getElementsByTagName("title").getLength();
    }
    assertEquals(rows * columns, cells);
    for (Element text : Markup.elements(svg, "text")) {
      assertTrue(number(text, "x") <= map.width(), text.getTextContent());
      assertTrue(number(text, "y") <= map.height(), text.getTextContent());
    }
  }

  @Example
  void colorsAndPlacesFollowTheValues() {
    double[][] values = {{0, 10}, {Double.NaN, 5}};
    HeatMap map =
        HeatMap.of(
            "",
            "c",
            List.of("a", "b"),
            "r",
            List.of("top", "low"),
            values,
            ColorScale.sequential(Axis.linear("v")));
    List<Element> cells = cells(map);
    assertEquals("c a, r top: 0", title(cells.get(0)));
    assertEquals("c b, r top: 10", title(cells.get(1)));
    assertEquals("c a, r low: no value", title(cells.get(2)));
    assertEquals(ColorMap.SEQUENTIAL.color(0), cells.get(0).getAttribute("fill"));
    assertEquals(ColorMap.SEQUENTIAL.color(255), cells.get(1).getAttribute("fill"));
    assertEquals("currentColor", cells.get(2).getAttribute("fill"));
    assertEquals(ColorMap.SEQUENTIAL.color(128), cells.get(3).getAttribute("fill"));
    assertEquals(number(cells.get(0), "x"), number(cells.get(2), "x"), 0);
    assertTrue(number(cells.get(0), "x") < number(cells.get(1), "x"));
    assertTrue(number(cells.get(0), "y") < number(cells.get(2), "y"));
  }

  @Example
  void aDivergingScaleIsAsWideToBothSides() {
    double[][] values = {{0.5, 1, 4}};
    HeatMap map =
        HeatMap.of(
            "",
            "",
            List.of("a", "b", "c"),
            "",
            List.of("r"),
            values,
            ColorScale.diverging(Axis.logarithmic("ratio"), 1));
    List<Element> cells = cells(map);
    // log2: -1, 0 and 2 on a scale from -2 to 2
    assertEquals(ColorMap.DIVERGING.color(64), cells.get(0).getAttribute("fill"));
    assertEquals(ColorMap.DIVERGING.color(128), cells.get(1).getAttribute("fill"));
    assertEquals(ColorMap.DIVERGING.color(255), cells.get(2).getAttribute("fill"));
  }

  @Example
  void fineGridsKeepEveryCell() {
    int n = 60;
    double[][] values = new double[n][n];
    double[] edges = new double[n + 1];
    Arrays.setAll(edges, i -> i);
    Random random = new Random(3);
    int high = 0;
    for (double[] row : values) {
      Arrays.setAll(row, i -> random.nextInt(2));
      high += (int) Arrays.stream(row).sum();
    }
    Axis axis = Axis.linear("");
    HeatMap map = HeatMap.over("", axis, edges, axis, edges, values, ColorScale.sequential(axis));
    double area = 0;
    for (Element path : Markup.elements(Markup.parse(map.svg()), "path")) {
      if (path.getAttribute("fill").equals(ColorMap.SEQUENTIAL.color(255))) {
        for (String part : path.getAttribute("d").split("Z")) {
          double[] c = Markup.corners(part);
          area += (c[2] - c[0]) * (c[5] - c[3]);
        }
      }
    }
    double cell = plotArea(map) / n / n;
    assertEquals(high, area / cell, 0.01 * high);
  }

  @Example
  void wrongArgumentsAreNamed() {
    List<String> two = List.of("a", "b");
    Axis axis = Axis.linear("v");
    ColorScale colors = ColorScale.sequential(axis);
    assertMessage(
        "values: expected 2 rows, found 1",
        () -> HeatMap.of("", "", two, "", two, new double[1][2], colors));
    assertMessage(
        "values, row 0: expected 2 columns, found 3",
        () -> HeatMap.of("", "", two, "", two, new double[2][3], colors));
    assertMessage(
        "xEdges: expected ascending values on the axis, found 1.0 at 1",
        () ->
            HeatMap.over(
                "",
                axis,
                new double[] {1, 1},
                axis,
                new double[] {0, 1},
                new double[1][1],
                colors));
    assertMessage(
        "center of v: expected a value on the axis, found 0.0",
        () -> ColorScale.diverging(Axis.logarithmic("v"), 0));
  }

  private static void assertMessage(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  private static double plotArea(HeatMap map) {
    for (Element group : Markup.elements(Markup.parse(map.svg()), "g")) {
      if (group.getAttribute("class").equals("as-axis")) {
        Element path = (Element) group.getElementsByTagName("path").item(0);
        double[] c = Markup.corners(path.getAttribute("d"));
        return (c[4] - c[0]) * (c[3] - c[1]);
      }
    }
    throw new AssertionError("no axes");
  }

  private static List<Element> cells(HeatMap map) {
    List<Element> cells = new ArrayList<>();
    for (Element rect : Markup.elements(Markup.parse(map.svg()), "rect")) {
      if (rect.getElementsByTagName("title").getLength() > 0) {
        cells.add(rect);
      }
    }
    return cells;
  }

  private static String title(Element cell) {
    return cell.getElementsByTagName("title").item(0).getTextContent();
  }

  private static List<String> texts(Random random, int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(HostileTexts.text(random));
    }
    return texts;
  }

  private static double number(Element element, String attribute) {
    String text = element.getAttribute(attribute);
    return text.isEmpty() ? 0 : Double.parseDouble(text);
  }
}
