package io.afterspike.bench.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AccuracyTest {
  private static int correct(int label, float... counts) {
    return Accuracy.correct(counts, new int[] {label}, counts.length, 1);
  }

  @Example
  void theMostSpikesAnswer() {
    assertEquals(1, correct(1, 0, 3, 2));
    assertEquals(0, correct(2, 0, 3, 2));
    assertEquals(1, correct(2, 0, 0, 1));
    assertEquals(1, correct(0, 1));
  }

  @Example
  void ofEqualCountsTheFirstAnswers() {
    assertEquals(1, correct(1, 0, 3, 3));
    assertEquals(0, correct(2, 0, 3, 3));
    assertEquals(1, correct(0, 2, 2, 2));
  }

  @Example
  void aSilentSampleIsWrong() {
    for (int label = 0; label < 3; label++) {
      assertEquals(0, correct(label, 0, 0, 0));
    }
    assertEquals(0, correct(0, 0));
  }

  @Example
  void unusedSamplesDoNotCount() {
    float[] counts = {1, 0, 0, 1, 1, 0};
    int[] labels = {0, 1, 0};
    for (int used = 0; used <= 3; used++) {
      assertEquals(used, Accuracy.correct(counts, labels, 2, used));
    }
  }

  @Property(tries = 300)
  void isTheSumOfItsSamples(
      @ForAll @Size(20) int[] drawn, @ForAll @IntRange(min = 0, max = 4) int used) {
    float[] counts = new float[20];
    int[] labels = new int[4];
    for (int k = 0; k < 20; k++) {
      counts[k] = Math.floorMod(drawn[k], 4);
      labels[k % 4] = Math.floorMod(drawn[k], 5);
    }
    int expected = 0;
    for (int b = 0; b < used; b++) {
      int wins = 0;
      for (int c = 0; c < 5; c++) {
        float own = counts[b * 5 + labels[b]];
        float other = counts[b * 5 + c];
        wins += c < labels[b] && own > other || c >= labels[b] && own >= other ? 1 : 0;
      }
      expected += wins == 5 && counts[b * 5 + labels[b]] > 0 ? 1 : 0;
    }
    assertEquals(expected, Accuracy.correct(counts, labels, 5, used));
  }
}
