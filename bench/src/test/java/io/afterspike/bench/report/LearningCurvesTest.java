package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LearningCurvesTest {
  @Test
  void everyRowOfAShortRunIsAPoint() {
    String svg = LearningCurves.picture(run(20, 5)).svg();
    assertTrue(svg.contains("training: minibatch 7, cross entropy 0.07<"), svg);
    assertTrue(svg.contains("training: minibatch 7, right answers (%) 7<"), svg);
    assertTrue(svg.contains("validation: minibatch 15, right answers (%) 15<"), svg);
    assertTrue(svg.contains(">best: 20.0 %<"), svg);
  }

  @Test
  void aLongRunIsDrawnInStretches() {
    Metrics metrics = run(1000, 100);
    String svg = LearningCurves.picture(metrics).svg();
    // Minibatches 61 to 70 hold 0.61 to 0.70: their mean is 0.655, in their middle.
    assertTrue(svg.contains("training: minibatch 65.5, cross entropy 0.655<"), svg);
    assertTrue(svg.contains("fill-opacity"), "a band");
    assertTrue(LearningCurves.caption(metrics).contains("means of 10 minibatches"));
    assertTrue(svg.length() < 60_000, "length " + svg.length());
  }

  @Test
  void theBandSpansTheMiddleOfEachStretch() {
    Metrics metrics = run(1000, 100);
    Drawing loss = LearningCurves.panels(metrics).get(0);
    var svg = Markup.parse(loss.svg());
    String band =
        Markup.elements(svg, "path").stream()
            .filter(p -> p.hasAttribute("fill-opacity"))
            .findFirst()
            .orElseThrow()
            .getAttribute("d");
    double[] corners = Markup.corners(band);
    // 100 points there and back; of ten ascending values the second and the ninth are the ends.
    assertEquals(400, corners.length);
    double perUnit = (corners[1] - corners[199]) / 9.9;
    double height = corners[399] - corners[1];
    assertEquals(0.09 - 0.02, height / perUnit, 2e-3);
  }

  @Test
  void anyMetricsMakeAPicture() {
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Metrics metrics = new Metrics(Metrics.TRAINING);
      int rows = random.nextInt(3) == 0 ? 500 : random.nextInt(4);
      for (int i = 0; i < rows; i++) {
        metrics.add(i, HostileTexts.numbers(random, 4));
      }
      Markup.parse(LearningCurves.picture(metrics).svg());
    }
    Metrics other = new Metrics(List.of("step", "firing_rate"));
    other.add(1, 0.5);
    Markup.parse(LearningCurves.picture(other).svg());
  }

  /** Loss and accuracy rise by 0.01 a minibatch. */
  private static Metrics run(int rows, int validateEvery) {
    Metrics metrics = new Metrics(Metrics.TRAINING);
    for (int i = 1; i <= rows; i++) {
      double checked = i % validateEvery == 0 ? i / 100.0 : Double.NaN;
      metrics.add(i, i / 100.0, i / 100.0, checked, checked);
    }
    return metrics;
  }
}
