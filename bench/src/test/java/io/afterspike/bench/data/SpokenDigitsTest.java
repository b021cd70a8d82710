package io.afterspike.bench.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On sets of six recordings; the larger ones are in {@link SharedSpokenDigitsTest}. */
class SpokenDigitsTest {
  @TempDir Path folder;

  private void put(String fixture, String name) throws IOException {
    Files.copy(SpikeFixtures.path(fixture), folder.resolve(name));
  }

  private SpokenDigits open(Binning binning) {
    return SpokenDigits.open(folder, binning, new EventCache(folder.resolve("cache")));
  }

  /** Train, valid and test hold the same six recordings. */
  private SpokenDigits three(Binning binning) throws IOException {
    put("good/contiguous.h5", "ssc_train.h5");
    put("good/contiguous.h5.gz", "ssc_valid.h5.gz");
    put("good/filtered.h5", "ssc_test.h5");
    return open(binning);
  }

  @Test
  void describesItself() throws IOException {
    SpokenDigits set = three(Binning.STANDARD);
    assertEquals("ssc/" + folder.getFileName(), set.name());
    assertEquals(700, set.units());
    assertEquals(50, set.steps());
    assertEquals(20, set.classes());
    assertEquals("sieben", set.classNames().get(17));
    assertEquals(6, set.trainingSamples());
    assertEquals(6, set.validationSamples());
    assertEquals(6, set.testSamples());
    set.close();
  }

  @Test
  void evaluationFillsBatchesInOrder() throws IOException {
    Binning binning = Binning.of(5, "own", "counts");
    try (SpokenDigits set = three(binning)) {
      Batch batch = new Batch(5, 4, 700);
      Arrays.fill(batch.input(3), 9f); // what an earlier use left
      Arrays.fill(batch.labels(), 9);
      set.test(0, batch);
      assertEquals(4, batch.used());
      for (int b = 0; b < 4; b++) {
        assertSample(batch, b, SpikeFixtures.recording(b), binning);
      }
      set.validation(4, batch);
      assertEquals(2, batch.used());
      assertSample(batch, 0, SpikeFixtures.recording(4), binning);
      assertSample(batch, 1, SpikeFixtures.recording(5), binning);
      for (int b = 2; b < 4; b++) {
        assertSample(batch, b, new Recording(0, new double[0], new int[0]), binning);
      }
    }
  }

  private static void assertSample(Batch batch, int sample, Recording expected, Binning binning) {
    float[][] dense = new float[binning.bins()][700];
    int n = expected.events();
    for (int k = 0; k < n; k++) {
      double[] s = expected.seconds();
      dense[binning.bin(s[k], s[0], s[n - 1])][expected.units()[k]]++;
    }
    for (int t = 0; t < binning.bins(); t++) {
      float[] row = Arrays.copyOfRange(batch.input(t), sample * 700, (sample + 1) * 700);
      assertArrayEquals(dense[t], row, "sample " + sample + ", step " + t);
    }
    assertEquals(expected.label(), batch.labels()[sample]);
  }

  @Test
  void trainingIsAFunctionOfSeedAndMinibatch() throws IOException {
    Binning binning = Binning.of(5, "0.1", "counts");
    try (SpokenDigits set = three(binning);
        SpokenDigits again = open(binning)) {
      Batch batch = new Batch(5, 4, 700);
      Batch other = new Batch(5, 4, 700);
      Set<String> draws = new HashSet<>();
      for (int m = 20; m >= 0; m--) {
        set.training(7, m, batch);
        draws.add(Arrays.toString(batch.labels()));
      }
      again.training(7, 0, other);
      assertSameBatch(batch, other);
      assertTrue(draws.size() > 15, "minibatches differ: " + draws.size());
      set.training(8, 0, other);
      assertFalse(Arrays.equals(batch.labels(), other.labels()), "seeds differ");
    }
  }

  private static void assertSameBatch(Batch expected, Batch actual) {
    assertArrayEquals(expected.labels(), actual.labels());
    for (int t = 0; t < expected.steps(); t++) {
      assertArrayEquals(expected.input(t), actual.input(t));
    }
  }

  /** The draw as the Javadoc has it, written down a second time. */
  @Test
  void drawsAsDocumented() throws IOException {
    try (SpokenDigits set = three(Binning.STANDARD)) {
      Batch batch = new Batch(50, 5, 700);
      for (long seed : new long[] {0, 1, -5, Long.MAX_VALUE}) {
        for (long m : new long[] {0, 1, 9_999, 1L << 40}) {
          int[] order = {0, 1, 2, 3, 4, 5};
          SplittableRandom random = new SplittableRandom(mix(mix(seed) + m));
          int[] labels = new int[5];
          for (int b = 0; b < 5; b++) {
            int with = random.nextInt(b, 6);
            int kept = order[b];
            order[b] = order[with];
            order[with] = kept;
            labels[b] = SpikeFixtures.recording(order[b]).label();
          }
          set.training(seed, m, batch);
          assertArrayEquals(labels, batch.labels(), "seed " + seed + ", minibatch " + m);
          assertEquals(5, batch.used());
          assertEquals(5, Arrays.stream(batch.labels()).distinct().count(), "without replacement");
        }
      }
    }
  }

