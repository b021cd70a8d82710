package io.afterspike.bench.step;

import io.afterspike.engine.CudaEngine;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.TraceForm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures sides in turn: round after round each runs one sequence, never one side after another.
 */
public final class StepBench {
  private static final int BROKEN_DOWN = 2;

  private final StepData data;
  private final String engine;
  private final double learningRate;
  private final Consumer<String> progress;

  /**
   * Prepares a comparison.
   *
   * @param engine the name of the engine that all sides run on
   * @param progress told what is done now
   */
  public StepBench(StepData data, String engine, double learningRate, Consumer<String> progress) {
    this.data = data;
    this.engine = engine;
    this.learningRate = learningRate;
    this.progress = progress;
  }

  private StepRunner runner(StepSubject subject) {
    return new StepRunner(Engines.named(engine, subject.threads()), subject, data, learningRate);
  }

  /**
   * Measures.
   *
   * @param rounds how many times each side runs
   * @param warmSeconds how long each side runs before
   * @param breakdown whether to look where the time goes, afterwards
   */
  public List<StepResult> run(
      List<StepSubject> subjects, int rounds, double warmSeconds, boolean breakdown) {
    List<StepRunner> runners = new ArrayList<>();
    double[][] millis = new double[subjects.size()][rounds];
    List<StepResult> results = new ArrayList<>();
    try {
      for (int s = 0; s < subjects.size(); s++) {
        progress.accept("warming " + subjects.get(s));
        runners.add(runner(subjects.get(s)));
        runners.get(s).warm(warmSeconds);
      }
      for (int r = 0; r < rounds; r++) {
        for (int s = 0; s < subjects.size(); s++) {
          millis[s][r] = runners.get(s).sequence() * 1e-6;
        }
        progress.accept("round " + (r + 1) + " of " + rounds);
      }
      for (int s = 0; s < subjects.size(); s++) {
        StepRunner runner = runners.get(s);
        TraceForm form = runner.network().form(0);
        results.add(
            new StepResult(
                subjects.get(s),
                subjects.get(s).hasForms() ? form.label() : "",
                millis[s],
                0,
                runner.network().sequenceLoss(),
                List.of(),
                0,
                false,
                List.of()));
      }
      long[] states = RunnerStates.closing(runners);
      for (int s = 0; s < states.length; s++) {
        results.set(s, results.get(s).withState(states[s]));
      }
    } finally {
      runners.forEach(StepRunner::close);
    }
    return breakdown ? results.stream().map(this::broken).toList() : results;
  }

  private StepResult broken(StepResult result) {
    progress.accept("looking into " + result.subject());
    Engine<?> broken = Engines.named(engine, result.subject().threads());
    if (broken instanceof CudaEngine cuda) {
      try (StepRunner runner = new StepRunner(cuda, result.subject(), data, learningRate)) {
        return result.withLaunches(LaunchBench.rows(cuda, runner, KernelWork.of(data)));
      }
    }
    return broken(result, broken);
  }

  private <B> StepResult broken(StepResult result, Engine<B> timed) {
    OperationTally tally = new OperationTally();
    boolean fused = !TimedEngine.looksInto(timed);
    try (StepRunner runner =
        new StepRunner(new TimedEngine<>(timed, tally), result.subject(), data, learningRate)) {
      runner.warm(0.5);
      tally.clear();
      for (int n = 0; n < BROKEN_DOWN; n++) {
        runner.sequence();
      }
      return new StepResult(
          result.subject(),
          result.form(),
          result.millis(),
          result.stateBytes(),
          result.loss(),
          tally.rows(),
          BROKEN_DOWN,
          fused,
          List.of());
    }
  }
}
