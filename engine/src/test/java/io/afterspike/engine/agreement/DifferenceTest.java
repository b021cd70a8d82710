package io.afterspike.engine.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  private static Difference between(float expected, float actual) {
    return Difference.between("x", new float[] {expected}, new float[] {actual});
  }

  private static float up(float x, int ulps) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(x) + ulps);
  }

  @Test
  void bitsCountAndNotValues() {
    assertTrue(between(1f, 1f).equalBits());
    assertTrue(between(Float.NaN, Float.intBitsToFloat(0xffc00001)).equalBits());
    assertFalse(between(0f, -0f).equalBits());
    assertFalse(between(1f, Math.nextUp(1f)).equalBits());
    assertFalse(between(Float.NaN, 1f).equalBits());
  }

  @Test
  void theHistogramHasTheNumberOfUlps() {
    assertEquals("sign of 0: 1", between(0f, -0f).histogramText());
    assertEquals("1 ulp: 1", between(1f, Math.nextUp(1f)).histogramText());
    assertEquals("1 ulp: 1", between(1f, Math.nextDown(1f)).histogramText());
    assertEquals("1 ulp: 1", between(-0f, Float.MIN_VALUE).histogramText());
    assertEquals("2 ulp: 1", between(-Float.MIN_VALUE, Float.MIN_VALUE).histogramText());
    assertEquals("3..4 ulp: 1", between(1f, up(1f, 3)).histogramText());
    assertEquals("3..4 ulp: 1", between(1f, up(1f, 4)).histogramText());
    assertEquals("5..8 ulp: 1", between(1f, up(1f, 5)).histogramText());
    assertEquals("4194305..8388608 ulp: 1", between(1f, 2f).histogramText());
    assertEquals("more: 1", between(1f, 4f).histogramText());
    assertEquals("more: 1", between(-1f, 1f).histogramText());
    assertEquals("only one NaN: 1", between(1f, Float.NaN).histogramText());
    assertEquals(
        2L * 0x7f800000, Difference.ulps(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY));
  }

  @Test
  void theFirstDifferenceIsNamed() {
    Difference difference =
        Difference.between("spikes", new float[] {1, 2, 3, 4}, new float[] {1, 2.5f, 3, 5});
    assertEquals(4, difference.elements());
    assertEquals(2, difference.differing());
    assertEquals("spikes[1]: expected 0x1.0p1, found 0x1.4p1", difference.first());
  }

  @Test
  void missingElementsAndArraysDiffer() {
    Difference shorter = Difference.between("x", new float[3], new float[1]);
    assertEquals(2, shorter.differing());
    assertEquals("x: expected length 3, found 1", shorter.first());
    Results one = new Results(Map.of("a", new float[2]), 0);
    Results other = new Results(Map.of("b", new float[3]), 0);
    assertEquals(5, Difference.between(one, other).differing());
  }

  @Test
  void sumsKeepTheFirst() {
    Difference sum = Difference.NONE.plus(between(1f, 2f)).plus(between(1f, Math.nextUp(1f)));
    assertEquals(2, sum.elements());
    assertEquals(2, sum.differing());
    assertEquals("1 ulp: 1, 4194305..8388608 ulp: 1", sum.histogramText());
    assertEquals("x[0]: expected 0x1.0p0, found 0x1.0p1", sum.first());
    assertEquals(0, Difference.NONE.differing());
  }
}
