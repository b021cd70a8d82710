package io.afterspike.bench.step;

import io.afterspike.bench.limits.DeviceDelay;
import io.afterspike.bench.limits.LaunchWork;
import io.afterspike.engine.CudaEngine;
import io.afterspike.kernels.cuda.LaunchProfile;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks where the time of a sequence goes on a GPU: every launch between two marks. So that the
 * marks do not measure how long the host takes, something else keeps the device busy while the next
 * launches are enqueued; steps are launched one by one, not as graphs.
 */
final class LaunchBench {
  private static final int SEQUENCES = 3;
  private static final double WARM_SECONDS = 0.2;
  private static final double HOLD_SECONDS = 3e-4;

  /**
   * The host takes some six microseconds for a launch and its two marks, and a few dozen for a
   * step's input. It runs at most two steps ahead, so every step needs a delay of its own.
   */
  private static final int HELD_LAUNCHES = 8;

  private LaunchBench() {}

  /** What each kernel took of a sequence, the longest first. */
  static List<LaunchRow> rows(CudaEngine engine, StepRunner runner, KernelWork work) {
    runner.warm(WARM_SECONDS);
    try (DeviceDelay delay = DeviceDelay.of(engine.context(), engine.stream(), HOLD_SECONDS);
        LaunchProfile profile = engine.stream().startProfile()) {
      profile.hold(delay.launch(), HELD_LAUNCHES);
      runner.sequence();
      profile.clear();
      for (int n = 0; n < SEQUENCES; n++) {
        runner.sequence();
      }
      List<LaunchRow> rows = new ArrayList<>();
      for (LaunchProfile.Row row : profile.rows()) {
        rows.add(
            new LaunchRow(
                row.name(),
                row.detail(),
                (double) row.launches() / SEQUENCES,
                row.seconds() / SEQUENCES,
                work(row, work).times(1.0 / SEQUENCES)));
      }
      return rows;
    }
  }

  private static LaunchWork work(LaunchProfile.Row row, KernelWork work) {
    double floats = row.bytes() / (double) Float.BYTES;
    if (row.launch() != null) {
      return work.of(row.name(), row.launch()::number)
          .orElse(LaunchWork.NONE)
          .times(row.launches());
    }
    return switch (row.name()) {
      case "copy" -> LaunchWork.NONE.reading(floats).writing(floats);
      case "upload", "fill" -> LaunchWork.NONE.writing(floats);
      case "download" -> LaunchWork.NONE.reading(floats);
      default -> LaunchWork.NONE;
    };
  }
}
