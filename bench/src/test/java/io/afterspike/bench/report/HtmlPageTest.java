package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

class HtmlPageTest {
  /** Everything that a page may be made of; the attributes with them can load nothing. */
  private static final List<String> ELEMENTS =
      List.of(
          "html head meta title style body main h1 h2 p dl div dt dd figure figcaption pre code"
              .split(" "));

  private static final List<String> MORE_ELEMENTS =
      List.of("table thead tbody tr th td span svg g path rect text".split(" "));

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void anyTextIsEscaped(@ForAll long seed) {
    Random random = new Random(seed);
    String text = HostileTexts.text(random);
    String other = HostileTexts.text(random);
    Axis axis = Axis.linear(text);
    Series series = Series.of(text, new double[] {1, 2}, new double[] {3, 4});
    String html =
        new HtmlPage(text)
            .summary(text)
            .warning(text)
            .highlights(List.of(new Fact(text, other)))
            .heading(text)
            .paragraph(text)
            .facts(List.of(new Fact(other, text)))
            .table(new Table(List.of(text, other), List.of(List.of(other, text))))
            .figure(new LineChart(text, axis, axis, List.of(series)), text)
            .code(text)
            .html();

    Document page = Markup.parse(html);
    for (Element element : Markup.elements(page, "*")) {
      String name = element.getTagName();
      assertTrue(ELEMENTS.contains(name) || MORE_ELEMENTS.contains(name), name);
      NamedNodeMap attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        String attribute = attributes.item(i).getNodeName();
        assertFalse(attribute.startsWith("on"), attribute);
        assertFalse(List.of("href", "src", "style", "xlink:href").contains(attribute), attribute);
      }
    }
    String shown = Markup.elements(page, "code").get(0).getTextContent();
    assertEquals(readable(text), shown);
    assertEquals(readable(text), Markup.elements(page, "p").get(0).getTextContent());
    assertFalse(html.contains("url("), "nothing is loaded");
    assertFalse(html.contains("@import"), "nothing is loaded");
  }

  /** What XML can hold of a text. */
  private static String readable(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean control = Character.isISOControl(c) && "\t\n\r".indexOf(c) < 0;
              boolean no = control || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF;
              out.appendCodePoint(no ? 0xFFFD : c);
            });
    return out.toString();
  }

  @Test
  void goldenPage() {
    Metrics metrics = new Metrics(Metrics.TRAINING);
    for (int i = 1; i <= 10; i++) {
      double checked = i % 5 == 0 ? 0.05 * i : Double.NaN;
      metrics.add(i, 2.5 / i, 0.08 * i, i % 5 == 0 ? 3.0 / i : Double.NaN, checked);
    }
    RunPage page =
        new RunPage(
            "OTPE, online, on T-Randman",
            "A network of 50–128–10 neurons.",
            List.of(new Fact("test accuracy", "93.4 %")),
            metrics,
            List.of(new Fact("rule", "otpe"), new Fact("seed", "7")),
            List.of(new Fact("Java", "25"), new Fact("engine", "SIMD & <more>")),
            "./afterspike train --seed 7");
    Golden.check("page.html", page.page().html());
  }

  @Test
  void thePageIsWritten(@TempDir Path folder) throws IOException {
    HtmlPage page = new HtmlPage("Größe").paragraph("µs");
    Path file = folder.resolve("report.html");
    page.write(file);
    assertEquals(page.html(), Files.readString(file));
  }

  @Test
  void linksLeadToFilesBesideThePageOnly() {
    String html = new HtmlPage("t").links(List.of(new Fact("a <b>", "figure-2.html"))).html();
    assertTrue(html.contains("href=\"figure-2.html\">a &lt;b&gt;</a>"), html);
    for (String file : List.of("", "/etc/x", "javascript:x", "a\"b", "http://x", ".x", "a b")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new HtmlPage("t").links(List.of(new Fact("a", file))),
          file);
    }
  }
}
