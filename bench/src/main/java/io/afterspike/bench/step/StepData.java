package io.afterspike.bench.step;

import io.afterspike.engine.Engine;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.UpdateMode;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Input, labels and weights of a {@link StepWork}, the same for every side. Arrays are not to be
 * modified.
 *
 * @param work what they are made for
 * @param input for each step [batch][inputs]; longer sequences than there are steps begin again
 * @param labels the class of each sample
 * @param parameters weights and biases as {@link Network#writeParameters} takes them
 * @param inputDensity the share of the input that is not 0
 * @param rates the share of each layer's neurons that spike at a step
 */
public record StepData(
    StepWork work,
    float[][] input,
    int[] labels,
    float[] parameters,
    double inputDensity,
    double[] rates) {
  /** Longer sequences repeat their input, lest the input take more memory than the network. */
  private static final int MOST_STEPS = 100;

  /**
   * Weights are multiples of this, so that sums of them are exact in any order: programs that add
   * in other orders see the same currents, and but for roundings of the leak the same spikes.
   */
  private static final double GRAIN = 0x1p-12;

  private static final int TRIES = 24;
  private static final double NEAR = 0.03;

  /**
   * Makes them: weights as training starts with, scaled layer by layer until the layer spikes as
   * often as the work asks for. Networks that cannot come near stay where they are: see {@link
   * #rates}.
   */
  public static StepData make(StepWork work, Engine<?> engine) {
    int distinct = Math.min(work.steps(), MOST_STEPS);
    float[][] input = InputMaker.make(work, distinct);
    SplittableRandom random = new SplittableRandom(work.seed() + 2);
    int classes = work.sizes().get(work.sizes().size() - 1);
    int[] labels = random.ints(work.batch(), 0, classes).toArray();
    NetworkSpec spec =
        NetworkSpec.of(work.batch(), sizes(work))
            .with(LearningRule.OTTT, UpdateMode.ONLINE)
            .with(new OptimizerSpec.Sgd(0));
    double[] rates = new double[spec.layers().size()];
    float[] parameters = new float[Math.toIntExact(spec.parameters())];
    try (Network network = engine.network(spec)) {
      network.initialize(work.seed());
      network.readParameters(parameters);
      int from = 0;
      for (int l = 0; l < rates.length; l++) {
        int to = from + spec.shape(l).weights();
        rates[l] = scale(network, input, labels, parameters, from, to, l, work.rate());
        from = to + spec.shape(l).post();
      }
    }
    return new StepData(work, input, labels, parameters, density(input), rates);
  }

  /** The input of step {@code t}. */
  public float[] input(int t) {
    return input[t % input.length];
  }

  /**
   * The share of its inputs that are not 0, for a layer of a shape; the mean where several have it,
   * 1 where none has.
   */
  double density(long pre, long post) {
    double sum = 0;
    int layers = 0;
    for (int l = 0; l < rates.length; l++) {
      if (work.sizes().get(l) == pre && work.sizes().get(l + 1) == post) {
        sum += l == 0 ? inputDensity : rates[l - 1];
        layers++;
      }
    }
    return layers == 0 ? 1 : sum / layers;
  }

  /** After so many steps the input begins anew. */
  int distinctSteps() {
    return input.length;
  }

  /** The input of the first {@code steps} steps, at most {@link #distinctSteps}. */
  float[][] inputs(int steps) {
    return Arrays.copyOf(input, steps);
  }

  static int[] sizes(StepWork work) {
    return work.sizes().stream().mapToInt(Integer::intValue).toArray();
  }

  private static double density(float[][] input) {
    long nonzero = 0;
    for (float[] step : input) {
      for (float value : step) {
        nonzero += value != 0f ? 1 : 0;
      }
    }
    return (double) nonzero / ((long) input.length * input[0].length);
  }

  /** Multiplies the weights [from, to) of a layer by what makes it spike at the rate. */
  private static double scale(
      Network network,
      float[][] input,
      int[] labels,
      float[] parameters,
      int from,
      int to,
      int layer,
      double wanted) {
    float[] original = Arrays.copyOfRange(parameters, from, to);
    double low = 1.0 / 64;
    double high = 64;
    double factor = 1;
    double found = 0;
    for (int n = 0; n < TRIES; n++) {
      for (int k = from; k < to; k++) {
        parameters[k] = (float) (Math.rint(original[k - from] * factor / GRAIN) * GRAIN);
      }
      network.writeParameters(parameters);
      found = rate(network, input, labels, layer);
      if (Math.abs(found - wanted) <= NEAR * wanted) {
        break;
      }
      if (found < wanted) {
        low = factor;
      } else {
        high = factor;
      }
      factor = Math.sqrt(low * high);
    }
    return found;
  }

  private static double rate(Network network, float[][] input, int[] labels, int layer) {
    int neurons = network.spec().shape(layer).outputs();
    float[] spikes = new float[neurons];
    double count = 0;
    network.reset();
    for (float[] step : input) {
      network.evaluate(step, labels);
      network.readSpikes(layer, spikes);
      for (float spike : spikes) {
        count += spike;
      }
    }
    return count / ((double) neurons * input.length);
  }
}
