package io.afterspike.bench.step;

import java.util.Arrays;
import java.util.List;

/**
 * What was measured of one side.
 *
 * @param subject the side
 * @param form the form of the first layer's traces, as the engine chose it; empty if it keeps none
 * @param millis the time of a sequence in each round, in milliseconds
 * @param stateBytes the memory that the network holds after a sequence: Java's, or on a GPU the
 *     device's
 * @param loss the mean loss of a sequence: sides with equal weights have equal ones
 * @param breakdown where the time of {@code brokenDown} sequences went; empty if not asked for
 * @param brokenDown how many sequences the breakdown is of
 * @param fused whether the engine's own network was timed, into which the breakdown cannot look
 * @param launches where the time of a sequence went on a GPU; empty if it ran on none
 */
public record StepResult(
    StepSubject subject,
    String form,
    double[] millis,
    long stateBytes,
    double loss,
    List<OperationTally.Row> breakdown,
    int brokenDown,
    boolean fused,
    List<LaunchRow> launches) {
  /** Copies the lists. */
  public StepResult {
    breakdown = List.copyOf(breakdown);
    launches = List.copyOf(launches);
  }

  /** The same with what a GPU did. */
  StepResult withLaunches(List<LaunchRow> launches) {
    return new StepResult(
        subject, form, millis, stateBytes, loss, breakdown, brokenDown, fused, launches);
  }

  /** The same with another size of its state. */
  public StepResult withState(long bytes) {
    return new StepResult(
        subject, form, millis, bytes, loss, breakdown, brokenDown, fused, launches);
  }

  /** The shortest round. */
  public double min() {
    return Arrays.stream(millis).min().orElse(Double.NaN);
  }

  /** The median round. */
  public double median() {
    return median(millis);
  }

  /** The median over the rounds of this side's time divided by {@code other}'s in that round. */
  public double ratioTo(StepResult other) {
    double[] ratios = new double[Math.min(millis.length, other.millis.length)];
    for (int r = 0; r < ratios.length; r++) {
      ratios[r] = millis[r] / other.millis[r];
    }
    return median(ratios);
  }

  /** The middle value, or the mean of the two; NaN of none. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
