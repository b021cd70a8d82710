package io.afterspike.bench.step;

import io.afterspike.engine.CudaEngine;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import io.afterspike.kernels.cuda.LaunchProfile;
import io.afterspike.kernels.cuda.driverdouble.DriverDouble;
import java.util.Collections;
import java.util.List;

/**
 * Profiles sequences on the double of the driver, and compares with what the double was called for;
 * says {@code ok} for each side, or fails.
 */
public final class ProfiledSequence {
  private static final StepWork WORK =
      StepWork.OF_RECORD.withSizes(List.of(7, 5, 3)).withBatch(2).withSteps(4);

  private ProfiledSequence() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    StepData data;
    try (CudaEngine engine = new CudaEngine()) {
      data = StepData.make(WORK, engine);
    }
    check(data, new StepSubject(LearningRule.OTPE, UpdateMode.ONLINE, TraceForm.HISTORY, 1));
    check(data, new StepSubject(LearningRule.OTPE, UpdateMode.ONLINE, TraceForm.MATRIX, 1));
    check(data, new StepSubject(LearningRule.BPTT, UpdateMode.OFFLINE, TraceForm.AUTO, 1));
  }

  private static void check(StepData data, StepSubject subject) {
    DriverDouble driver = DriverDouble.install();
    CudaEngine engine = new CudaEngine();
    try (StepRunner runner = new StepRunner(engine, subject, data, 0)) {
      runner.warm(0); // graphs are made
      long kernels;
      long uploads;
      try (LaunchProfile profile = engine.stream().startProfile()) {
        driver.failAt(0, 0); // begins to count
        runner.sequence();
        kernels = called(driver, "cuLaunchKernel");
        uploads = called(driver, "cuMemcpyHtoDAsync_v2");
        same(subject + ": graphs", 0, called(driver, "cuGraphLaunch"));
        double counted = 0;
        double uploaded = 0;
        for (LaunchProfile.Row row : profile.rows()) {
          require(row.seconds() > 0, row.toString());
          counted += row.launch() == null ? 0 : row.launches();
          uploaded += row.name().equals("upload") ? row.launches() : 0;
        }
        require(kernels > 0, subject + ": no kernels");
        same(subject + ": kernels", kernels, counted);
        same(subject + ": uploads", uploads, uploaded);
      }
      double launches = 0;
      for (LaunchRow row : LaunchBench.rows(engine, runner, KernelWork.of(data))) {
        require(row.isKnown(), row + " has no count of its work");
        launches += row.kernel().endsWith("_f32") ? row.launches() : 0;
      }
      same(subject + ": kernels of a sequence", kernels, launches);
    }
    System.out.println(subject + " ok");
  }

  private static long called(DriverDouble driver, String symbol) {
    return Collections.frequency(driver.calls(), symbol);
  }

  private static void same(String what, double expected, double found) {
    require(expected == found, what + ": expected " + expected + ", found " + found);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
