package io.afterspike.bench.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.afterspike.bench.data.SpikeStatistics.FrameStatistics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On the stand-in for SHD, where {@code shared/data/spoken-digits} lies beside the project; its
 * figures are those of the data's own README.
 */
class SharedSpokenDigitsTest {
  private static final String PLACE = "shared/data/spoken-digits";

  private static Path data() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve(PLACE))) {
        return at.resolve(PLACE);
      }
    }
    return Assumptions.abort("no folder " + PLACE + " beside the project");
  }

  @Test
  void allLayoutsHoldTheSameRecordings() {
    Path folder = data().resolve("digits-tiny");
    try (SpikeFile first = SpikeFile.open(folder.resolve("shd_test.h5"))) {
      assertEquals(20, first.size());
      for (String layout : List.of("chunked", "filtered", "latest")) {
        try (SpikeFile other = SpikeFile.open(folder.resolve("shd_test_" + layout + ".h5"))) {
          assertEquals(20, other.size());
          assertEquals(first.classNames(), other.classNames());
          for (int r = 0; r < 20; r++) {
            SpikeFileTest.assertSame(first.recording(r), other.recording(r));
          }
        }
      }
    }
  }

  @Test
  void statisticsAreThoseOfTheReadme() {
    Path folder = data().resolve("digits-small");
    try (SpikeFile file = SpikeFile.open(folder.resolve("shd_train.h5.gz"))) {
      SpikeStatistics s = SpikeStatistics.of(file, List.of(Binning.STANDARD));
      assertEquals(1000, s.recordings());
      assertEquals(3_711_227, s.events());
      assertRounded("spikes", "3711 2194 602 3126 16586", 0, s.spikes());
      FrameStatistics f = s.frames().get(0);
      assertEquals(0.089, f.nonZero(), 0.0005);
      assertEquals(0.106, f.mean(), 0.0005);
      assertEquals(7, f.most());
      assertEquals(1.19, f.meanOfNonZero(), 0.005);
    }
    try (SpikeFile file = SpikeFile.open(folder.resolve("shd_test.h5.gz"))) {
      SpikeStatistics s = SpikeStatistics.of(file, List.of(Binning.STANDARD));
      assertEquals(1_317_331, s.events());
      assertRounded("spikes", "4391 3053 861 3402.5 14821", 0, s.spikes());
      assertEquals(0.668, s.lastSpike().mean(), 0.0005);
      assertEquals(0.411, s.lastSpike().least(), 0.0005);
      assertEquals(1.072, s.lastSpike().most(), 0.0005);
      FrameStatistics f = s.frames().get(0);
      assertEquals(0.103, f.nonZero(), 0.0005);
      assertEquals(0.125, f.mean(), 0.0005);
      assertEquals(6, f.most());
      assertEquals(1.22, f.meanOfNonZero(), 0.005);
    }
  }

  private static void assertRounded(
      String name, String expected, int digits, SpikeStatistics.Distribution d) {
    double[] values = Arrays.stream(expected.split(" ")).mapToDouble(Double::parseDouble).toArray();
    double half = 0.5 * Math.pow(10, -digits);
    assertArrayEquals(
        values,
        new double[] {d.mean(), d.deviation(), d.least(), d.median(), d.most()},
        half,
        name);
  }

  @Test
  void theFirstTenthOfTheTrainingFileIsValidation(@TempDir Path cache) {
    Path folder = data().resolve("digits-tiny");
    try (SpokenDigits set =
            SpokenDigits.of(
                "tiny",
                folder.resolve("shd_train.h5"),
                null,
                folder.resolve("shd_test_filtered.h5"),
                Binning.STANDARD,
                new EventCache(cache));
        SpikeFile file = SpikeFile.open(folder.resolve("shd_train.h5"))) {
      assertEquals(36, set.trainingSamples());
      assertEquals(4, set.validationSamples());
      assertEquals(20, set.testSamples());
      assertEquals(20, set.classes());
      Batch batch = new Batch(50, 36, 700);
      set.validation(0, batch);
      assertEquals(4, batch.used());
      for (int b = 0; b < 4; b++) {
        assertEquals(file.label(b), batch.labels()[b]);
        assertEquals(file.events(b), sum(batch, b));
      }
      // A minibatch of all training data has each of the others once.
      set.training(1, 0, batch);
      long[] drawn = new long[36];
      long[] expected = new long[36];
      for (int b = 0; b < 36; b++) {
        drawn[b] = 100 * sum(batch, b) + batch.labels()[b];
        expected[b] = 100L * file.events(b + 4) + file.label(b + 4);
      }
      Arrays.sort(drawn);
      Arrays.sort(expected);
      assertArrayEquals(expected, drawn);
    }
  }

  private static long sum(Batch batch, int sample) {
    double sum = 0;
    for (int t = 0; t < batch.steps(); t++) {
      for (int unit = 0; unit < batch.units(); unit++) {
        sum += batch.input(t)[sample * batch.units() + unit];
      }
    }
    return (long) sum;
  }
}
