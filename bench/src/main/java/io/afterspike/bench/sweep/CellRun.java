package io.afterspike.bench.sweep;

import io.afterspike.bench.checkpoint.Checkpoint;
import io.afterspike.bench.checkpoint.Checkpoints;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.train.ConfigFile;
import io.afterspike.bench.train.Progress;
import io.afterspike.bench.train.TrainingConfig;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** What a task needs to work on one cell: settings, engine, data, and where it saves. */
final class CellRun {
  private static final String SECONDS = "seconds";
  private static final String RESUMPTIONS = "resumptions";

  private final Cell cell;
  private final Engine<?> engine;
  private final SharedData data;
  private final Path checkpoint;
  private final BooleanSupplier stop;
  private final LongConsumer progress;
  private final long startNanos = System.nanoTime();
  private final Map<String, Double> times = new LinkedHashMap<>();
  private double earlierSeconds;
  private int resumptions;

  CellRun(
      Cell cell,
      Engine<?> engine,
      SharedData data,
      Path checkpoint,
      BooleanSupplier stop,
      LongConsumer progress) {
    this.cell = cell;
    this.engine = engine;
    this.data = data;
    this.checkpoint = checkpoint;
    this.stop = stop;
    this.progress = progress;
  }

  Cell cell() {
    return cell;
  }

  TrainingConfig config() {
    return cell.config();
  }

  Engine<?> engine() {
    return engine;
  }

  /** The cell's data set, for the caller to close. */
  Dataset openData() {
    Dataset opened = data.open(config());
    if (opened.trainingSamples() < config().batch()) {
      opened.close();
      throw new IllegalArgumentException(
          "batch: expected at most the "
              + opened.trainingSamples()
              + " training samples of "
              + opened.name()
              + ", found "
              + config().batch());
    }
    return opened;
  }

  boolean stopped() {
    return stop.getAsBoolean();
  }

  BooleanSupplier stop() {
    return stop;
  }

  /** Says how much of {@link CellTask#work} is done. */
  void progress(long done) {
    progress.accept(done);
  }

  /** Where more than a checkpoint can be kept until the cell is finished. */
  Path besideCheckpoint(String ending) {
    return checkpoint.resolveSibling(cell.id() + ending);
  }

  /** Saves a network and what else is known so far. The network is reset, to save the less. */
  void save(Network network, Progress done, Map<String, String> notes) throws IOException {
    network.reset();
    Map<String, String> all = new TreeMap<>(notes);
    all.put(SECONDS, Double.toString(seconds()));
    all.put(RESUMPTIONS, Integer.toString(resumptions));
    all.put("bestMinibatch", Long.toString(done.bestMinibatch()));
    Checkpoints.write(
        checkpoint,
        Checkpoint.of(
            config().seed(),
            done.minibatches(),
            network.spec().rule(),
            network.spec().mode(),
            engine.name(),
            ConfigFile.write(config()),
            Map.of("accuracy", done.bestAccuracy()),
            all,
            network.save(),
            Optional.of(done.bestParameters())));
  }

  /** What was saved before, if anything was. */
  Optional<Checkpoint> saved() {
    if (!Files.isRegularFile(checkpoint)) {
      return Optional.empty();
    }
    Checkpoint saved = Checkpoints.read(checkpoint);
    earlierSeconds = Double.parseDouble(saved.notes().getOrDefault(SECONDS, "0"));
    resumptions = 1 + Integer.parseInt(saved.notes().getOrDefault(RESUMPTIONS, "0"));
    return Optional.of(saved);
  }

  /** How far the saved run had come. */
  static Progress progress(Checkpoint saved) {
    return new Progress(
        saved.minibatch(),
        saved.best().getOrDefault("accuracy", Double.NaN),
        Long.parseLong(saved.notes().getOrDefault("bestMinibatch", "0")),
        saved.bestParameters().orElse(new float[0]));
  }

  /** Keeps a time that was measured, which has no place in the result. */
  void time(String name, double value) {
    times.put(name, value);
  }

  Map<String, Double> times() {
    return times;
  }

  /** How often this cell went on from a checkpoint. */
  int resumptions() {
    return resumptions;
  }

  /** How long this cell has been worked on, all its runs together. */
  double seconds() {
    return earlierSeconds + (System.nanoTime() - startNanos) * 1e-9;
  }
}
