package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TextExtentTest {
  @Property
  void whatIsShortenedFits(@ForAll long seed, @ForAll @IntRange(min = 20, max = 500) int width) {
    String text = HostileTexts.text(new Random(seed));
    String shortened = TextExtent.shortened(text, width, 12);
    assertTrue(TextExtent.width(shortened, 12) <= width, shortened);
    boolean fits = TextExtent.width(text, 12) <= width;
    assertEquals(fits, shortened.equals(text), shortened);
  }

  @Property
  void wrappedLinesFit(@ForAll long seed, @ForAll @IntRange(min = 20, max = 500) int width) {
    String text = HostileTexts.text(new Random(seed));
    List<String> lines = TextExtent.wrapped(text, width, 12, 3);
    assertTrue(lines.size() <= 3, lines::toString);
    for (String line : lines) {
      assertTrue(TextExtent.width(line, 12) <= width, line);
    }
  }

  @Example
  void linesBreakBetweenWords() {
    double width = TextExtent.width("one two", 12);
    assertEquals(
        List.of("one two", "three", "four"),
        TextExtent.wrapped("one two three four", width, 12, 3));
    assertEquals(
        List.of("one", "two t…"), TextExtent.wrapped("one two three four", width - 1, 12, 2));
    assertEquals(List.of(), TextExtent.wrapped("  ", width, 12, 2));
  }
}
