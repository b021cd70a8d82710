package io.afterspike.bench.study;

import io.afterspike.bench.step.StepResult;
import io.afterspike.engine.MemoryEstimate;
import java.util.Arrays;

/**
 * What was measured of one side of a cell. What is not known is NaN.
 *
 * @param machine the name of the machine
 * @param cell the work and the rule
 * @param side what ran
 * @param millis the time of a sequence in each round, in milliseconds
 * @param flops the floating-point operations that a sequence has to do
 * @param bytes the bytes of the arrays of all its operations
 * @param leastMillis the least time that the machine's limits allow
 * @param stateBytes the memory that the network holds, if it is enough to be seen
 * @param inputDensity the share of the input that is not 0
 * @param spikeDensity the share of the hidden neurons that spike at a step
 * @param loss the mean loss of a sequence
 */
public record StudyRow(
    String machine,
    StudyCell cell,
    StudySide side,
    double[] millis,
    double flops,
    double bytes,
    double leastMillis,
    double stateBytes,
    double inputDensity,
    double spikeDensity,
    double loss) {
  /** The middle of all rounds. */
  public double median() {
    return StepResult.median(millis);
  }

  /** The shortest round. */
  public double min() {
    return Arrays.stream(millis).min().orElse(Double.NaN);
  }

  /** The time that a share of the rounds stays below; between rounds in proportion. */
  public double quantile(double share) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** The median time of a step. */
  public double stepMillis() {
    return median() / cell.point().steps();
  }

  /** The least time as a share of the median. */
  public double shareOfLimit() {
    return leastMillis / median();
  }

  /** The bytes of the network's buffers as the formulas say. */
  public double formulaBytes() {
    return MemoryEstimate.bytes(side.subject(cell).spec(cell.point().work(), 0));
  }

  /** The rule and the form. */
  StudyLine line() {
    return new StudyLine(cell.rule(), side.form());
  }

  /** The same under another name of the machine. */
  StudyRow on(String otherName) {
    return new StudyRow(
        otherName,
        cell,
        side,
        millis,
        flops,
        bytes,
        leastMillis,
        stateBytes,
        inputDensity,
        spikeDensity,
        loss);
  }
}
