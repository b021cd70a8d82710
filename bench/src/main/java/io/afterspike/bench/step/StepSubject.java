package io.afterspike.bench.step;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One side of a comparison.
 *
 * @param rule the learning rule
 * @param mode when the weights change
 * @param form how matrix traces are kept; AUTO where the rule keeps none
 * @param threads the engine's threads
 */
public record StepSubject(LearningRule rule, UpdateMode mode, TraceForm form, int threads) {
  /**
   * All combinations that make sense, each once: BPTT only offline, forms only where a rule online
   * has a matrix trace.
   *
   * @throws IllegalArgumentException if nothing is left
   */
  public static List<StepSubject> all(
      List<LearningRule> rules,
      List<UpdateMode> modes,
      List<TraceForm> forms,
      List<Integer> threads) {
    Set<StepSubject> subjects = new LinkedHashSet<>();
    for (int count : threads) {
      for (UpdateMode mode : modes) {
        for (LearningRule rule : rules) {
          if (rule == LearningRule.BPTT && !mode.offline()) {
            continue;
          }
          boolean has = hasForms(rule, mode);
          for (TraceForm form : has ? forms : List.of(TraceForm.AUTO)) {
            subjects.add(new StepSubject(rule, mode, form, count));
          }
        }
      }
    }
    if (subjects.isEmpty()) {
      throw new IllegalArgumentException(
          "rules, modes: expected a rule that runs in one of the modes, found "
              + rules
              + " and "
              + modes);
    }
    return new ArrayList<>(subjects);
  }

  private static boolean hasForms(LearningRule rule, UpdateMode mode) {
    return !mode.offline() && !rule.exact() && rule.layerRule(0, 1).hasMatrixTrace();
  }

  /** Whether the rule keeps a matrix trace, which has several forms. */
  public boolean hasForms() {
    return hasForms(rule, mode);
  }

  /** The network to run. */
  public NetworkSpec spec(StepWork work, double learningRate) {
    return NetworkSpec.of(work.batch(), StepData.sizes(work))
        .with(rule, mode)
        .with(new OptimizerSpec.Adamax(learningRate))
        .with(form)
        .withSequenceLength(work.steps());
  }

  /** Such as {@code otpe online history, 2 threads}. */
  @Override
  public String toString() {
    return rule
        + " "
        + mode
        + (form == TraceForm.AUTO ? "" : " " + form.label())
        + ", "
        + threads
        + (threads == 1 ? " thread" : " threads");
  }
}
