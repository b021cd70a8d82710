package io.afterspike.bench.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Turns rows into spikes of a batch, by temporal or rate coding. For one thread. */
final class RandmanEncoder {
  private final RandmanCoding coding;
  private final int units;

  /** The spikes of one time course each, [sample][unit][step]: sorting keys. */
  private long[] keys = {};

  RandmanEncoder(RandmanCoding coding, int units) {
    this.coding = coding;
    this.units = units;
  }

  /** Silences the batch and labels all samples 0. */
  static void clear(Batch batch) {
    for (int t = 0; t < batch.steps(); t++) {
      Arrays.fill(batch.input(t), 0);
    }
    Arrays.fill(batch.labels(), 0);
  }

  /**
   * Writes rows [row, row + samples) as samples [sample, sample + samples) of a batch, silent there
   * so far.
   *
   * <p>Rate coding takes steps × samples × units doubles, in this order. With them as keys, each
   * time course, k + 1 ones and then zeros, is sorted stably over the steps.
   *
   * @param random advances with rate coding only
   */
  void encode(
      RandmanRows rows, int row, SplittableRandom random, Batch batch, int sample, int samples) {
    System.arraycopy(rows.labels(), row, batch.labels(), sample, samples);
    switch (coding) {
      case TEMPORAL -> temporal(rows.step(), row * units, batch, sample * units, samples * units);
      case RATE -> rate(rows.step(), row * units, random, batch, sample * units, samples * units);
    }
  }

  private static void temporal(int[] step, int first, Batch batch, int at, int courses) {
    for (int j = 0; j < courses; j++) {
      batch.input(step[first + j])[at + j] = 1;
    }
  }

  private void rate(
      int[] step, int first, SplittableRandom random, Batch batch, int at, int courses) {
    int steps = batch.steps();
    int needed = Math.multiplyExact(courses, steps);
    keys = keys.length < needed ? new long[needed] : keys;
    for (int t = 0; t < steps; t++) {
      for (int j = 0; j < courses; j++) {
        // The double's 53 bits; below them 0 for a spike and 1 for none. Where doubles are equal,
        // spikes come first: so the order is that of a stable sort.
        long silent = t > step[first + j] ? 1 : 0;
        keys[j * steps + t] = (random.nextLong() >>> 11) << 1 | silent;
      }
    }
    for (int j = 0; j < courses; j++) {
      Arrays.sort(keys, j * steps, (j + 1) * steps);
      for (int t = 0; t < steps; t++) {
        batch.input(t)[at + j] = ~keys[j * steps + t] & 1;
      }
    }
  }
}
