package io.afterspike.bench.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.data.Batch;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final int SAMPLES = 7;
  private static final int STEPS = 5;
  private static final int UNITS = 6;
  private static final int CLASSES = 3;

  private final float[][][] inputs = new float[SAMPLES][STEPS][UNITS];
  private final int[] labels = new int[SAMPLES];

  EvaluationTest() {
    SplittableRandom random = new SplittableRandom(5);
    for (int s = 0; s < SAMPLES; s++) {
      labels[s] = random.nextInt(CLASSES);
      for (float[] step : inputs[s]) {
        for (int u = 0; u < UNITS; u++) {
          step[u] = random.nextInt(3);
        }
      }
    }
  }

  private void fill(int first, Batch batch) {
    int used = Math.min(batch.samples(), SAMPLES - first);
    for (int t = 0; t < STEPS; t++) {
      Arrays.fill(batch.input(t), 0);
      for (int b = 0; b < used; b++) {
        System.arraycopy(inputs[first + b][t], 0, batch.input(t), b * UNITS, UNITS);
      }
    }
    Arrays.fill(batch.labels(), 0);
    System.arraycopy(labels, first, batch.labels(), 0, used);
    batch.use(used);
  }

  private Evaluation.Result evaluate(int batch, List<Integer> asked) {
    try (Engine<?> engine = Engines.reference();
        Network network =
            engine.network(NetworkSpec.of(batch, UNITS, 8, CLASSES).withSequenceLength(STEPS))) {
      network.initialize(3);
      float[] before = new float[network.parameters()];
      float[] after = new float[network.parameters()];
      network.readParameters(before);
      Evaluation.Result result =
          Evaluation.of(
              network,
              new Batch(STEPS, batch, UNITS),
              SAMPLES,
              (first, room) -> {
                asked.add(first);
                fill(first, room);
              });
      network.readParameters(after);
      for (int k = 0; k < before.length; k++) {
        assertEquals(before[k], after[k], "parameter " + k + " must not learn");
      }
      assertEquals(0, network.steps());
      return result;
    }
  }

  @Test
  void aPartlyUsedLastBatchCountsWhatIsUsed() {
    Evaluation.Result alone = evaluate(1, new ArrayList<>());
    assertTrue(alone.loss() > 0 && alone.loss() < 10, "" + alone.loss());
    assertTrue(alone.accuracy() > 0 && alone.accuracy() < 1, "" + alone.accuracy());
    assertEquals(Math.rint(alone.accuracy() * SAMPLES) / SAMPLES, alone.accuracy());
    for (int batch : new int[] {2, 3, 4, 6, 7, 8, 20}) {
      List<Integer> asked = new ArrayList<>();
      Evaluation.Result result = evaluate(batch, asked);
      List<Integer> expected = new ArrayList<>();
      for (int first = 0; first < SAMPLES; first += batch) {
        expected.add(first);
      }
      assertEquals(expected, asked, "batch " + batch);
      assertEquals(alone.accuracy(), result.accuracy(), "batch " + batch);
      assertEquals(alone.loss(), result.loss(), 1e-6 * alone.loss(), "batch " + batch);
    }
  }
}
