package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class NumberTextTest {
  @Example
  void significantDigits() {
    assertEquals("1.934", NumberText.significant(1.93412, 4));
    assertEquals("0.00120", NumberText.significant(0.0012, 3));
    assertEquals("123456", NumberText.significant(123456.4, 3));
    assertEquals("10.0", NumberText.significant(9.996, 3));
    assertEquals("-1.20e-7", NumberText.significant(-1.2e-7, 3));
    assertEquals("1.00e9", NumberText.significant(1e9, 3));
    assertEquals("0", NumberText.significant(-0.0, 3));
    assertEquals("NaN", NumberText.significant(Double.NaN, 3));
    assertEquals("-Infinity", NumberText.significant(Double.NEGATIVE_INFINITY, 3));
    assertThrows(IllegalArgumentException.class, () -> NumberText.significant(1, 0));
  }

  @Example
  void labels() {
    assertEquals("412", NumberText.brief(412, 4));
    assertEquals("1.5", NumberText.brief(1.5, 4));
    assertEquals("100", NumberText.brief(100, 4));
    assertEquals("−60,000", NumberText.brief(-60_000, 4));
    assertEquals("1.2e-7", NumberText.brief(1.2e-7, 4));
    assertEquals("1e12", NumberText.brief(1e12, 4));
    assertEquals("62.1 %", NumberText.percent(0.62125));
    assertEquals("-0.5", NumberText.fixed(-0.45, 1));
    assertEquals("0.0", NumberText.fixed(-0.04, 1));
    assertEquals("9999", NumberText.count(9999));
    assertEquals("-10,000", NumberText.count(-10_000));
    assertEquals("1,234,567", NumberText.count(1_234_567));
  }

  @Property
  void coordinatesAreCloseAndShort(@ForAll @DoubleRange(min = -1e6, max = 1e6) double value) {
    String text = NumberText.coordinate(value);
    assertEquals(value, Double.parseDouble(text), 0.005000001);
    assertTrue(text.matches("0|-?(0|[1-9]\\d*)(\\.\\d?[1-9])?"), text);
  }

  @Property
  void significantDigitsAreKept(
      @ForAll long bits, @ForAll @IntRange(min = 1, max = 17) int digits) {
    double value = Double.longBitsToDouble(bits);
    if (!(Math.abs(value) < 1e308 && Math.abs(value) > 1e-300)) {
      return; // rounded, the largest is infinite
    }
    double read = Double.parseDouble(NumberText.significant(value, digits));
    assertEquals(value, read, Math.abs(value) * 0.51 * Math.pow(10, 1 - digits));
  }

  @Example
  void coordinatesMustBeNumbers() {
    assertThrows(IllegalArgumentException.class, () -> NumberText.coordinate(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> NumberText.coordinate(1e13));
  }
}
