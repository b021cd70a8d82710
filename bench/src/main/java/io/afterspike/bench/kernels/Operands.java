package io.afterspike.bench.kernels;

import java.util.SplittableRandom;

/** Arrays of ordinary numbers, the same for every run. */
final class Operands {
  private final SplittableRandom random = new SplittableRandom(7);

  /** Numbers in [low, high). */
  float[] between(double low, double high, int length) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = (float) random.nextDouble(low, high);
    }
    return values;
  }

  /** As {@link #between}. */
  double[] doubles(double low, double high, int length) {
    return random.doubles(length, low, high).toArray();
  }

  /** 1 with this probability, else 0. */
  float[] spikes(double density, int length) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = random.nextDouble() < density ? 1f : 0f;
    }
    return values;
  }

  /** Whole numbers below {@code bound}. */
  float[] labels(int bound, int length) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = random.nextInt(bound);
    }
    return values;
  }

  static long nonzero(float[] values) {
    long count = 0;
    for (float value : values) {
      count += value != 0f ? 1 : 0;
    }
    return count;
  }
}
