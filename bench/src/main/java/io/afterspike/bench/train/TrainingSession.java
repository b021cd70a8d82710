package io.afterspike.bench.train;

import io.afterspike.bench.checkpoint.Checkpoint;
import io.afterspike.bench.checkpoint.Checkpoints;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A training run with everything around it: the folder, the checkpoints, what is shown. */
public final class TrainingSession implements TrainingRun.Observer {
  private final TrainingConfig config;
  private final RunFolder folder;
  private final Engine<?> engine;
  private final Dataset data;
  private final Network network;
  private final Progress start;
  private final TrainingDisplay display;
  private final List<TrainingRow> rows;

  /** A run that starts from {@code start}; its earlier measurements are read from the folder. */
  public TrainingSession(
      TrainingConfig config,
      RunFolder folder,
      Engine<?> engine,
      Dataset data,
      Network network,
      Progress start,
      TrainingDisplay display) {
    this.config = config;
    this.folder = folder;
    this.engine = engine;
    this.data = data;
    this.network = network;
    this.start = start;
    this.display = display;
    this.rows =
        start.minibatches() == 0
            ? new ArrayList<>()
            : MetricsFiles.read(folder, start.minibatches());
  }

  /**
   * Trains to the end or until {@code stop} says so; whatever happens, the last checkpoint stays.
   *
   * @throws IOException if a file cannot be written, naming it
   */
  public TrainingRun.Outcome train(BooleanSupplier stop) throws IOException {
    // First, since room for its batches may be missing: then nothing is written.
    TrainingRun run = new TrainingRun(config, data, network, start, this);
    folder.deleteLeftovers();
    byte[] text = ConfigFile.write(config).getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(folder.config(), out -> out.write(text));
    display.start(config, engine, network, data, folder, start);
    try {
      TrainingRun.Outcome outcome = run.train(stop);
      if (outcome.finished()) {
        TrainingReport.write(folder, config, engine, data, network, rows, outcome);
      }
      display.end(outcome);
      return outcome;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      display.close();
    }
  }

  @Override
  public void trained(TrainingRow row) {
    rows.add(row);
    display.trained(row);
  }

  @Override
  public void checkpoint(Progress progress) {
    try {
      // Measurements first: a checkpoint never claims minibatches whose measurements are missing.
      MetricsFiles.write(folder, rows);
      Checkpoints.write(
          folder.checkpoint(),
          Checkpoint.of(
              config.seed(),
              progress.minibatches(),
              network.spec().rule(),
              network.spec().mode(),
              engine.name(),
              ConfigFile.write(config),
              Map.of("accuracy", progress.bestAccuracy()),
              Map.of("bestMinibatch", Long.toString(progress.bestMinibatch())),
              network.save(),
              Optional.of(progress.bestParameters())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
