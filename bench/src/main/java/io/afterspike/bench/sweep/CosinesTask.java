package io.afterspike.bench.sweep;

import io.afterspike.bench.checkpoint.Checkpoint;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.train.GradientCosines;
import io.afterspike.bench.train.Progress;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.NetworkSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cosines between the rules' gradients and BPTT's, at the weights of a BPTT training run: means
 * over stretches of it, as many minibatches as otherwise lie between validations, and over all.
 */
final class CosinesTask implements CellTask {
  private static final List<LearningRule> RULES =
      List.of(LearningRule.OTPE, LearningRule.APPROX_OTPE, LearningRule.OSTL, LearningRule.OTTT);
  private static final String MEASUREMENTS = "measurements";
  private static final int STRETCHES = 20;
  private static final int CHECKPOINTS = 10;

  @Override
  public long work(Cell cell) {
    return cell.config().minibatches() * (1 + RULES.size());
  }

  @Override
  public Optional<CellResult> run(CellRun run) throws IOException {
    try (Dataset data = run.openData()) {
      NetworkSpec spec = run.config().spec(data.units(), data.classes(), data.steps());
      try (GradientCosines cosines =
          new GradientCosines(run.engine(), spec, data, run.config().seed(), RULES)) {
        return measure(run, data, cosines, new Measurements(columns(spec)));
      }
    }
  }

  private static Optional<CellResult> measure(
      CellRun run, Dataset data, GradientCosines cosines, Measurements measured)
      throws IOException {
    Optional<Checkpoint> saved = run.saved();
    saved.ifPresent(
        checkpoint -> {
          cosines.exact().restore(checkpoint.state());
          measured.restore(checkpoint.notes().getOrDefault(MEASUREMENTS, ""));
        });
    long total = run.config().minibatches();
    long stretch = interval(run.config().validateEvery(), total / STRETCHES);
    long checkpoint = interval(run.config().checkpointEvery(), total / CHECKPOINTS);
    for (long done = saved.map(Checkpoint::minibatch).orElse(0L); done < total; ) {
      if (run.stopped()) {
        save(run, cosines, measured, done);
        return Optional.empty();
      }
      cosines.minibatch(done++);
      boolean ends = done % stretch == 0 || done == total;
      measured.add(row(cosines, ends ? done : Double.NaN));
      if (ends) {
        measured.endRow();
      }
      run.progress(done * (1 + RULES.size()));
      if (done % checkpoint == 0 && done < total) {
        save(run, cosines, measured, done);
      }
    }
    Map<String, Double> values = new LinkedHashMap<>();
    for (String column : measured.columns().keySet()) {
      if (!column.equals("minibatch")) {
        values.put(column, measured.mean(column));
      }
    }
    return Optional.of(
        CellResult.of(run.cell(), DataFacts.of(data), "", values, measured.columns()));
  }

  private static long interval(long setting, long usual) {
    return setting > 0 ? setting : Math.max(1, usual);
  }

  private static void save(CellRun run, GradientCosines cosines, Measurements measured, long done)
      throws IOException {
    run.save(
        cosines.exact(),
        new Progress(done, Double.NaN, 0, new float[0]),
        Map.of(MEASUREMENTS, measured.text()));
  }

  private static List<String> columns(NetworkSpec spec) {
    List<String> columns = new ArrayList<>(List.of("minibatch", "loss"));
    for (LearningRule rule : RULES) {
      columns.add(rule.label() + "_model");
      columns.add(rule.label() + "_weights");
      for (int l = 1; l <= spec.layers().size(); l++) {
        columns.add(rule.label() + "_layer_" + l);
      }
    }
    return columns;
  }

  private static double[] row(GradientCosines cosines, double minibatch) {
    List<Double> row = new ArrayList<>(List.of(minibatch, cosines.loss()));
    for (int r = 0; r < RULES.size(); r++) {
      for (double cosine : cosines.last(r)) {
        row.add(cosine);
      }
    }
    return row.stream().mapToDouble(value -> value).toArray();
  }
}
