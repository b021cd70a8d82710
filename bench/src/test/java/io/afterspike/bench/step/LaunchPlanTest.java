package io.afterspike.bench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.limits.LaunchWork;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plans, which need neither a GPU nor a double of its driver. */
class LaunchPlanTest {
  private static final StepWork WORK =
      StepWork.OF_RECORD.withSizes(List.of(7, 5, 5, 3)).withBatch(2);

  private static LaunchPlan plan(LearningRule rule, UpdateMode mode, TraceForm form, int steps) {
    try (Engine<?> engine = Engines.reference()) {
      StepData data = StepData.make(WORK.withSteps(steps), engine);
      return LaunchPlan.of(new StepSubject(rule, mode, form, 1), data, 0);
    }
  }

  private static long runs(LaunchPlan plan, String kernel, String sizes) {
    return plan.rows().stream()
        .filter(row -> row.kernel().equals(kernel) && row.sizes().contains(sizes))
        .mapToLong(PlanRow::runs)
        .sum();
  }

  @Test
  void aStepOnlineIsTheSameInAnySequence() {
    LaunchPlan six = plan(LearningRule.OTPE, UpdateMode.ONLINE, TraceForm.HISTORY, 6);
    LaunchPlan nine = plan(LearningRule.OTPE, UpdateMode.ONLINE, TraceForm.HISTORY, 9);
    assertEquals(six.kernelsOfAStep(), nine.kernelsOfAStep());
    assertEquals(6, runs(six, "clock_step_f32", ""));
    assertEquals(3 * 6, runs(six, "forward_step_f32", ""));
    assertEquals(9, runs(nine, "forward_step_f32", "pre 7, post 5"));
    assertEquals(9, runs(nine, "readout_step_f32", ""));
    assertEquals(nine.kernels() - six.kernels(), 3 * six.kernelsOfAStep());
    assertEquals("history", six.form());
  }

  @Test
  void layersOfOneShapeAreRowsOfTheirOwnInTheirBranches() {
    LaunchPlan plan = plan(LearningRule.OTPE, UpdateMode.ONLINE, TraceForm.HISTORY, 6);
    List<PlanRow> factors =
        plan.rows().stream().filter(row -> row.kernel().equals("otpe_factors_step_f32")).toList();
    assertEquals(List.of(1, 2), factors.stream().map(PlanRow::branch).toList());
    assertTrue(factors.stream().allMatch(row -> row.runs() == 6 && row.repeats()));
  }

  @Test
  void aSequenceOfflineIsDoneAtOnce() {
    LaunchPlan plan = plan(LearningRule.BPTT, UpdateMode.OFFLINE, TraceForm.AUTO, 6);
    assertEquals(3, runs(plan, "lif_sequence_f32", "steps 6"));
    assertEquals(3, runs(plan, "reverse_sequence_bptt_f32", ""));
    assertEquals(0, plan.kernelsOfAStep());
    assertEquals("", plan.form());
  }

  @Test
  void sumsAreThoseOfTheRows() {
    LaunchPlan plan = plan(LearningRule.OTTT, UpdateMode.ONLINE, TraceForm.AUTO, 6);
    double bytes = 0;
    double seconds = 0;
    long all = 0;
    Roofline peak = new Roofline(1e9, 1e9);
    for (PlanRow row : plan.rows()) {
      bytes += row.runs() * row.work().bytes();
      seconds += row.runs() * Math.max(row.work().bytes(), row.work().flops()) / 1e9;
      all += row.runs();
    }
    assertEquals(bytes, plan.work().bytes(), 1e-9 * bytes);
    assertEquals(seconds, plan.seconds(peak), 1e-9 * seconds);
    assertEquals(all - plan.nodes() + plan.graphs(), plan.enqueued());
    assertTrue(plan.nodes() >= 6 * plan.kernelsOfAStep(), "steps are nodes of a graph");
    assertTrue(plan.enqueued() < 10, "a sequence is a few calls, not " + plan.enqueued());
  }

  @Test
  void aSequenceOfOneStepHasAStep() {
    LaunchPlan plan = plan(LearningRule.OTTT, UpdateMode.ONLINE, TraceForm.AUTO, 1);
    assertEquals(plan.kernels(), plan.kernelsOfAStep());
  }

  @Test
  void theRooflineIsTheLongerOfTwo() {
    Roofline peak = new Roofline(100, 10);
    LaunchWork memory = LaunchWork.NONE.reading(100).computing(20);
    assertEquals(4, peak.seconds(memory));
    assertEquals("DRAM", peak.limiting(memory));
    LaunchWork operations = LaunchWork.NONE.reading(100).computing(50);
    assertEquals(5, peak.seconds(operations));
    assertEquals("FMA", peak.limiting(operations));
    assertThrows(IllegalArgumentException.class, () -> new Roofline(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Roofline(1, Double.NaN));
  }
}
