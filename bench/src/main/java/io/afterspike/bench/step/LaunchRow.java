package io.afterspike.bench.step;

import io.afterspike.bench.limits.CudaLimits;
import io.afterspike.bench.limits.LaunchWork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one kernel, or one kind of copy, took of a sequence on a GPU.
 *
 * @param kernel its name; {@code upload}, {@code download}, {@code copy} and {@code fill} are the
 *     driver's own
 * @param sizes its whole-number arguments; empty where several were put together
 * @param launches how often it ran in a sequence
 * @param seconds how long all of these took the device
 * @param work what all of these had to do; {@link LaunchWork#NONE} if that is not known
 */
public record LaunchRow(
    String kernel, String sizes, double launches, double seconds, LaunchWork work) {
  /** The limit that this may come near: a part of the device, or the copy itself. */
  String limiting(CudaLimits limits) {
    return kernel.equals("upload") || kernel.equals("download") ? "bus" : limits.limiting(work);
  }

  /** The shortest time in which the device could have done it. */
  double leastSeconds(CudaLimits limits) {
    return switch (kernel) {
      case "upload" -> work.bytes() / limits.upload();
      case "download" -> work.bytes() / limits.download();
      default -> launches * limits.leastSeconds(work.times(1 / launches));
    };
  }

  /** Whether it is known what there was to do. */
  boolean isKnown() {
    return work.bytes() > 0;
  }

  /** Rows of one kernel put together, the longest first. */
  static List<LaunchRow> merged(List<LaunchRow> rows) {
    Map<String, LaunchRow> byKernel = new LinkedHashMap<>();
    for (LaunchRow row : rows) {
      byKernel.merge(row.kernel, row, LaunchRow::plus);
    }
    List<LaunchRow> merged = new ArrayList<>(byKernel.values());
    merged.sort(Comparator.comparingDouble(LaunchRow::seconds).reversed());
    return merged;
  }

  private LaunchRow plus(LaunchRow other) {
    return new LaunchRow(
        kernel,
        sizes.equals(other.sizes) ? sizes : "",
        launches + other.launches,
        seconds + other.seconds,
        work.plus(other.work));
  }
}
