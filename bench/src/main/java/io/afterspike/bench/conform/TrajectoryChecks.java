package io.afterspike.bench.conform;

import io.afterspike.bench.conform.Quantity.Family;
import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.npy.NpyReader;
import io.afterspike.bench.train.Accuracy;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.TraceForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The first minibatches of training runs on T-Randman from saved inputs, in the folder {@code
 * trajectory}: loss, right answers, and how far each layer's weights have moved.
 */
final class TrajectoryChecks {
  /** The folder's name, and that of its checks. */
  static final String SOURCE = "trajectory";

  /** The network is told in words only. */
  private static final int[] SIZES = {50, 128, 128, 10};

  /** Online, spikes flip at the threshold after these, and only statistics compare. */
  private static final int COMPARABLE_ONLINE = 2;

  private static final String INPUTS = "_x_first.npy";
  private static final String LABELS = "draw0_labels.npy";
  private static final String INITIAL = "init_params.npy";

  private final Engine<?> engine;
  private final Path folder;
  private final Checks checks;

  private TrajectoryChecks(Engine<?> engine, Path folder, Checks checks) {
    this.engine = engine;
    this.folder = folder;
    this.checks = checks;
  }

  /** Whether there is such a folder. */
  static boolean present(Path vectors) {
    return Files.isDirectory(vectors.resolve(SOURCE));
  }

  static void run(Engine<?> engine, Path vectors, Checks checks) {
    new TrajectoryChecks(engine, vectors.resolve(SOURCE), checks).run();
  }

  private void run() {
    Quantity quantity = Quantity.of(Family.TRAJECTORY, "files");
    try {
      Map<TrajectoryRow.Run, List<TrajectoryRow>> runs = new LinkedHashMap<>();
      for (TrajectoryRow row : TrajectoryRow.read(folder.resolve("expected.csv"))) {
        runs.computeIfAbsent(row.run(), r -> new ArrayList<>()).add(row);
      }
      Inputs inputs = null;
      for (Map.Entry<TrajectoryRow.Run, List<TrajectoryRow>> run : runs.entrySet()) {
        if (inputs == null || !inputs.dataset().equals(run.getKey().dataset())) {
          inputs = Inputs.read(folder, run.getKey().dataset());
        }
        run(run.getKey(), run.getValue(), inputs);
      }
      reportUnused(runs.keySet());
    } catch (IOException | ArithmeticException | IllegalStateException e) {
      checks.failed(SOURCE, "", quantity, String.valueOf(e.getMessage()));
    }
  }

