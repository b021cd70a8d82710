package io.afterspike.bench.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RandmanTest {
  /** Small, and no size equals another. */
  private static RandmanOptions small(RandmanCoding coding, int minibatchesPerDraw) {
    return new RandmanOptions(coding, 3, 4, 11, 2, 1.5, 13, minibatchesPerDraw, 21, 50, 7);
  }

  private static RandmanOptions pinned(RandmanCoding coding) {
    return new RandmanOptions(coding, 2, 3, 10, 2, 2, 8, 3, 9, 19, 19);
  }

  /** What a batch holds: the labels, then every step's input. */
  private record Content(int used, List<Integer> labels, List<List<Float>> input) {
    static Content of(Batch batch) {
      List<List<Float>> input = new ArrayList<>();
      for (int t = 0; t < batch.steps(); t++) {
        List<Float> step = new ArrayList<>();
        for (float value : batch.input(t)) {
          step.add(value);
        }
        input.add(step);
      }
      return new Content(batch.used(), Arrays.stream(batch.labels()).boxed().toList(), input);
    }
  }

  private static Batch batch(Randman data, int samples) {
    Batch batch = new Batch(data.steps(), samples, data.units());
    // Whatever was there before must not matter.
    for (int t = 0; t < batch.steps(); t++) {
      Arrays.fill(batch.input(t), 7);
    }
    Arrays.fill(batch.labels(), 99);
    return batch;
  }

  private static Content training(Randman data, long seed, long minibatch, int samples) {
    Batch batch = batch(data, samples);
    data.training(seed, minibatch, batch);
    return Content.of(batch);
  }

  /** The spikes of one sample and unit over time, as in 00100. */
  private static String course(Batch batch, int sample, int unit) {
    StringBuilder course = new StringBuilder();
    for (int t = 0; t < batch.steps(); t++) {
      course.append((int) batch.input(t)[sample * batch.units() + unit]);
    }
    return course.toString();
  }

  private static String[][] courses(Batch batch) {
    String[][] courses = new String[batch.samples()][batch.units()];
    for (int b = 0; b < batch.samples(); b++) {
      for (int u = 0; u < batch.units(); u++) {
        courses[b][u] = course(batch, b, u);
      }
    }
    return courses;
  }

  private static String[][] temporal(int steps, int[][] k) {
    return Arrays.stream(k)
        .map(
            sample ->
                Arrays.stream(sample)
                    .mapToObj(step -> "0".repeat(step) + "1" + "0".repeat(steps - 1 - step))
                    .toArray(String[]::new))
        .toArray(String[][]::new);
  }

  // The expected values below were computed by a separate NumPy program from the documented
  // definition: manifolds, streams of random numbers, order of the rows, shuffles. They pin what a
  // seed means.

  private static final int[] TRAINING_LABELS = {1, 0, 1, 0, 0};
  private static final int[][] TRAINING_STEPS = {
    {9, 6, 3}, {5, 2, 5}, {5, 6, 4}, {0, 1, 4}, {8, 0, 6}
  };
  private static final String[][] TRAINING_RATE = {
    {"1111111111", "1111001110", "0001011100"},
    {"0111001101", "0010010100", "1001011011"},
    {"0111110001", "1101100111", "0011100011"},
    {"1000000000", "0000001010", "1001010101"},
    {"1111101111", "0000000001", "1100011111"}
  };
  private static final int[] VALIDATION_LABELS = {1, 0, 0, 0, 1};
  private static final int[][] VALIDATION_STEPS = {
    {0, 8, 4}, {0, 6, 4}, {8, 2, 4}, {9, 9, 9}, {8, 8, 0}
  };
  private static final String[][] VALIDATION_RATE = {
    {"0000000010", "1111011111", "1100100011"},
    {"0000000100", "0101111110", "1110110000"},
    {"0111111111", "0010001010", "0101100101"},
    {"1111111111", "1111111111", "1111111111"},
    {"1111111110", "1011111111", "0010000000"}
  };
  private static final int[] TEST_LABELS = {1, 0, 1, 1, 0};
  private static final int[][] TEST_STEPS = {{9, 8, 0}, {9, 3, 3}, {2, 6, 9}, {4, 0, 3}, {2, 2, 3}};
  private static final String[][] TEST_RATE = {
    {"1111111111", "1111111011", "0000010000"},
    {"1111111111", "1010000110", "1010001010"},
    {"1001000001", "1100111101", "1111111111"},
    {"0011110001", "0000000010", "0000011110"},
    {"0011100000", "1100100000", "0110001010"}
  };

  @Test
  void whatASeedMeansIsPinned() {
    for (RandmanCoding coding : RandmanCoding.values()) {
      try (Randman data = new Randman(pinned(coding))) {
        boolean rate = coding == RandmanCoding.RATE;
        Batch batch = batch(data, 5);
        data.training(77, 7, batch); // rows 5 to 9 of draw 2
        assertArrayEquals(TRAINING_LABELS, batch.labels());
        assertArrayEquals(rate ? TRAINING_RATE : temporal(10, TRAINING_STEPS), courses(batch));
        data.validation(14, batch); // the last rows of draw 0, the first of draw 1
        assertArrayEquals(VALIDATION_LABELS, batch.labels());
        assertArrayEquals(rate ? VALIDATION_RATE : temporal(10, VALIDATION_STEPS), courses(batch));
        data.test(14, batch);
        assertArrayEquals(TEST_LABELS, batch.labels());
        assertArrayEquals(rate ? TEST_RATE : temporal(10, TEST_STEPS), courses(batch));
      }
    }
  }

  @Test
  void streamsArePinned() {
    long[][] expected = {
      {6235967106033911276L, 7982734928498899980L, -2606990461018159743L},
      {-8675236160134566309L, 4968291016108700782L, 2839002195347611337L},
      {-7770742335484233187L, -533890896212550845L, -2742612598813620173L},
      {1273976351773621849L, 1077443342560040426L, -7277119677047775049L},
      {-838572860184133693L, -4187567158031241052L, -7588560113682431692L},
      {7774296426002430249L, 3781009645926030059L, -8823792693205138184L}
    };
    RandmanStream[] streams = RandmanStream.values();
    assertEquals(expected.length, streams.length);
    for (int s = 0; s < streams.length; s++) {
      assertEquals(expected[s][0], streams[s].random(0, 0).nextLong(), streams[s].name());
      assertEquals(expected[s][1], streams[s].random(1, 0).nextLong(), streams[s].name());
      assertEquals(expected[s][2], streams[s].random(-5, 7).nextLong(), streams[s].name());
    }
  }

  @Test
  void streamsShareNothing() {
    Set<Long> firsts = new HashSet<>();
    for (RandmanStream stream : RandmanStream.values()) {
      for (long seed = -3; seed < 4; seed++) {
        for (long number = 0; number < 100; number++) {
          assertTrue(firsts.add(stream.random(seed, number).nextLong()), stream + " " + number);
        }
      }
    }
  }

  @Property(tries = 40)
  void aMinibatchDependsOnNothingBeforeIt(
      @ForAll RandmanCoding coding,
      @ForAll @IntRange(min = 1, max = 4) int minibatchesPerDraw,
      @ForAll long seed,
      @ForAll @LongRange(min = 0, max = 12) long minibatch,
      @ForAll @LongRange(min = 0, max = 12) long before) {
    RandmanOptions options = small(coding, minibatchesPerDraw);
    try (Randman data = new Randman(options);
        Randman other = new Randman(options)) {
      training(other, seed, before, 5);
      training(other, seed ^ 1, minibatch, 5);
      other.validation(3, batch(other, 5));
      assertEquals(training(data, seed, minibatch, 5), training(other, seed, minibatch, 5));
    }
  }

  @Test
  void aResumedRunSeesWhatTheUninterruptedOneSaw() {
    for (RandmanCoding coding : RandmanCoding.values()) {
      for (int minibatchesPerDraw : new int[] {1, 3}) {
        RandmanOptions options = small(coding, minibatchesPerDraw);
        List<Content> whole = new ArrayList<>();
        try (Randman data = new Randman(options)) {
          for (int n = 0; n < 10; n++) {
            whole.add(training(data, 5, n, 8));
          }
        }
        for (int start = 0; start < 10; start++) {
          try (Randman data = new Randman(options)) {
            for (int n = start; n < 10; n++) {
              assertEquals(whole.get(n), training(data, 5, n, 8), "resumed at " + start);
            }
          }
        }
        assertEquals(10, new HashSet<>(whole).size(), "minibatches repeat");
      }
    }
  }

  @Test
  void computingAheadChangesNothing() {
    for (RandmanCoding coding : RandmanCoding.values()) {
      for (int minibatchesPerDraw : new int[] {1, 4}) {
        RandmanOptions options = small(coding, minibatchesPerDraw);
        try (Randman overlapped = new Randman(options, true);
            Randman direct = new Randman(options, false)) {
          for (long n : new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 3, 4, 20, 21, 0}) {
            assertEquals(
                training(direct, 6, n, 9), training(overlapped, 6, n, 9), "minibatch " + n);
          }
          assertEquals(training(direct, 7, 1, 9), training(overlapped, 7, 1, 9));
        }
      }
    }
  }

  @Test
  void seedsChangeWhatTheyShould() {
    RandmanOptions options = small(RandmanCoding.TEMPORAL, 1);
    try (Randman data = new Randman(options);
        Randman other = new Randman(options.withSeed(22))) {
      assertFalse(training(data, 1, 0, 9).equals(training(data, 2, 0, 9)), "the run's seed");
      // The same points and order: only the manifolds differ, so the labels do not.
      assertEquals(training(data, 1, 0, 9).labels(), training(other, 1, 0, 9).labels());
      assertFalse(training(data, 1, 0, 9).equals(training(other, 1, 0, 9)), "the data's seed");
      Batch validation = batch(data, 7);
      Batch test = batch(data, 7);
      data.validation(0, validation);
      data.test(0, test);
      assertFalse(Content.of(validation).equals(Content.of(test)));
      assertFalse(Content.of(validation).equals(training(data, options.seed(), 0, 7)));
    }
  }

  @Property(tries = 40)
  void aTemporalUnitSpikesOnceAndARateUnitAsOftenAsItsStepSays(
      @ForAll long seed, @ForAll @LongRange(min = 0, max = 1000) long minibatch) {
    try (Randman temporal = new Randman(small(RandmanCoding.TEMPORAL, 2));
        Randman rate = new Randman(small(RandmanCoding.RATE, 2))) {
      Batch one = batch(temporal, 19);
      Batch many = batch(rate, 19);
      temporal.training(seed, minibatch, one);
      rate.training(seed, minibatch, many);
      assertArrayEquals(one.labels(), many.labels());
      for (int b = 0; b < 19; b++) {
        for (int u = 0; u < 4; u++) {
          String spike = course(one, b, u);
          String spikes = course(many, b, u);
          assertTrue(spike.matches("0*10*"), spike);
          assertTrue(spikes.matches("[01]{11}"), spikes);
          assertEquals(spike.indexOf('1') + 1, spikes.replace("0", "").length());
        }
      }
    }
  }

  @Test
  void theMinibatchesOfADrawShareOutItsRows() {
    RandmanOptions options = small(RandmanCoding.TEMPORAL, 3);
    try (Randman data = new Randman(options)) {
      int[] perClass = new int[3];
      boolean[][] first = new boolean[3][4];
      boolean[][] last = new boolean[3][4];
      for (int n = 0; n < 3; n++) {
        Batch batch = batch(data, 13);
        data.training(1, 3 + n, batch);
        for (int b = 0; b < 13; b++) {
          int label = batch.labels()[b];
          perClass[label]++;
          for (int u = 0; u < 4; u++) {
            first[label][u] |= batch.input(0)[b * 4 + u] == 1;
            last[label][u] |= batch.input(10)[b * 4 + u] == 1;
          }
        }
      }
      assertArrayEquals(new int[] {13, 13, 13}, perClass);
      for (int c = 0; c < 3; c++) {
        for (int u = 0; u < 4; u++) {
          // Standardised over the draw: somebody is first and somebody is last.
          assertTrue(first[c][u] && last[c][u], "class " + c + " unit " + u);
        }
      }
    }
  }

  @Test
  void evaluationSamplesAreTheSameInAnyBatches() {
    for (RandmanCoding coding : RandmanCoding.values()) {
      try (Randman data = new Randman(small(coding, 1));
          Randman other = new Randman(small(coding, 1))) {
        Batch all = batch(data, 50);
        data.validation(0, all);
        assertEquals(50, all.used());
        for (int first = 0; first < 50; first += 8) {
          Batch some = batch(other, 8);
          other.validation(first, some);
          assertEquals(Math.min(8, 50 - first), some.used());
          for (int b = 0; b < 8; b++) {
            assertEquals(b < some.used() ? all.labels()[first + b] : 0, some.labels()[b]);
            for (int u = 0; u < 4; u++) {
              assertEquals(
                  b < some.used() ? course(all, first + b, u) : "00000000000", course(some, b, u));
            }
          }
        }
        Batch last = batch(other, 8);
        other.validation(48, last);
        assertEquals(2, last.used());
        other.training(1, 0, last);
        assertEquals(8, last.used(), "a training batch is always full");
      }
    }
  }

  @Test
  void spikesOfARateUnitAreSpreadEvenly() {
    RandmanOptions options =
        new RandmanOptions(RandmanCoding.RATE, 1, 40, 8, 1, 1, 200, 1, 3, 1, 1);
    try (Randman data = new Randman(options)) {
      Batch batch = batch(data, 200);
      data.training(1, 0, batch);
      int total = 0;
      int[] perStep = new int[8];
      int[] neighbours = new int[2];
      for (int b = 0; b < 200; b++) {
        for (int u = 0; u < 40; u++) {
          String course = course(batch, b, u);
          for (int t = 0; t < 8; t++) {
            perStep[t] += course.charAt(t) - '0';
            total += course.charAt(t) - '0';
          }
          if (course.replace("0", "").length() == 4) {
            neighbours[course.charAt(0) == course.charAt(1) ? 1 : 0]++;
          }
        }
      }
      for (int t = 0; t < 8; t++) {
        // 8000 courses: a standard deviation of at most 45 spikes.
        assertEquals(total / 8.0, perStep[t], 225, "step " + t);
      }
      // Of 4 spikes in 8 steps two given steps are equal with probability 3/7.
      int courses = neighbours[0] + neighbours[1];
      assertTrue(courses > 300, "only " + courses + " time courses");
      assertEquals(
          3.0 / 7, neighbours[1] / (double) courses, 5 * 0.5 / Math.sqrt(courses), "neighbours");
    }
  }

  @Test
  void sizesAndNames() {
    try (Randman temporal = new Randman(small(RandmanCoding.TEMPORAL, 1));
        Randman rate = new Randman(small(RandmanCoding.RATE, 1))) {
      assertEquals("t-randman", temporal.name());
      assertEquals("r-randman", rate.name());
      assertEquals(3, rate.classes());
      assertEquals(4, rate.units());
      assertEquals(11, rate.steps());
      assertEquals(Long.MAX_VALUE, rate.trainingSamples());
      assertEquals(50, rate.validationSamples());
      assertEquals(7, rate.testSamples());
      assertEquals(small(RandmanCoding.RATE, 1), rate.options());
    }
  }

  private static void refused(String message, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheNumbers() {
    try (Randman data = new Randman(small(RandmanCoding.TEMPORAL, 4))) {
      data.training(1, 0, new Batch(11, 9, 4)); // 36 of 39 rows
      refused(
          "39 rows of a draw (3 classes x 13 points), found 10 x 4 = 40",
          () -> data.training(1, 0, new Batch(11, 10, 4)));
      refused(
          "minibatch: expected at least 0, found -1", () -> data.training(1, -1, batch(data, 1)));
      refused(
          "batch: expected 11 steps and 4 units, found 10 steps and 4 units",
          () -> data.training(1, 0, new Batch(10, 1, 4)));
      refused("found 11 steps and 5 units", () -> data.validation(0, new Batch(11, 1, 5)));
      refused("found 12 steps and 4 units", () -> data.test(0, new Batch(12, 1, 4)));
      refused(
          "first: expected 0 to 49 of the validation samples, found 50",
          () -> data.validation(50, batch(data, 1)));
      refused(
          "first: expected 0 to 6 of the test samples, found -1",
          () -> data.test(-1, batch(data, 1)));
    }
  }

  @Test
  void closedIsClosed() {
    Randman data = new Randman(small(RandmanCoding.TEMPORAL, 1));
    data.training(1, 0, batch(data, 3));
    data.close();
    data.close();
    assertThrows(IllegalStateException.class, () -> data.training(1, 0, batch(data, 3)));
  }

  @Test
  void viewsThatShareDrawsSeeTheSame() throws InterruptedException {
    for (RandmanCoding coding : RandmanCoding.values()) {
      RandmanOptions options = small(coding, 3);
      List<Content> expected = new ArrayList<>();
      try (Randman alone = new Randman(options)) {
        for (int k = 0; k < 9; k++) {
          expected.add(training(alone, 5, k, 6));
        }
        expected.add(validation(alone));
      }
      // Fewer draws are kept than there are, so that some are computed twice.
      Randman shared = Randman.shared(options, 2);
      List<List<Content>> seen = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        List<Content> own = new ArrayList<>();
        seen.add(own);
        Thread thread =
            new Thread(
                () -> {
                  try (Randman view = shared.view()) {
                    for (int k = 0; k < 9; k++) {
                      own.add(training(view, 5, k, 6));
                    }
                    own.add(validation(view));
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      shared.close();
      seen.forEach(own -> assertEquals(expected, own));
    }
  }

  private static Content validation(Randman data) {
    Batch batch = batch(data, 20);
    data.validation(0, batch);
    return Content.of(batch);
  }
}
