package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The bytes of pictures, which must not depend on anything but their arguments. */
class GoldenPicturesTest {
  @Test
  void lineChart() {
    Golden.check("line-chart.svg", loss().svg());
  }

  @Test
  void logarithmicChart() {
    double[] neurons = {16, 64, 256, 1024, 4096, 16384};
    Series reference = Series.of("reference", neurons, new double[] {0.4, 5, 80, 1300, 2e4, 4e5});
    Series simd =
        Series.of("SIMD", neurons, new double[] {0.2, 0.7, 9, 130, 2e3, 3.5e4})
            .withBand(
                new double[] {0, 0.5, 8, 120, 1.8e3, 3.1e4},
                new double[] {0.3, 0.9, 11, 150, 2.4e3, 4e4});
    Axis x = Axis.logarithmic("neurons per layer");
    Axis y = Axis.logarithmic("time (µs)");
    LineChart chart = new LineChart("Time of a step", x, y, List.of(reference, simd));
    Golden.check("logarithmic-chart.svg", chart.withLegend(LegendPlace.RIGHT).svg());
  }

  @Test
  void barChart() {
    Golden.check("bar-chart.svg", bars().svg());
  }

  @Test
  void panels() {
    LineChart small = loss().withSize(360, 280);
    Golden.check("panels.svg", Panels.beside("Twice the same", List.of(small, small)).svg());
  }

  @Test
  void gallery() {
    List<Executable> checks = new ArrayList<>();
    Gallery.pictures().forEach((name, p) -> checks.add(() -> Golden.check(name, p.svg())));
    assertAll(checks);
  }

  @Test
  void aPictureIsTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      for (String tag : List.of("en-US", "de-DE", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        Golden.check("line-chart.svg", loss().svg());
        Golden.check("bar-chart.svg", bars().svg());
        Golden.check("crossover.svg", Gallery.crossover().svg());
        Golden.check("landscape.svg", Gallery.landscape().svg());
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void drawingTwiceGivesTheSame() {
    LineChart chart = loss();
    assertEquals(chart.svg(), chart.svg());
  }

  private static LineChart loss() {
    double nan = Double.NaN;
    Series training =
        Series.of(
            "training",
            new double[] {0, 100, 200, 300, 400},
            new double[] {2.303, 1.71, 1.22, 0.95, 0.9});
    Series validation =
        Series.of(
            "validation & <more>",
            new double[] {0, 100, 200, 300, 400},
            new double[] {2.31, nan, 1.4, 1.2, 1.21});
    return new LineChart(
        "Loss", Axis.count("minibatch"), Axis.linear("loss"), List.of(training, validation));
  }

  private static BarChart bars() {
    Bars first =
        Bars.of("OSTL", 12.5, -40.25, Double.NaN)
            .withErrors(new double[] {11, -43, 0}, new double[] {14, -38, 0});
    return new BarChart(
        "Change of \"speed\"",
        Axis.linear("minibatches/s"),
        List.of("128 bit", "256 bit", "512 bit"),
        List.of(first, Bars.of("OTPE", 60, 31, 0)));
  }
}
