package io.afterspike.bench.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
  private static final List<String> NAMES = List.of("a", "b");

  @Test
  void rowsAreMeansSinceTheRowBefore() {
    Measurements measured = new Measurements(NAMES);
    measured.add(1, Double.NaN);
    measured.add(2, 10);
    measured.endRow();
    measured.add(6, Double.NaN);
    measured.endRow();
    assertArrayEquals(new double[] {1.5, 6}, measured.columns().get("a"));
    assertArrayEquals(new double[] {10, Double.NaN}, measured.columns().get("b"));
    assertEquals(3, measured.mean("a"));
    assertEquals(10, measured.mean("b"));
  }

  @Test
  void textHoldsEveryBit() {
    Measurements measured = new Measurements(NAMES);
    for (int k = 0; k < 50; k++) {
      measured.add(1 / (k + 3.0), k % 7 == 0 ? Double.NaN : Math.sqrt(k));
      if (k % 9 == 0) {
        measured.endRow();
      }
      Measurements read = new Measurements(NAMES);
      read.restore(measured.text());
      assertEquals(measured.text(), read.text());
      read.add(0.1, 0.2);
      read.endRow();
      Measurements same = new Measurements(NAMES);
      same.restore(measured.text());
      same.add(0.1, 0.2);
      same.endRow();
      assertArrayEquals(same.columns().get("a"), read.columns().get("a"));
    }
  }

  @Test
  void otherTextsAreRefused() {
    Measurements measured = new Measurements(NAMES);
    assertThrows(IllegalArgumentException.class, () -> measured.restore(""));
    assertThrows(
        IllegalArgumentException.class, () -> measured.restore("1,2,\n1,2,\n1,2,\n1,2,3,\n"));
  }
}
