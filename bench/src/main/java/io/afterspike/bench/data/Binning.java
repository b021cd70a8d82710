package io.afterspike.bench.data;

import java.util.Locale;

/**
 * How spikes become time steps: the number of bins, the range that they divide, and what is kept of
 * the spikes of a unit in a bin.
 *
 * <p>The bin of a spike at time t, in double precision:
 *
 * <pre>
 *   own range     min(floor((t - first) * (bins / (last - first))), bins - 1)
 *                 first, last: the recording's own first and last spike, so bin k covers
 *                 [first + k w, first + (k + 1) w) with w = (last - first) / bins, and the last bin
 *                 its end too. If all spikes share one time, they are all in bin 0.
 *   fixed width   floor(t / width)
 *                 from the recording's time 0 on; a spike at bins * width or later is left out.
 * </pre>
 *
 * @param bins the number of bins, which is the number of time steps, 1 to {@link #MOST_BINS}
 * @param width of a bin in seconds, or 0 for the recording's own range
 * @param values what a time step gets of a unit
 */
public record Binning(int bins, double width, Values values) {
  /** The largest number of bins. */
  public static final int MOST_BINS = 100_000;

  /** What a time step gets of a unit. */
  public enum Values {
    /** The number of its spikes in the bin. */
    COUNTS,
    /** 1 if it has a spike in the bin, else 0. */
    BINARY
  }

  /** What the published results used: 50 bins over each recording's own range, counts. */
  public static final Binning STANDARD = new Binning(50, 0, Values.COUNTS);

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException naming the part that is out of range
   */
  public Binning {
    if (bins < 1 || bins > MOST_BINS) {
      throw new IllegalArgumentException("bins: expected 1 to " + MOST_BINS + ", found " + bins);
    }
    if (!(width >= 0 && width < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "width: expected seconds above 0, or 0 for the own range, found " + width);
    }
    if (values == null) {
      throw new IllegalArgumentException("values: expected counts or binary, found none");
    }
  }

  /**
   * The binning of these words, as on a command line or in a configuration.
   *
   * @param range {@code own}, or the width of a bin in seconds, such as {@code 0.014}
   * @param values {@code counts} or {@code binary}
   * @throws IllegalArgumentException naming the word that is not known
   */
  public static Binning of(int bins, String range, String values) {
    double width = 0;
    if (!range.equals("own")) {
      try {
        width = Double.parseDouble(range);
      } catch (NumberFormatException e) {
        width = Double.NaN;
      }
      if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "range: expected own or the seconds of a bin, found " + range);
      }
    }
    for (Values known : Values.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(values)) {
        return new Binning(bins, width, known);
      }
    }
    throw new IllegalArgumentException("values: expected counts or binary, found " + values);
  }

  /** Whether each recording's own range is divided. */
  public boolean ownRange() {
    return width == 0;
  }

  /**
   * The bin of a spike at {@code t}, or -1 if it is left out.
   *
   * @param first the time of the recording's first spike
   * @param last the time of its last spike
   */
  public int bin(double t, double first, double last) {
    if (ownRange()) {
      // 0 times infinity, where all spikes share one time, is NaN and becomes 0.
      return (int) Math.min((t - first) * (bins / (last - first)), bins - 1);
    }
    double bin = t / width;
    return bin < bins ? (int) bin : -1;
  }

  /**
   * The time steps of a recording, [bin][unit].
   *
   * @param unitCount the number of units, above each unit of the recording
   */
  public int[][] frames(Recording recording, int unitCount) {
    int[][] frames = new int[bins][unitCount];
    double[] seconds = recording.seconds();
    for (int k = 0; k < seconds.length; k++) {
      int bin = bin(seconds[k], seconds[0], seconds[seconds.length - 1]);
      if (bin >= 0) {
        int unit = recording.units()[k];
        frames[bin][unit] = values == Values.BINARY ? 1 : frames[bin][unit] + 1;
      }
    }
    return frames;
  }

  /** Such as {@code 50 bins, own range, counts}. */
  @Override
  public String toString() {
    return bins
        + (bins == 1 ? " bin, " : " bins, ")
        + (ownRange() ? "own range" : width + " s each")
        + ", "
        + values.name().toLowerCase(Locale.ROOT);
  }
}
