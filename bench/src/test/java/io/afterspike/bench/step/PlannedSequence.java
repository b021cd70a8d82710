package io.afterspike.bench.step;

import io.afterspike.engine.CudaEngine;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import io.afterspike.kernels.cuda.driverdouble.DriverDouble;
import io.afterspike.kernels.cuda.driverdouble.Ran;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans sequences, runs them on the double of the driver, and compares what has run there with the
 * plan: each kernel with its grid, block and shared memory as often, graphs and copies as many.
 * Says {@code ok} for each side, or fails.
 */
public final class PlannedSequence {
  private static final StepWork WORK =
      StepWork.OF_RECORD.withSizes(List.of(7, 5, 5, 3)).withBatch(2).withSteps(4);

  /** After so many sequences all graphs are captured, those of steps too. */
  private static final int WARM = 4;

  private PlannedSequence() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    StepData data;
    try (Engine<?> engine = Engines.reference()) {
      data = StepData.make(WORK, engine);
    }
    check(data, LearningRule.OTPE, UpdateMode.ONLINE, TraceForm.HISTORY);
    check(data, LearningRule.OTPE, UpdateMode.ONLINE, TraceForm.MATRIX);
    check(data, LearningRule.OSTL, UpdateMode.ONLINE, TraceForm.HISTORY);
    check(data, LearningRule.OSTL, UpdateMode.ONLINE, TraceForm.MATRIX);
    check(data, LearningRule.OTTT, UpdateMode.ONLINE, TraceForm.AUTO);
    check(data, LearningRule.APPROX_OTPE, UpdateMode.ONLINE, TraceForm.AUTO);
    check(data, LearningRule.OTPE, UpdateMode.named("every:2"), TraceForm.HISTORY);
    check(data, LearningRule.OTPE, UpdateMode.OFFLINE, TraceForm.AUTO);
    check(data, LearningRule.BPTT, UpdateMode.OFFLINE, TraceForm.AUTO);
    check(data, LearningRule.RTRL, UpdateMode.ONLINE, TraceForm.AUTO); // composed
  }

  private static void check(StepData data, LearningRule rule, UpdateMode mode, TraceForm form) {
    StepSubject subject = new StepSubject(rule, mode, form, 1);
    LaunchPlan plan = LaunchPlan.of(subject, data, 0);
    Map<Ran, Long> planned = new HashMap<>();
    for (PlanRow row : plan.rows()) {
      if (row.isKernel()) {
        planned.merge(Ran.of(row.launch()), row.runs(), Long::sum);
        require(row.isKnown(), row + " has no count of its work");
      }
    }
    DriverDouble driver = DriverDouble.install();
    driver.capability(90);
    try (StepRunner runner = new StepRunner(new CudaEngine(), subject, data, 0)) {
      for (int n = 0; n < WARM; n++) {
        runner.sequence();
      }
      driver.forget();
      runner.sequence();
      List<String> calls = driver.calls();
      same(subject + ": kernels", planned, driver.ran());
      long graphs = called(calls, "cuGraphLaunch");
      same(subject + ": graphs", plan.graphs(), graphs);
      long copies =
          calls.stream()
              .filter(call -> call.startsWith("cuMemcpy") || call.startsWith("cuMemset"))
              .count();
      long enqueued = called(calls, "cuLaunchKernel") + graphs + copies;
      same(subject + ": enqueued", plan.enqueued(), enqueued);
      require(plan.kernels() > 0, subject + ": no kernels");
    }
    System.out.println(subject + " ok, " + plan.kernels() + " kernels");
  }

  private static long called(List<String> calls, String symbol) {
    return Collections.frequency(calls, symbol);
  }

  private static void same(String what, Object expected, Object found) {
    require(expected.equals(found), what + ": expected " + expected + ", found " + found);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
