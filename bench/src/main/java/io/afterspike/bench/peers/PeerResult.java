package io.afterspike.bench.peers;

import java.util.Arrays;

/**
 * What was measured of one side.
 *
 * @param side the side
 * @param readySeconds from its start until it was compiled and warm
 * @param spikesThatDiffer from ours; 0 for ours
 * @param spikes how many were compared
 * @param gradientError the largest relative error (norms) of an array of its gradient; where spikes
 *     differ, of that which it computes when ours count instead
 * @param millis of a sequence in each round; slow sides run in the first rounds only
 * @param peakMemory of its process, in bytes; 0 if not known
 * @param failure why there is nothing; empty if there is
 */
public record PeerResult(
    PeerSide side,
    double readySeconds,
    long spikesThatDiffer,
    long spikes,
    double gradientError,
    double[] millis,
    long peakMemory,
    String failure) {
  /** Larger errors are no rounding. */
  public static final double LARGEST_ERROR = 1e-3;

  /**
   * The share of spikes that may differ. Programs that round the leak in another way than ours see
   * a potential on the other side of the threshold once in some million times, and each such spike
   * makes others of its sample differ later.
   */
  public static final double LARGEST_SHARE = 1e-3;

  /** Whether it computed what we compute. */
  public boolean agrees() {
    return failure.isEmpty()
        && spikesThatDiffer <= LARGEST_SHARE * spikes
        && gradientError <= LARGEST_ERROR;
  }

  /** The shortest round. */
  public double min() {
    return Arrays.stream(millis).min().orElse(Double.NaN);
  }

  /** The median round. */
  public double median() {
    return median(millis);
  }

  /** The median over common rounds of this side's time divided by {@code other}'s. */
  public double ratioTo(PeerResult other) {
    double[] ratios = new double[Math.min(millis.length, other.millis.length)];
    for (int r = 0; r < ratios.length; r++) {
      ratios[r] = millis[r] / other.millis[r];
    }
    return median(ratios);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
