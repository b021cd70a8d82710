package io.afterspike.bench.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

class FramesTest {
  private static final int UNITS = 3;

  @Property
  void sparseFramesAreTheDenseCounts(
      @ForAll("recordings") Recording recording, @ForAll("binnings") Binning binning) {
    int[][] dense = dense(recording, binning);

    Frames frames = Frames.of(recording, UNITS, binning);
    int[][] visited = new int[binning.bins()][UNITS];
    frames.forEach(
        0,
        (step, unit, value) -> {
          assertEquals(0, visited[step][unit], "visited once");
          visited[step][unit] = value;
        });
    Batch batch = new Batch(binning.bins(), 2, UNITS);
    frames.addTo(batch, 1, 0);

    for (int t = 0; t < binning.bins(); t++) {
      for (int unit = 0; unit < UNITS; unit++) {
        String place = "step " + t + ", unit " + unit;
        assertEquals(dense[t][unit], visited[t][unit], place);
        assertEquals(0f, batch.input(t)[unit], place + ", other sample");
        assertEquals((float) dense[t][unit], batch.input(t)[UNITS + unit], place);
      }
    }
    assertEquals(recording.label(), batch.labels()[1]);
    // Counts above 255 take another path.
    boolean large = Arrays.stream(dense).flatMapToInt(Arrays::stream).anyMatch(c -> c > 255);
    Statistics.label("a large count")
        .collect(large)
        .coverage(c -> c.check(true).percentage(share -> share > 4.0));
  }

  /** The definition, spike by spike. */
  private static int[][] dense(Recording recording, Binning binning) {
    int[][] dense = new int[binning.bins()][UNITS];
    int n = recording.events();
    for (int k = 0; k < n; k++) {
      double t = recording.seconds()[k];
      double first = recording.seconds()[0];
      double last = recording.seconds()[n - 1];
      int bins = binning.bins();
      double bin;
      if (binning.width() > 0) {
        bin = Math.floor(t / binning.width());
      } else {
        bin =
            first == last
                ? 0
                : Math.min(Math.floor((t - first) * (bins / (last - first))), bins - 1);
      }
      if (bin < bins) {
        int[] row = dense[(int) bin];
        int unit = recording.units()[k];
        row[unit] = binning.values() == Binning.Values.BINARY ? 1 : row[unit] + 1;
      }
    }
    return dense;
  }

  @Provide
  Arbitrary<Recording> recordings() {
    Arbitrary<Integer> events =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.integers().between(0, 20)),
            Tuple.of(1, Arbitraries.integers().between(700, 1500)));
    return Combinators.combine(events, Arbitraries.of(0, 1, 5, 40, 1000), Arbitraries.longs())
        .as(
            (n, grain, seed) -> {
              SplittableRandom random = new SplittableRandom(seed);
              // A coarse grain lets many spikes share a time.
              double[] seconds =
                  random.doubles(n).map(x -> Math.floor(x * grain) / 500).sorted().toArray();
              int[] units = random.ints(n, 0, UNITS).toArray();
              return new Recording(random.nextInt(20), seconds, units);
            })
        .withoutEdgeCases();
  }

  @Provide
  Arbitrary<Binning> binnings() {
    return Combinators.combine(
            Arbitraries.of(1, 2, 3, 7, 12),
            Arbitraries.of(0.0, 0.01, 0.25, 100.0),
            Arbitraries.of(Binning.Values.values()))
        .as(Binning::new)
        .withoutEdgeCases();
  }
}
