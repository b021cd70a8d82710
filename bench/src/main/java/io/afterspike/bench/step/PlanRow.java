package io.afterspike.bench.step;

import io.afterspike.bench.limits.LaunchWork;
import io.afterspike.kernels.cuda.Launch;
import io.afterspike.kernels.cuda.PlannedGpu;

/**
 * A launch of a planned sequence, or what the driver copies.
 *
 * @param kernel its name; {@code upload}, {@code download}, {@code copy} and {@code fill} are the
 *     driver's own
 * @param sizes its whole-number arguments; empty for the driver's own
 * @param launch to tell grid and blocks; null for the driver's own
 * @param branch 0, or the number of the branch of a graph that runs beside it
 * @param runs how often it runs in a sequence
 * @param repeats whether it belongs to the steps of a sequence, not to its beginning or end
 * @param work what it has to do each time; {@link LaunchWork#NONE} if that is not known or goes
 *     over the bus
 */
public record PlanRow(
    String kernel,
    String sizes,
    Launch launch,
    int branch,
    long runs,
    boolean repeats,
    LaunchWork work) {
  /** Of something planned that runs {@code runs} times. */
  static PlanRow of(PlannedGpu.Work planned, long runs, boolean repeats, KernelWork kernels) {
    return new PlanRow(
        planned.name(),
        planned.detail(),
        planned.launch(),
        planned.branch(),
        runs,
        repeats,
        work(planned, kernels));
  }

  private static LaunchWork work(PlannedGpu.Work planned, KernelWork kernels) {
    if (planned.launch() != null) {
      return kernels.of(planned.name(), planned.launch()::number).orElse(LaunchWork.NONE);
    }
    double floats = planned.bytes() / (double) Float.BYTES;
    return switch (planned.name()) {
      case "copy" -> LaunchWork.NONE.reading(floats).writing(floats);
      case "fill" -> LaunchWork.NONE.writing(floats);
      default -> LaunchWork.NONE;
    };
  }

  /** Whether it is a kernel, not one of the driver's own copies. */
  boolean isKernel() {
    return launch != null;
  }

  /** Whether it is known what there is to do in the device's memory. */
  boolean isKnown() {
    return work.bytes() > 0;
  }

  /** What all runs in a sequence have to do. */
  LaunchWork allWork() {
    return work.times(runs);
  }

  /** Whether both look alike, so that one row can tell of both. */
  boolean looksLike(PlanRow other) {
    return kernel.equals(other.kernel)
        && sizes.equals(other.sizes)
        && branch == other.branch
        && repeats == other.repeats
        && work.equals(other.work);
  }

  /** The same with {@code more} runs. */
  PlanRow plus(long more) {
    return new PlanRow(kernel, sizes, launch, branch, runs + more, repeats, work);
  }
}
