package io.afterspike.bench.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a set of recordings looks like, in numbers.
 *
 * @param recordings the number of recordings
 * @param silent how many of them have no spike
 * @param perClass the number of recordings of each class
 * @param events the number of spikes in all
 * @param spikes the number of spikes of a recording
 * @param lastSpike the time of the last spike of a recording that is not silent, in seconds; null
 *     if all are
 * @param frames one for each binning asked for, in that order
 */
public record SpikeStatistics(
    int recordings,
    int silent,
    List<Integer> perClass,
    long events,
    Distribution spikes,
    Distribution lastSpike,
    List<FrameStatistics> frames) {

  /** How one number is spread over recordings. The deviation is that of the population. */
  public record Distribution(
      double least, double median, double mean, double deviation, double most) {
    static Distribution of(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int n = sorted.length;
      double mean = Arrays.stream(sorted).sum() / n;
      double variance = Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).sum() / n;
      double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
      return new Distribution(sorted[0], median, mean, Math.sqrt(variance), sorted[n - 1]);
    }
  }

  /**
   * The bins of all recordings under one binning. A bin is one unit in one time step.
   *
   * @param nonZero the share of bins that are not zero
   * @param mean over all bins
   * @param most the largest value
   * @param meanOfNonZero over the bins that are not zero; NaN if there are none
   * @param leftOut the number of spikes in no bin
   */
  public record FrameStatistics(
      Binning binning, double nonZero, double mean, int most, double meanOfNonZero, long leftOut) {}

  /**
   * Reads every recording once.
   *
   * @throws DataFormatException if one is damaged
   */
  public static SpikeStatistics of(Recordings recordings, List<Binning> binnings) {
    int n = recordings.size();
    int[] perClass = new int[recordings.classes()];
    double[] spikes = new double[n];
    double[] lastSpike = new double[n];
    int heard = 0;
    List<Tally> tallies = new ArrayList<>();
    for (Binning binning : binnings) {
      tallies.add(new Tally(binning));
    }
    for (int i = 0; i < n; i++) {
      Recording recording = recordings.recording(i);
      perClass[recording.label()]++;
      spikes[i] = recording.events();
      if (recording.events() > 0) {
        lastSpike[heard++] = recording.seconds()[recording.events() - 1];
      }
      for (Tally tally : tallies) {
        tally.add(recording, recordings.units());
      }
    }
    return new SpikeStatistics(
        n,
        n - heard,
        Arrays.stream(perClass).boxed().toList(),
        recordings.totalEvents(),
        Distribution.of(spikes),
        heard == 0 ? null : Distribution.of(Arrays.copyOf(lastSpike, heard)),
        tallies.stream().map(t -> t.result((long) n * recordings.units())).toList());
  }

  private static final class Tally {
    private final Binning binning;
    private long nonZero;
    private long sum;
    private int most;
    private long leftOut;

    Tally(Binning binning) {
      this.binning = binning;
    }

    void add(Recording recording, int unitCount) {
      Frames.of(recording, unitCount, binning)
          .forEach(
              0,
              (step, unit, value) -> {
                nonZero++;
                sum += value;
                most = Math.max(most, value);
              });
      int n = recording.events();
      // Times ascend, so what is left out is at the end.
      while (n > 0 && binning.bin(recording.seconds()[n - 1], 0, 1) < 0) {
        n--;
        leftOut++;
      }
    }

    FrameStatistics result(long rows) {
      double bins = (double) rows * binning.bins();
      return new FrameStatistics(
          binning, nonZero / bins, sum / bins, most, sum / (double) nonZero, leftOut);
    }
  }
}
