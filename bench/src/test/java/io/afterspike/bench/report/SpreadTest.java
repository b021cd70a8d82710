package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void meanAndDeviationOfEachPlace() {
    double nan = Double.NaN;
    Spread spread =
        Spread.over(new double[][] {{1, 5, nan, nan}, {2, nan, nan, 7}, {6, 5, nan, 9}});
    assertEquals(3, spread.mean(0), 0);
    assertEquals(Math.sqrt(7), spread.deviation(0), 1e-15); // (4 + 1 + 9) / 2
    assertEquals(5, spread.mean(1), 0);
    assertEquals(0, spread.deviation(1), 0);
    assertEquals(nan, spread.mean(2), 0);
    assertEquals(8, spread.mean(3), 0);
    assertEquals(Math.sqrt(2), spread.deviation(3), 1e-15);
    Series series = spread.series("s", new double[] {0, 1, 2, 3});
    assertEquals(3 - Math.sqrt(7), series.low(0), 1e-15);
    assertEquals(8 + Math.sqrt(2), series.high(3), 1e-15);
    assertEquals(3 + Math.sqrt(7), spread.bars("b").high(0), 1e-15);
  }

  @Test
  void oneRepetitionHasNoDeviation() {
    Spread spread = Spread.over(new double[][] {{4}});
    assertEquals(4, spread.mean(0), 0);
    assertEquals(Double.NaN, spread.deviation(0), 0);
    assertEquals(4, spread.bars("b").high(0), 0); // no error bar
  }

  @Test
  void wrongArgumentsAreNamed() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Spread.over(new double[][] {{1, 2}, {1}}));
    assertEquals("repetition 1: expected 2 values, found 1", e.getMessage());
  }
}