  private static long mix(long z) {
    z ^= z >>> 30;
    z *= 0xbf58476d1ce4e5b9L;
    z ^= z >>> 27;
    z *= 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /** Fixed for good: a run that is resumed with a later version must see the same samples. */
  @Test
  void drawsStayAsTheyWere() throws IOException {
    try (SpokenDigits set = three(Binning.STANDARD)) {
      Batch batch = new Batch(50, 6, 700);
      set.training(20240, 17, batch);
      assertArrayEquals(new int[] {3, 18, 4, 17, 11, 10}, batch.labels());
    }
  }

  @Test
  void refusesBatchesThatDoNotFit() throws IOException {
    try (SpokenDigits set = three(Binning.STANDARD)) {
      assertMessage(
          "batch: expected at most the 6 training samples, found room for 7",
          () -> set.training(1, 0, new Batch(50, 7, 700)));
      assertMessage(
          "batch: expected 50 steps of 700 units, found 49 of 700",
          () -> set.training(1, 0, new Batch(49, 2, 700)));
      assertMessage(
          "batch: expected 50 steps of 700 units, found 50 of 70",
          () -> set.test(0, new Batch(50, 2, 70)));
      assertMessage(
          "minibatch: expected 0 or more, found -1",
          () -> set.training(1, -1, new Batch(50, 2, 700)));
      assertMessage(
          "first: expected 0 to 5, found 6", () -> set.validation(6, new Batch(50, 2, 700)));
      assertMessage("first: expected 0 to 5, found -1", () -> set.test(-1, new Batch(50, 2, 700)));
    }
  }

  private static void assertMessage(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  @Test
  void saysWhatItLookedFor() throws IOException {
    assertFound("an empty folder");
    put("good/contiguous.h5", "shd_train.h5");
    Files.createFile(folder.resolve("notes.txt"));
    assertFound("notes.txt, shd_train.h5");
    for (int i = 10; i < 20; i++) {
      Files.createFile(folder.resolve("file" + i));
    }
    assertFound(
        "file10, file11, file12, file13, file14, file15, file16, file17, file18, file19,"
            + " and others");
    DataFormatException e =
        assertThrows(
            DataFormatException.class,
            () -> SpokenDigits.open(folder.resolve("missing"), Binning.STANDARD));
    assertTrue(e.getMessage().endsWith("found no folder"), e.getMessage());
  }

  private void assertFound(String found) {
    DataFormatException e = assertThrows(DataFormatException.class, () -> open(Binning.STANDARD));
    assertEquals(
        folder
            + ": folder: expected shd_train.h5 and shd_test.h5, or ssc_train.h5 and ssc_test.h5,"
            + " each plain or .gz, found "
            + found,
        e.getMessage());
  }

  @Test
  void refusesTwoSetsInOneFolder() throws IOException {
    for (String name : new String[] {"shd_train", "shd_test", "ssc_train", "ssc_test"}) {
      put("good/contiguous.h5.gz", name + ".h5.gz");
    }
    DataFormatException e = assertThrows(DataFormatException.class, () -> open(Binning.STANDARD));
    assertTrue(e.getMessage().endsWith("expected one set, found two: shd, ssc"), e.getMessage());
  }

  @Test
  void refusesFilesThatDoNotBelongTogether() throws IOException {
    put("good/contiguous.h5", "ssc_train.h5");
    put("good/contiguous.h5", "ssc_valid.h5");
    put("good/float64.h5", "ssc_test.h5");
    DataFormatException e = assertThrows(DataFormatException.class, () -> open(Binning.STANDARD));
    assertTrue(
        e.getMessage().startsWith(folder.resolve("ssc_test.h5") + ": extra/keys: expected"),
        e.getMessage());
  }

  @Test
  void tooFewRecordingsToSplit() throws IOException {
    put("good/contiguous.h5", "shd_train.h5");
    put("good/contiguous.h5", "shd_test.h5");
    DataFormatException e = assertThrows(DataFormatException.class, () -> open(Binning.STANDARD));
    assertTrue(
        e.getMessage().endsWith("expected at least 10 recordings, to split, found 6"),
        e.getMessage());
  }
}
