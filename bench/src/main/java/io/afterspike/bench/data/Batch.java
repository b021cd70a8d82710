package io.afterspike.bench.data;

/**
 * Room for one minibatch of labelled sequences, filled again and again by a {@link Dataset}.
 *
 * <p>{@code input[t]} holds time step t, row-major {@code [sample][unit]}: spike counts (0, 1, 2 …)
 * or real currents. {@code labels[b]} is the class of sample b. Filled by the data set; everybody
 * else only reads.
 */
public final class Batch {
  private final int samples;
  private final int units;
  private final float[][] input;
  private final int[] labels;
  private int used;

  /**
   * Room for {@code samples} sequences of {@code steps} time steps over {@code units} inputs.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public Batch(int steps, int samples, int units) {
    this.samples = positive("samples", samples);
    this.units = positive("units", units);
    this.input = new float[positive("steps", steps)][Math.multiplyExact(samples, units)];
    this.labels = new int[samples];
    this.used = samples;
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, found " + value);
    }
    return value;
  }

  /** The number of time steps T. */
  public int steps() {
    return input.length;
  }

  /** The number of sequences there is room for. */
  public int samples() {
    return samples;
  }

  /** The number of input units. */
  public int units() {
    return units;
  }

  /** The input of time step {@code t}, {@code [sample][unit]}. */
  public float[] input(int t) {
    return input[t];
  }

  /** The class of each sample. */
  public int[] labels() {
    return labels;
  }

  /**
   * How many samples count: fewer than {@link #samples()} only in the last minibatch of an
   * evaluation, where the rest are silent and labelled 0.
   */
  public int used() {
    return used;
  }

  /** Called by the data set that fills this batch. */
  public void use(int used) {
    if (used < 1 || used > samples) {
      throw new IllegalArgumentException("used: expected 1 to " + samples + ", found " + used);
    }
    this.used = used;
  }
}
