package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class TableTest {
  private static final Table KERNELS =
      new Table(
          List.of("kernel", "time", "speed-up", "note"),
          List.of(
              List.of("lifStep", "412.5 µs", "1", "the reference"),
              List.of("outerProduct", "9.25 µs", "-12.25", "–"),
              List.of("漢字 e\u0301", "1,234 µs", "NaN", "128-128"),
              List.of("bad\u001b[2J\n", "", "3.5e-10", "")));

  @Example
  void asText() {
    assertEquals(
        """
        kernel               time   speed-up  note
        ------------  -----------  ---------  -------------
        lifStep         412.5  µs    1        the reference
        outerProduct      9.25 µs  -12.25     –
        """,
        firstLines(4));
  }

  private static String firstLines(int lines) {
    String[] all = TextTable.of(KERNELS).split("\n");
    return String.join("\n", List.of(all).subList(0, lines)) + "\n";
  }

  @Example
  void hostileCellsStayInTheirPlace() {
    String[] lines = TextTable.of(KERNELS).split("\n");
    assertEquals(6, lines.length);
    assertTrue(lines[4].startsWith("漢字 e\u0301        1,234"), lines[4]);
    assertTrue(lines[5].startsWith("bad?[2J?"), lines[5]);
    for (String line : lines) {
      assertEquals(line.stripTrailing(), line);
    }
  }

  @Example
  void factsAsText() {
    assertEquals(
        "engine       SIMD, 512 bit\nminibatches  2000\nnothing\n",
        TextTable.of(
            List.of(
                new Fact("engine", "SIMD, 512 bit"),
                new Fact("minibatches", "2000"),
                new Fact("nothing", ""))));
  }

  @Example
  void whatIsNumeric() {
    assertTrue(numeric("1", "-2.5", "3e-4", "1,000", "62.1 %", "12 ms", "3 minibatches/s"));
    assertTrue(numeric("", "NaN", "–", "1", "Infinity"));
    assertFalse(numeric("", "–"));
    assertFalse(numeric("1", "128-128"));
    assertFalse(numeric("1", "two"));
    assertFalse(numeric("1 2"));
    assertFalse(numeric());
  }

  private static boolean numeric(String... cells) {
    List<List<String>> rows = new ArrayList<>();
    for (String cell : cells) {
      rows.add(List.of(cell));
    }
    return new Table(List.of("x"), rows).isNumeric(0);
  }

  @Property(tries = 200)
  void pointsStandUnderPoints(@ForAll long seed) {
    Random random = new Random(seed);
    List<List<String>> rows = new ArrayList<>();
    for (int r = 0; r < 1 + random.nextInt(10); r++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(8));
      String number = NumberText.fixed(value, 1 + random.nextInt(5));
      rows.add(List.of("t".repeat(random.nextInt(9)), number, "x"));
    }
    String text = TextTable.of(new Table(List.of("text", "", "end"), rows));
    int point = -1;
    int end = -1;
    for (String line : List.of(text.split("\n")).subList(2, 2 + rows.size())) {
      assertTrue(point < 0 || point == line.indexOf('.'), text);
      assertTrue(end < 0 || end == line.lastIndexOf('x'), text);
      point = line.indexOf('.');
      end = line.lastIndexOf('x');
    }
  }

  @Example
  void asHtml() {
    Document page = Markup.parse(new HtmlPage("t").table(KERNELS).html());
    List<Element> cells = Markup.elements(page, "td");
    assertEquals(16, cells.size());
    assertEquals("", cells.get(0).getAttribute("class"));
    assertEquals("number", cells.get(1).getAttribute("class"));
    // A space as wide as the missing digit, and the unit behind it.
    assertEquals("412.5\u2007 µs", cells.get(1).getTextContent());
    Element pad = (Element) cells.get(1).getElementsByTagName("span").item(0);
    assertEquals("pad", pad.getAttribute("class"));
    assertEquals("128-128", cells.get(11).getTextContent());
  }

  @Example
  void rowsMustFitTheHeader() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Table(List.of("a", "b"), List.of(List.of("1", "2"), List.of("3"))));
    assertEquals("row 1: expected 2 cells, found 1", e.getMessage());
  }
}
