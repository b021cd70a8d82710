package io.afterspike.bench.data;

import java.util.Arrays;

/**
 * The validation or the test samples: fixed rows of draws of their own, computed when first asked
 * for, and the same whatever the batches they are read by.
 */
final class RandmanSplit {
  private final String name;
  private final int samples;
  private final long seed;
  private final RandmanStream draws;
  private final RandmanStream times;
  private final RandmanMemory memory;
  private final RandmanEncoder encoder;
  private RandmanRows rows;

  RandmanSplit(
      String name,
      int samples,
      long seed,
      RandmanStream draws,
      RandmanStream times,
      RandmanMemory memory,
      RandmanEncoder encoder) {
    this.name = name;
    this.samples = samples;
    this.seed = seed;
    this.draws = draws;
    this.times = times;
    this.memory = memory;
    this.encoder = encoder;
  }

  /** Fills a batch of the right steps and units with the samples from {@code first} on. */
  void fill(int first, Batch batch) {
    if (first < 0 || first >= samples) {
      throw new IllegalArgumentException(
          "first: expected 0 to " + (samples - 1) + " of " + name + ", found " + first);
    }
    if (rows == null) {
      rows = rows();
    }
    int used = Math.min(batch.samples(), samples - first);
    RandmanEncoder.clear(batch);
    for (int b = 0; b < used; b++) {
      encoder.encode(rows, first + b, times.random(seed, first + b), batch, b, 1);
    }
    batch.use(used);
  }

  /** Rows of draw 0, then of draw 1 and so on, as many as there are samples. */
  private RandmanRows rows() {
    RandmanRows draw = memory.draw(draws, seed, 0, () -> false);
    int units = draw.units();
    int[] step = Arrays.copyOf(draw.step(), samples * units);
    int[] labels = Arrays.copyOf(draw.labels(), samples);
    int filled = draw.rows();
    for (int number = 1; filled < samples; number++) {
      draw = memory.draw(draws, seed, number, () -> false);
      int more = Math.min(draw.rows(), samples - filled);
      System.arraycopy(draw.step(), 0, step, filled * units, more * units);
      System.arraycopy(draw.labels(), 0, labels, filled, more);
      filled += more;
    }
    return new RandmanRows(units, step, labels);
  }
}
