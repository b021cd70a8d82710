package io.afterspike.bench.data;

import java.util.Arrays;

/**
 * The binned spikes of consecutive recordings, kept sparse: for each recording the units that spike
 * in each time step, and how often.
 *
 * <p>Memory: 3 bytes for each bin that is not zero, and 4 bytes for each recording and time step:
 * about 15 kB a recording of SHD with 50 bins (125 MB for its training file), a seventh of the
 * dense form in bytes and a thirtieth of it in floats.
 */
final class Frames {
  private static final int MOST_COUNT = 255;

  private final int steps;
  private final int unitCount;
  private final int[] labels;
  // Of each recording: step t has the entries from ends[t - 1] (0 for t = 0) to ends[t].
  private final int[][] ends;
  private final char[][] units;
  // A larger count takes several entries of the same unit.
  private final byte[][] counts;

  private Frames(int recordings, int steps, int unitCount) {
    this.steps = steps;
    this.unitCount = unitCount;
    labels = new int[recordings];
    ends = new int[recordings][];
    units = new char[recordings][];
    counts = new byte[recordings][];
  }

  /** Bins recordings {@code [from, to)} of {@code recordings}. */
  static Frames of(Recordings recordings, int from, int to, Binning binning) {
    Frames frames = new Frames(to - from, binning.bins(), recordings.units());
    Builder builder = new Builder(recordings.units(), binning);
    for (int i = from; i < to; i++) {
      frames.set(i - from, recordings.recording(i), builder);
    }
    return frames;
  }

  /** The frames of one recording. */
  static Frames of(Recording recording, int unitCount, Binning binning) {
    Frames frames = new Frames(1, binning.bins(), unitCount);
    frames.set(0, recording, new Builder(unitCount, binning));
    return frames;
  }

  private void set(int index, Recording recording, Builder builder) {
    builder.bin(recording);
    labels[index] = recording.label();
    ends[index] = builder.ends.clone();
    units[index] = Arrays.copyOf(builder.units, builder.entries);
    counts[index] = Arrays.copyOf(builder.counts, builder.entries);
  }

  /** The number of recordings. */
  int size() {
    return labels.length;
  }

  /** The class of recording {@code index}. */
  int label(int index) {
    return labels[index];
  }

  /** Adds recording {@code index} to the rows of {@code sample}, which must be silent before. */
  void addTo(Batch batch, int sample, int index) {
    int[] end = ends[index];
    char[] unit = units[index];
    byte[] count = counts[index];
    int row = sample * unitCount;
    for (int t = 0, k = 0; t < steps; t++) {
      float[] input = batch.input(t);
      for (; k < end[t]; k++) {
        input[row + unit[k]] += count[k] & 0xff;
      }
    }
    batch.labels()[sample] = labels[index];
  }

  /** Visits what is not zero. */
  @FunctionalInterface
  interface Visitor {
    void visit(int step, int unit, int value);
  }

  /** Visits every bin of recording {@code index} that is not zero, in order of time. */
  void forEach(int index, Visitor visitor) {
    int k = 0;
    for (int t = 0; t < steps; t++) {
      while (k < ends[index][t]) {
        int unit = units[index][k];
        int value = 0;
        // The entries of one unit follow each other.
        for (; k < ends[index][t] && units[index][k] == unit; k++) {
          value += counts[index][k] & 0xff;
        }
        visitor.visit(t, unit, value);
      }
    }
  }

  /** Bins one recording after the other in the same arrays. */
  private static final class Builder {
    private final Binning binning;
    private final int[] ends;
    private final int[] spikes; // of each unit, in the bin at hand
    private final int[] active; // the units that have some
    private char[] units = new char[1024];
    private byte[] counts = new byte[1024];
    private int entries;
    private int actives;

    Builder(int unitCount, Binning binning) {
      this.binning = binning;
      ends = new int[binning.bins()];
      spikes = new int[unitCount];
      active = new int[unitCount];
    }

    void bin(Recording recording) {
      entries = 0;
      double[] seconds = recording.seconds();
      int n = seconds.length;
      int bin = 0;
      for (int k = 0; k < n; k++) {
        int next = binning.bin(seconds[k], seconds[0], seconds[n - 1]);
        if (next < 0) {
          break; // and so are all after it
        }
        while (bin < next) {
          finish(bin++);
        }
        int unit = recording.units()[k];
        if (spikes[unit]++ == 0) {
          active[actives++] = unit;
        }
      }
      while (bin < ends.length) {
        finish(bin++);
      }
    }

    private void finish(int bin) {
      for (int i = 0; i < actives; i++) {
        int unit = active[i];
        int value = binning.values() == Binning.Values.BINARY ? 1 : spikes[unit];
        for (; value > 0; value -= MOST_COUNT) {
          add(unit, Math.min(value, MOST_COUNT));
        }
        spikes[unit] = 0;
      }
      actives = 0;
      ends[bin] = entries;
    }

    private void add(int unit, int count) {
      if (entries == units.length) {
        units = Arrays.copyOf(units, 2 * entries);
        counts = Arrays.copyOf(counts, 2 * entries);
      }
      units[entries] = (char) unit;
      counts[entries++] = (byte) count;
    }
  }
}
