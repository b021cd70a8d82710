package io.afterspike.bench.sweep;

import io.afterspike.bench.train.TrainingConfig;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.NetworkState;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What a training sequence costs: the bytes a network keeps in the middle of its last step beyond
 * weights and optimizer, and the time of a sequence. The input is made up: as many units as the
 * first hidden layer has neurons, a tenth of which fire in a step.
 */
final class CostTask implements CellTask {
  private static final int CLASSES = 10;
  private static final double DENSITY = 0.1;

  /** Sequences before any is timed. */
  private static final int WARM_UP = 5;

  @Override
  public long work(Cell cell) {
    return WARM_UP + cell.options().get("repetitions");
  }

  @Override
  public Optional<CellResult> run(CellRun run) {
    TrainingConfig config = run.config();
    int[] hidden = config.hidden();
    if (hidden.length == 0) {
      throw new IllegalArgumentException("layers: expected a hidden layer, found none");
    }
    NetworkSpec spec = config.spec(hidden[0], CLASSES, config.steps());
    float[][] input = input(config, hidden[0]);
    int[] labels = new int[config.batch()];
    Arrays.setAll(labels, b -> b % CLASSES);
    int repetitions = Math.toIntExact(run.cell().options().get("repetitions"));
    double[] seconds = new double[repetitions];
    try (Network network = run.engine().network(spec)) {
      network.initialize(config.seed());
      double state = 0;
      for (int k = -WARM_UP; k < repetitions; k++) {
        if (run.stopped()) {
          return Optional.empty(); // it takes seconds: begun anew next time
        }
        long start = System.nanoTime();
        network.reset();
        for (float[] step : input) {
          network.step(step, labels);
        }
        if (k == -WARM_UP) {
          state = stateBytes(network); // before the sequence ends: offline, all of it is kept
        }
        network.finishSequence();
        if (k >= 0) {
          seconds[k] = (System.nanoTime() - start) * 1e-9;
        }
        run.progress(WARM_UP + k + 1L);
      }
      Arrays.sort(seconds);
      run.time("sequence_seconds", seconds[repetitions / 2]);
      run.time("fastest_seconds", seconds[0]);
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("state_bytes", state);
      values.put("parameters", (double) network.parameters());
      values.put("flops_per_step", flops(spec));
      return Optional.of(CellResult.of(run.cell(), DataFacts.NONE, "", values, Map.of()));
    }
  }

  private static float[][] input(TrainingConfig config, int units) {
    SplittableRandom random = new SplittableRandom(config.seed());
    float[][] input = new float[config.steps()][config.batch() * units];
    for (float[] step : input) {
      for (int k = 0; k < step.length; k++) {
        step[k] = random.nextDouble() < DENSITY ? 1f : 0f;
      }
    }
    return input;
  }

  /** What the network saves, but for weights, biases, gradients and the optimizer's moments. */
  private static double stateBytes(Network network) {
    NetworkState state = network.save();
    double bytes = 0;
    for (Map.Entry<String, float[]> tensor : state.tensors().entrySet()) {
      if (!isParameter(tensor.getKey())) {
        bytes += (double) Float.BYTES * tensor.getValue().length;
      }
    }
    return bytes;
  }

  private static boolean isParameter(String tensor) {
    return tensor.matches(
        "(.*\\.)?(weights|bias|weightGradient|biasGradient|(weight|bias)Moment\\.[0-9]+)");
  }

  /**
   * Multiplications and additions of a training step beyond the forward pass and the projection
   * that all rules share, counted by the formulas in docs/rules.md; a mean over the sequence.
   */
  private static double flops(NetworkSpec spec) {
    double flops = 0;
    int layers = spec.layers().size();
    double below = 0;
    for (int l = 0; l < layers; l++) {
      double batch = spec.batch();
      double pre = spec.shape(l).pre();
      double post = spec.shape(l).post();
      double matrix = batch * pre * post;
      if (spec.rule() == LearningRule.RTRL) {
        flops += 2 * batch * pre * post * below + 5 * matrix;
      } else if (spec.mode().offline()) {
        flops += 2 * matrix + 8 * batch * post;
      } else if (!spec.rule().layerRule(l, layers).hasMatrixTrace()) {
        flops += 2 * matrix + 2 * batch * pre;
      } else {
        flops += 5 * matrix;
      }
      below += (pre + 1) * post;
    }
    return flops;
  }
}
