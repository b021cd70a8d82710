package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Equal steps of value are about equal steps of colour, for every kind of eye and without colour.
 */
class ColorMapTest {
  private static final int STEP = 16;

  @Test
  void stepsAreEven() {
    for (ColorMap map : ColorMap.values()) {
      List<Double> steps =
          steps(
              map,
              PaletteTest.EYES.entrySet().stream()
                  .filter(e -> e.getKey().equals("normal"))
                  .findFirst()
                  .orElseThrow());
      double mean = steps.stream().mapToDouble(d -> d).average().orElseThrow();
      for (double step : steps) {
        // Rounding to whole levels of red, green and blue is worth a few percent.
        assertEquals(mean, step, 0.12 * mean, map + " " + steps);
      }
    }
  }

  @Test
  void everyEyeSeesEveryStep() {
    for (ColorMap map : ColorMap.values()) {
      for (Map.Entry<String, double[][]> eye : PaletteTest.EYES.entrySet()) {
        List<Double> steps = steps(map, eye);
        double mean = steps.stream().mapToDouble(d -> d).average().orElseThrow();
        for (double step : steps) {
          // About three times what is just noticeable.
          assertTrue(step > 0.03 && step > 0.5 * mean, map + ", " + eye.getKey() + ": " + steps);
        }
      }
    }
  }

  @Test
  void lightnessAloneTellsTheValue() {
    for (Map.Entry<String, double[][]> eye : PaletteTest.EYES.entrySet()) {
      double before = -1;
      for (int level = 0; level < ColorMap.LEVELS; level += 8) {
        double lightness = PaletteTest.seen(ColorMap.SEQUENTIAL.color(level), eye)[0];
        assertTrue(lightness > before + 0.012, eye.getKey() + ", level " + level);
        before = lightness;
      }
    }
  }

  @Test
  void bothArmsAreAlikeAndMeetInTheMiddle() {
    Map.Entry<String, double[][]> eye =
        PaletteTest.EYES.entrySet().stream()
            .filter(e -> e.getKey().equals("normal"))
            .findFirst()
            .orElseThrow();
    int half = ColorMap.LEVELS / 2;
    for (int d = 0; d < half; d += 8) {
      double low = PaletteTest.seen(ColorMap.DIVERGING.color(half - 1 - d), eye)[0];
      double high = PaletteTest.seen(ColorMap.DIVERGING.color(half + d), eye)[0];
      assertEquals(low, high, 0.09, "distance " + d);
      assertTrue(d == 0 || low < 0.95 && high < 0.95);
    }
  }

  @Test
  void textOnEveryColorCanBeRead() {
    for (ColorMap map : ColorMap.values()) {
      for (int level = 0; level < ColorMap.LEVELS; level++) {
        PaletteTest.assertContrast(4.0, map.textColor(level), map.color(level));
      }
    }
  }

  private static List<Double> steps(ColorMap map, Map.Entry<String, double[][]> eye) {
    List<Double> steps = new ArrayList<>();
    for (int level = STEP; level < ColorMap.LEVELS; level += STEP) {
      // The corner in the middle of a diverging map is not a step of either arm.
      if (map == ColorMap.DIVERGING && level == ColorMap.LEVELS / 2) {
        continue;
      }
      double[] a = PaletteTest.seen(map.color(level - STEP), eye);
      double[] b = PaletteTest.seen(map.color(level), eye);
      steps.add(OkLab.distance(a, b));
    }
    return steps;
  }
}
