package io.afterspike.bench.step;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes a benchmark's input: the same for the same work. */
final class InputMaker {
  /** Samples that the strength of the bursts is set on. */
  private static final int PROBED = 8;

  /** What a bin counts outside all bursts, as a share of a burst's middle. */
  private static final double GROUND = 0.01;

  private InputMaker() {}

  /** {@code steps} arrays [batch][inputs]. */
  static float[][] make(StepWork work, int steps) {
    SplittableRandom random = new SplittableRandom(work.seed());
    float[][] input = new float[steps][work.batch() * work.sizes().get(0)];
    if (work.input() == InputKind.SPIKES) {
      for (float[] step : input) {
        for (int k = 0; k < step.length; k++) {
          step[k] = random.nextDouble() < work.density() ? 1f : 0f;
        }
      }
      return input;
    }
    int units = work.sizes().get(0);
    double[][] probe = new double[Math.min(PROBED, work.batch())][];
    for (int b = 0; b < work.batch(); b++) {
      double[] rates = bursts(random, steps, units);
      if (b < probe.length) {
        probe[b] = rates;
      }
    }
    double strength = strength(probe, work.density());
    SplittableRandom again = new SplittableRandom(work.seed());
    SplittableRandom counts = new SplittableRandom(work.seed() + 1);
    for (int b = 0; b < work.batch(); b++) {
      double[] rates = bursts(again, steps, units);
      for (int t = 0; t < steps; t++) {
        for (int i = 0; i < units; i++) {
          input[t][b * units + i] = poisson(counts, strength * rates[t * units + i]);
        }
      }
    }
    return input;
  }

  /** Two to four bursts that wander over the channels of one sample, [steps][units]. */
  private static double[] bursts(SplittableRandom random, int steps, int units) {
    double[] rates = new double[steps * units];
    Arrays.fill(rates, GROUND);
    int count = random.nextInt(2, 5);
    for (int n = 0; n < count; n++) {
      double centre = random.nextDouble() * steps;
      double channel = random.nextDouble() * units;
      double slope = random.nextGaussian() * units / (2.4 * steps);
      double width = units * (0.09 + 0.17 * random.nextDouble());
      double duration = Math.max(1, steps * (0.06 + 0.1 * random.nextDouble()));
      for (int t = 0; t < steps; t++) {
        double late = (t - centre) / duration;
        double now = StrictMath.exp(-late * late);
        if (now > 1e-3) {
          double middle = channel + slope * (t - centre);
          for (int i = 0; i < units; i++) {
            double off = (i - middle) / width;
            rates[t * units + i] += now * StrictMath.exp(-off * off);
          }
        }
      }
    }
    return rates;
  }

  /** What the rates are multiplied by so that this share of the counts is not 0. */
  private static double strength(double[][] probe, double density) {
    double low = 1e-6;
    double high = 1e6;
    for (int n = 0; n < 60; n++) {
      double middle = Math.sqrt(low * high);
      double share = 0;
      long bins = 0;
      for (double[] rates : probe) {
        for (int k = 0; k < rates.length; k += 7) { // a seventh of the bins tells enough
          share -= StrictMath.expm1(-middle * rates[k]);
          bins++;
        }
      }
      if (share / bins < density) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.sqrt(low * high);
  }

  private static float poisson(SplittableRandom random, double mean) {
    double limit = StrictMath.exp(-Math.min(mean, 30));
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }
}
