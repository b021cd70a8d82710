package io.afterspike.bench.console;

import java.util.stream.IntStream;

/**
 * How fast work goes, untouched by a single pause or a slow start: the mean over up to 16 stretches
 * of time without the slowest and the fastest of them. Stretches grow with the time that has
 * passed, so that they reach back over the larger part of the work, and pauses that come regularly
 * do count.
 */
final class SteadyRate {
  private static final int MOST = 16;
  private static final double LEAST_SECONDS = 0.05;

  // Stretches, the oldest first.
  private final double[] seconds = new double[MOST];
  private final long[] counts = new long[MOST];
  private int stretches;
  private double lastSeconds;
  private long lastCount;
  private double perSecond;

  /** Work of which {@code done} was done before it began, at second 0. */
  SteadyRate(long done) {
    lastCount = done;
  }

  /** Notes that {@code done} was done {@code now} seconds after the beginning. */
  void add(double now, long done) {
    double passed = now - lastSeconds;
    if (passed < Math.max(LEAST_SECONDS, now / MOST)) {
      return;
    }
    if (stretches == MOST) {
      System.arraycopy(seconds, 1, seconds, 0, MOST - 1);
      System.arraycopy(counts, 1, counts, 0, MOST - 1);
      stretches--;
    }
    seconds[stretches] = passed;
    counts[stretches] = done - lastCount;
    stretches++;
    lastSeconds = now;
    lastCount = done;
    perSecond = trimmedMean();
  }

  /** Per second; 0 as long as it is not known. */
  double perSecond() {
    return perSecond;
  }

  private double trimmedMean() {
    int trimmed = stretches < 4 ? 0 : Math.ceilDiv(stretches, 8);
    int[] kept =
        IntStream.range(0, stretches)
            .boxed()
            .sorted((a, b) -> Double.compare(counts[a] / seconds[a], counts[b] / seconds[b]))
            .skip(trimmed)
            .limit(stretches - 2L * trimmed)
            .mapToInt(i -> i)
            .toArray();
    double time = IntStream.of(kept).mapToDouble(i -> seconds[i]).sum();
    return IntStream.of(kept).mapToLong(i -> counts[i]).sum() / time;
  }
}
