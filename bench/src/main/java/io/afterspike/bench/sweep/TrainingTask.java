package io.afterspike.bench.sweep;

import io.afterspike.bench.checkpoint.Checkpoint;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.train.Progress;
import io.afterspike.bench.train.SpikeDensities;
import io.afterspike.bench.train.TrainingDivergedException;
import io.afterspike.bench.train.TrainingRow;
import io.afterspike.bench.train.TrainingRun;
import io.afterspike.engine.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training run. One row of the result a validation, with the means of the training values since
 * the one before; the best weights' test; how often neurons fire with them. A run that diverges is
 * a result too.
 */
final class TrainingTask implements CellTask {
  private static final List<String> COLUMNS =
      List.of("minibatch", "loss", "accuracy", "validation_loss", "validation_accuracy");
  private static final String MEASUREMENTS = "measurements";

  @Override
  public long work(Cell cell) {
    return cell.config().minibatches();
  }

  @Override
  public Optional<CellResult> run(CellRun run) throws IOException {
    try (Dataset data = run.openData();
        Network network =
            run.engine().network(run.config().spec(data.units(), data.classes(), data.steps()))) {
      Measurements measured = new Measurements(COLUMNS);
      Progress start = begin(run, network, measured);
      TrainingRun training =
          new TrainingRun(run.config(), data, network, start, observer(run, network, measured));
      try {
        TrainingRun.Outcome outcome = training.train(run.stop());
        return outcome.finished()
            ? Optional.of(finished(run, data, network, measured, outcome))
            : Optional.empty();
      } catch (TrainingDivergedException e) {
        return Optional.of(
            CellResult.of(
                run.cell(), DataFacts.of(data), e.getMessage(), Map.of(), measured.columns()));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Progress begin(CellRun run, Network network, Measurements measured) {
    Optional<Checkpoint> saved = run.saved();
    if (saved.isEmpty()) {
      network.initialize(run.config().seed());
      return Progress.none();
    }
    network.restore(saved.get().state());
    measured.restore(saved.get().notes().getOrDefault(MEASUREMENTS, ""));
    return CellRun.progress(saved.get());
  }

  private static TrainingRun.Observer observer(
      CellRun run, Network network, Measurements measured) {
    return new TrainingRun.Observer() {
      @Override
      public void trained(TrainingRow row) {
        double minibatch = row.validated() ? row.minibatch() : Double.NaN;
        measured.add(
            minibatch, row.loss(), row.accuracy(), row.validationLoss(), row.validationAccuracy());
        if (row.validated()) {
          measured.endRow();
        }
        run.progress(row.minibatch());
      }

      @Override
      public void checkpoint(Progress progress) {
        try {
          run.save(network, progress, Map.of(MEASUREMENTS, measured.text()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static CellResult finished(
      CellRun run,
      Dataset data,
      Network network,
      Measurements measured,
      TrainingRun.Outcome outcome) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("test_accuracy", outcome.testAccuracy());
    values.put("test_loss", outcome.testLoss());
    values.put("best_validation_accuracy", outcome.progress().bestAccuracy());
    values.put("best_minibatch", (double) outcome.progress().bestMinibatch());
    network.writeParameters(outcome.progress().bestParameters());
    double[] densities = SpikeDensities.of(network, data);
    for (int l = 0; l < densities.length; l++) {
      values.put(l == 0 ? "input_density" : "layer_" + l + "_density", densities[l]);
    }
    return CellResult.of(run.cell(), DataFacts.of(data), "", values, measured.columns());
  }
}
