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

/** Whatever is put into a bar chart, its bars lie in the picture and are as long as they say. */
class BarChartTest {
  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void everythingLiesInThePicture(@ForAll long seed) {
    BarChart chart = chart(seed);
    Document svg = Markup.parse(chart.svg());
    for (Element rect : Markup.elements(svg, "rect")) {
      double width = Double.parseDouble(rect.getAttribute("width"));
      double height = Double.parseDouble(rect.getAttribute("height"));
      double x = number(rect, "x");
      double y = number(rect, "y");
      assertTrue(width >= 0 && x >= 0 && x + width <= chart.width() + 0.02, () -> "x " + x);
      assertTrue(y >= 0 && y + height <= chart.height() + 0.02, () -> "y " + y);
    }
    for (Element text : Markup.elements(svg, "text")) {
      assertTrue(number(text, "y") <= chart.height(), text.getTextContent());
      assertTrue(number(text, "x") <= chart.width(), text.getTextContent());
    }
  }

  @Example
  void lengthsAreProportional() {
    BarChart chart =
        new BarChart("", Axis.linear(""), List.of("a", "b", "c"), List.of(Bars.of("", 10, 20, -5)));
    List<Element> bars = new ArrayList<>(Markup.elements(Markup.parse(chart.svg()), "rect"));
    bars.remove(0); // the ground
    assertEquals(3, bars.size());
    double unit = number(bars.get(0), "width") / 10;
    assertEquals(20 * unit, number(bars.get(1), "width"), 0.02);
    assertEquals(5 * unit, number(bars.get(2), "width"), 0.02);
    double zero = number(bars.get(0), "x");
    assertEquals(zero, number(bars.get(1), "x"), 0.02);
    assertEquals(zero, number(bars.get(2), "x") + number(bars.get(2), "width"), 0.02);
  }

  @Example
  void wrongArgumentsAreNamed() {
    List<String> names = List.of("a", "b");
    IllegalArgumentException size =
        assertThrows(
            IllegalArgumentException.class,
            () -> new BarChart("", Axis.linear(""), names, List.of(Bars.of("x", 1, 2, 3))));
    assertEquals("bars x: expected 2 values, one per category, found 3", size.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new BarChart("", Axis.logarithmic(""), names, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Bars.of("x", 1).withErrors(new double[] {2}, new double[] {1}));
  }

  private static double number(Element element, String attribute) {
    String text = element.getAttribute(attribute);
    return text.isEmpty() ? 0 : Double.parseDouble(text);
  }

  private static BarChart chart(long seed) {
    Random random = new Random(seed);
    int categories = random.nextInt(6);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < categories; i++) {
      names.add(HostileTexts.text(random));
    }
    List<Bars> bars = new ArrayList<>();
    for (int s = random.nextInt(5); s > 0; s--) {
      bars.add(bars(random, categories));
    }
    Axis axis = Axis.linear(HostileTexts.text(random));
    return new BarChart(HostileTexts.text(random), axis, names, bars)
        .withWidth(300 + random.nextInt(600));
  }

  private static Bars bars(Random random, int categories) {
    double[] a = HostileTexts.numbers(random, categories);
    double[] b = HostileTexts.numbers(random, categories);
    double[] low = new double[categories];
    double[] high = new double[categories];
    Arrays.setAll(low, i -> Math.min(a[i], b[i]));
    Arrays.setAll(high, i -> Math.max(a[i], b[i]));
    return Bars.of(HostileTexts.text(random), HostileTexts.numbers(random, categories))
        .withErrors(low, high);
  }
}
