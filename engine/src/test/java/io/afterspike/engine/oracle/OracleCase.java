package io.afterspike.engine.oracle;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A small network with a batch of sequences to run it on.
 *
 * @param network with its initial parameters
 * @param input {@code [step][sample][unit]}, spike counts
 * @param labels of every sample
 */
public record OracleCase(OracleNetwork network, double[][][] input, int[] labels) {

  /**
   * A network with weights in [−0.6, 1) thresholds, and inputs 0, 1 or 2. Of up to 50 draws the
   * first in which every layer fires is taken, else the last.
   *
   * @param dyadic weights and biases are multiples of 1/4: potentials meet the threshold exactly,
   *     where the surrogate is 1
   */
  public static OracleCase random(
      long seed,
      int[] sizes,
      int steps,
      int batch,
      double leak,
      double threshold,
      double slope,
      boolean useBias,
      boolean dyadic) {
    SplittableRandom random = new SplittableRandom(seed);
    OracleCase example;
    int draws = 0;
    do {
      example = draw(random, sizes, steps, batch, leak, threshold, slope, useBias, dyadic);
      draws++;
    } while (draws < 50 && !example.everyLayerFires());
    return example;
  }

  private static OracleCase draw(
      SplittableRandom random,
      int[] sizes,
      int steps,
      int batch,
      double leak,
      double threshold,
      double slope,
      boolean useBias,
      boolean dyadic) {
    OracleNetwork network =
        OracleNetwork.of(sizes, new double[parameters(sizes)], leak, threshold, slope, useBias);
    for (int l = 0; l < network.layers(); l++) {
      for (double[] row : network.weights()[l]) {
        for (int j = 0; j < row.length; j++) {
          row[j] = round(dyadic, threshold * (1.6 * random.nextDouble() - 0.6));
        }
      }
      for (int j = 0; useBias && j < network.post(l); j++) {
        network.biases()[l][j] = round(dyadic, threshold * (0.6 * random.nextDouble() - 0.2));
      }
    }
    double[][][] input = new double[steps][batch][sizes[0]];
    for (double[][] step : input) {
      for (double[] sample : step) {
        Arrays.setAll(sample, i -> Math.max(0, random.nextInt(5) - 2));
      }
    }
    int[] labels = random.ints(batch, 0, sizes[sizes.length - 1]).toArray();
    return new OracleCase(network, input, labels);
  }

  private static double round(boolean dyadic, double value) {
    return dyadic ? Math.rint(4 * value) / 4 : value;
  }

  private static int parameters(int[] sizes) {
    int parameters = 0;
    for (int l = 1; l < sizes.length; l++) {
      parameters += (sizes[l - 1] + 1) * sizes[l];
    }
    return parameters;
  }

  /** Runs the case with fixed weights. */
  public OracleRun forward() {
    return network.forward(input);
  }

  /** Whether every layer fires at some step. */
  public boolean everyLayerFires() {
    OracleRun run = forward();
    for (int l = 0; l < network.layers(); l++) {
      if (Arrays.stream(GoldenCase.flat(run.s()[l])).noneMatch(spike -> spike == 1)) {
        return false;
      }
    }
    return true;
  }

  /** Short, so that a failing property's report can be read. */
  @Override
  public String toString() {
    return "%d layers, %d steps, batch %d, leak %s, threshold %s, slope %s, useBias %s, sizes %s, weights %s"
        .formatted(
            network.layers(),
            input.length,
            labels.length,
            network.leak(),
            network.threshold(),
            network.slope(),
            network.useBias(),
            Arrays.stream(network.biases()).map(b -> b.length).toList(),
            Arrays.toString(network.read()));
  }
}
