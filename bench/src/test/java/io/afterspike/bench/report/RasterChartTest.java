package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Rasters take any spikes, and say so where they leave some out. */
class RasterChartTest {
  @Property(tries = 80, shrinking = ShrinkingMode.OFF)
  void takesAnySpikes(@ForAll long seed) {
    Random random = new Random(seed);
    List<Spikes> groups = new ArrayList<>();
    for (int g = random.nextInt(4); g > 0; g--) {
      double[] times = HostileTexts.numbers(random, random.nextInt(40));
      int[] units = random.ints(times.length, 0, 1 + random.nextInt(1000)).toArray();
      groups.add(Spikes.of(HostileTexts.text(random), times, units));
    }
    Axis time = random.nextBoolean() ? Axis.linear("t") : Axis.logarithmic("t");
    RasterChart chart =
        new RasterChart(HostileTexts.text(random), time, Axis.count("unit"), groups)
            .withSize(240 + random.nextInt(700), 160 + random.nextInt(500));
    Markup.parse(chart.svg());
  }

  @Example
  void veryManySpikesAreThinnedAndTheTitleSaysSo() {
    int n = 250_000;
    double[] times = new double[n];
    int[] units = new int[n];
    Random random = new Random(1);
    for (int i = 0; i < n; i++) {
      times[i] = random.nextDouble();
      units[i] = random.nextInt(700);
    }
    List<Spikes> groups = List.of(Spikes.of("", times, units));
    RasterChart chart = new RasterChart("Much", Axis.linear("t"), Axis.count("u"), groups);
    String svg = chart.svg();
    assertTrue(svg.contains("Much (1 of 3 spikes)"));
    assertTrue(svg.length() < 2_000_000, "length " + svg.length());
  }

  @Example
  void wrongArgumentsAreNamed() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Spikes.of("a", new double[2], new int[1]));
    assertEquals("spikes a, units: expected 2, as there are times, found 1", e.getMessage());
  }
}