  /** Reports the array files that no run has asked for. */
  private void reportUnused(Set<TrajectoryRow.Run> runs) throws IOException {
    Set<String> used = new TreeSet<>(Set.of(LABELS, INITIAL));
    runs.forEach(run -> used.add(run.dataset() + INPUTS));
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".npy") && !used.contains(file))
          .sorted()
          .forEach(file -> checks.notChecked(SOURCE, file, "no run in expected.csv uses it"));
    }
  }

  private void run(TrajectoryRow.Run run, List<TrajectoryRow> rows, Inputs inputs)
      throws IOException {
    for (int m = 0; m < rows.size(); m++) {
      if (rows.get(m).minibatch() != m) {
        throw new IOException(
            "expected.csv: expected minibatch "
                + m
                + " of "
                + title(run)
                + ", found "
                + rows.get(m).minibatch());
      }
    }
    int comparable = run.mode().offline() ? inputs.minibatches() : COMPARABLE_ONLINE;
    List<TrajectoryRow> compared = rows.stream().filter(r -> r.minibatch() < comparable).toList();
    for (TrajectoryRow row : rows) {
      if (row.minibatch() >= comparable) {
        checks.notChecked(
            SOURCE,
            title(run) + ", minibatch " + row.minibatch(),
            "spikes flip at the threshold by then; only statistics compare");
      }
    }
    List<TraceForm> forms =
        run.mode().offline()
            ? List.of(TraceForm.AUTO)
            : GradientChecks.forms(run.rule(), SIZES.length - 1);
    for (TraceForm form : forms) {
      try {
        run(run, compared, inputs, form);
      } catch (RuntimeException e) {
        checks.failed(
            SOURCE,
            title(run),
            Quantity.of(Family.TRAJECTORY, title(run)),
            "the engine failed: " + e);
      }
    }
  }

  private static String title(TrajectoryRow.Run run) {
    return run.rule() + " " + run.mode();
  }

  private void run(TrajectoryRow.Run run, List<TrajectoryRow> rows, Inputs inputs, TraceForm form) {
    NetworkSpec spec =
        NetworkSpec.of(inputs.batch(), SIZES)
            .with(run.rule(), run.mode())
            .with(new OptimizerSpec.Adamax(run.rate()))
            .with(form)
            .withSequenceLength(inputs.steps());
    Way way = run.mode().offline() ? Way.OFFLINE : Way.of(form);
    double lossFloat32Error =
        rows.stream().mapToDouble(TrajectoryRow::lossFloat32Error).max().orElse(Double.NaN);
    double normFloat32Error =
        rows.stream().mapToDouble(TrajectoryRow::normFloat32Error).max().orElse(Double.NaN);
    float[] parameters = new float[inputs.initial().length];
    float[] counts = new float[inputs.batch() * spec.classes()];
    try (Network network = engine.network(spec)) {
      network.writeParameters(inputs.initial());
      for (TrajectoryRow row : rows) {
        int[] labels = inputs.labels(row.minibatch());
        String array = title(run) + ", minibatch " + row.minibatch();
        network.reset();
        for (int t = 0; t < inputs.steps(); t++) {
          network.evaluate(inputs.input(row.minibatch(), t), labels);
        }
        network.readCounts(counts);
        accuracy(array, title(run), way, row, counts, labels);
        network.reset();
        for (int t = 0; t < inputs.steps(); t++) {
          network.step(inputs.input(row.minibatch(), t), labels);
        }
        double loss = network.sequenceLoss();
        network.finishSequence();
        network.readParameters(parameters);
        checks.relative(
            SOURCE,
            array,
            Quantity.of(Family.TRAJECTORY, title(run) + ": loss"),
            way,
            Math.abs(loss - row.loss()) / Math.abs(row.loss()),
            lossFloat32Error);
        norms(array, title(run), way, row, parameters, inputs.initial(), normFloat32Error);
      }
    }
  }

  private void norms(
      String array,
      String title,
      Way way,
      TrajectoryRow row,
      float[] parameters,
      float[] initial,
      double float32Error) {
    int offset = 0;
    for (int l = 0; l < row.norms().length; l++) {
      int weights = SIZES[l] * SIZES[l + 1];
      double squares = 0;
      for (int k = offset; k < offset + weights; k++) {
        double moved = (double) parameters[k] - initial[k];
        squares += moved * moved;
      }
      offset += weights + SIZES[l + 1];
      checks.relative(
          SOURCE,
          array + ", layer " + l,
          Quantity.of(Family.TRAJECTORY, title + ": |W - W0|"),
          way,
          Math.abs(Math.sqrt(squares) - row.norms()[l]) / row.norms()[l],
          float32Error);
    }
  }

  private void accuracy(
      String array, String title, Way way, TrajectoryRow row, float[] counts, int[] labels) {
    int classes = SIZES[SIZES.length - 1];
    int found = Accuracy.correct(counts, labels, classes, labels.length);
    long expected = Math.round(row.accuracy() * labels.length);
    checks.exact(
        SOURCE,
        array,
        Quantity.exact(Family.TRAJECTORY, title + ": right answers"),
        way,
        Math.abs(found - expected),
        "expected " + expected + " of " + labels.length + ", found " + found);
  }

  /**
   * What goes into the runs.
   *
   * @param dataset the letter that names it
   * @param bits [minibatches][steps][batch][bytes], eight inputs to a byte, the first one highest
   * @param allLabels [minibatches × batch] or more
   * @param initial the parameters that every run starts from
   */
  private record Inputs(String dataset, NpyArray bits, int[] allLabels, float[] initial) {
    static Inputs read(Path folder, String dataset) throws IOException {
      NpyArray bits = NpyReader.read(folder.resolve(dataset + INPUTS));
      int bytes = Math.ceilDiv(SIZES[0], 8);
      if (bits.shape().size() != 4 || bits.shape().get(3) != bytes) {
        throw new IOException(
            dataset
                + INPUTS
                + ": expected shape [minibatches, steps, batch, "
                + bytes
                + "], found "
                + bits.shape());
      }
      int[] labels = NpyReader.read(folder.resolve(LABELS)).toInts();
      int samples = Math.multiplyExact(bits.shape().get(0), bits.shape().get(2));
      if (labels.length < samples) {
        throw new IOException(LABELS + ": expected " + samples + " labels, found " + labels.length);
      }
      float[] initial = NpyReader.read(folder.resolve(INITIAL)).toFloats();
      long parameters = NetworkSpec.of(1, SIZES).parameters();
      if (initial.length != parameters) {
        throw new IOException(
            INITIAL + ": expected " + parameters + " parameters, found " + initial.length);
      }
      return new Inputs(dataset, bits, labels, initial);
    }

    int minibatches() {
      return bits.shape().get(0);
    }

    int steps() {
      return bits.shape().get(1);
    }

    int batch() {
      return bits.shape().get(2);
    }

    int[] labels(int minibatch) {
      return Arrays.copyOfRange(allLabels, minibatch * batch(), (minibatch + 1) * batch());
    }

    float[] input(int minibatch, int step) {
      int bytes = bits.shape().get(3);
      float[] input = new float[batch() * SIZES[0]];
      for (int b = 0; b < batch(); b++) {
        int row = ((minibatch * steps() + step) * batch() + b) * bytes;
        for (int i = 0; i < SIZES[0]; i++) {
          input[b * SIZES[0] + i] = bits.wholeNumber(row + i / 8) >> (7 - i % 8) & 1;
        }
      }
      return input;
    }
  }
}
