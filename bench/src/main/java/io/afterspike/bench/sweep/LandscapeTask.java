package io.afterspike.bench.sweep;

import io.afterspike.bench.checkpoint.Checkpoint;
import io.afterspike.bench.checkpoint.Safetensors;
import io.afterspike.bench.checkpoint.Tensor;
import io.afterspike.bench.data.Batch;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.bench.train.Progress;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Trains several rules from the same weights on the same minibatches, keeps their weights now and
 * then (as often as they would be validated), and computes the loss on a grid in the plane in which
 * the trajectories spread the most: by two principal components of the first and last weights
 * ({@code ends}), and of all kept weights ({@code all}).
 */
final class LandscapeTask implements CellTask {
  private static final List<LearningRule> RULES =
      List.of(
          LearningRule.BPTT,
          LearningRule.OTPE,
          LearningRule.APPROX_OTPE,
          LearningRule.OSTL,
          LearningRule.OTTT);
  private static final int SNAPSHOTS = 20;
  private static final int CHECKPOINTS = 5;
  private static final double MARGIN = 0.2;

  @Override
  public long work(Cell cell) {
    long points = cell.options().get("points");
    return rules(cell).size() * cell.config().minibatches() + 2 * points * points;
  }

  private static List<LearningRule> rules(Cell cell) {
    boolean offline = cell.config().spec(1, 1, 1).mode().offline();
    return offline ? RULES : RULES.subList(1, RULES.size());
  }

  @Override
  public Optional<CellResult> run(CellRun run) throws IOException {
    try (Dataset data = run.openData()) {
      Work work = new Work(run, data);
      return work.train() ? work.grids() : Optional.empty();
    }
  }

  /** One cell's state. */
  private static final class Work {
    private final CellRun run;
    private final Dataset data;
    private final List<LearningRule> rules;
    private final long minibatches;
    private final long interval;
    private final Path file;
    private final Map<LearningRule, List<float[]>> snapshots = new LinkedHashMap<>();
    private final Batch batch;
    private long done;

    Work(CellRun run, Dataset data) {
      this.run = run;
      this.data = data;
      this.rules = rules(run.cell());
      this.minibatches = run.config().minibatches();
      long every = run.config().validateEvery();
      this.interval = every > 0 ? every : Math.max(1, minibatches / SNAPSHOTS);
      this.file = run.besideCheckpoint(SweepFolder.SNAPSHOTS);
      this.batch = new Batch(data.steps(), run.config().batch(), data.units());
      rules.forEach(rule -> snapshots.put(rule, new ArrayList<>()));
    }

    private Network network(LearningRule rule) {
      NetworkSpec spec = run.config().spec(data.units(), data.classes(), data.steps());
      return run.engine().network(spec.with(rule, spec.mode()));
    }

    /** Whether all rules were trained to the end. */
    boolean train() throws IOException {
      Optional<Checkpoint> saved = run.saved();
      int first = 0;
      if (saved.isPresent()) {
        first = rules.indexOf(saved.get().rule());
        readSnapshots(first, saved.get().minibatch());
      }
      for (int r = first; r < rules.size(); r++) {
        boolean resumes = r == first && saved.isPresent();
        done = r * minibatches;
        if (!train(rules.get(r), resumes ? saved.get() : null)) {
          return false;
        }
      }
      return true;
    }

    private boolean train(LearningRule rule, Checkpoint saved) throws IOException {
      try (Network network = network(rule)) {
        long minibatch = 0;
        if (saved == null) {
          network.initialize(run.config().seed());
          snapshot(rule, network);
        } else {
          network.restore(saved.state());
          minibatch = saved.minibatch();
        }
        for (; minibatch < minibatches; ) {
          if (run.stopped()) {
            save(network, minibatch);
            return false;
          }
          data.training(run.config().seed(), minibatch++, batch);
          network.reset();
          for (int t = 0; t < batch.steps(); t++) {
            network.step(batch.input(t), batch.labels());
          }
          network.finishSequence();
          if (minibatch % interval == 0 || minibatch == minibatches) {
            snapshot(rule, network);
          }
          run.progress(done + minibatch);
          if (minibatch % Math.max(1, minibatches / CHECKPOINTS) == 0) {
            save(network, minibatch);
          }
        }
        return true;
      }
    }

    private void snapshot(LearningRule rule, Network network) {
      float[] parameters = new float[network.parameters()];
      network.readParameters(parameters);
      for (float value : parameters) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "training by " + rule + " diverged; a smaller lr may help");
        }
      }
      snapshots.get(rule).add(parameters);
    }

    /** The snapshots first: a checkpoint never claims any that are missing. */
    private void save(Network network, long minibatch) throws IOException {
      Map<String, Tensor> tensors = new TreeMap<>();
      snapshots.forEach(
          (rule, kept) -> {
            for (int k = 0; k < kept.size(); k++) {
              tensors.put(name(rule, k), Tensor.of(kept.get(k)));
            }
          });
      Safetensors content = new Safetensors(new TreeMap<>(), new TreeMap<>(tensors));
      AtomicFiles.write(file, content::writeTo);
      run.save(network, new Progress(minibatch, Double.NaN, 0, new float[0]), Map.of());
    }

    private static String name(LearningRule rule, int number) {
      return rule.label() + "." + number;
    }

    /** All of the rules before, and those of the rule at hand up to the checkpoint. */
    private void readSnapshots(int current, long minibatch) {
      Map<String, Tensor> tensors = Safetensors.read(file).tensors();
      for (int r = 0; r <= current; r++) {
        long until = r < current ? minibatches : minibatch;
        long count = 1 + until / interval + (until == minibatches && until % interval > 0 ? 1 : 0);
        for (int k = 0; k < count; k++) {
          Tensor tensor = tensors.get(name(rules.get(r), k));
          if (tensor == null) {
            throw new IllegalArgumentException(
                file + ": expected the tensor " + name(rules.get(r), k) + ", found none");
          }
          snapshots.get(rules.get(r)).add(tensor.floats());
        }
      }
    }

    Optional<CellResult> grids() throws IOException {
      List<float[]> all = new ArrayList<>();
      List<float[]> ends = new ArrayList<>();
      ends.add(snapshots.get(rules.get(0)).get(0));
      for (List<float[]> kept : snapshots.values()) {
        all.addAll(kept);
        ends.add(kept.get(kept.size() - 1));
      }
      Map<String, Double> values = new LinkedHashMap<>();
      Map<String, double[]> columns = new LinkedHashMap<>();
      done = rules.size() * minibatches;
      try (Network network = network(rules.get(0))) {
        if (grid("ends", PrincipalAxes.of(ends), network, values, columns)
            && grid("all", PrincipalAxes.of(all), network, values, columns)) {
          return Optional.of(CellResult.of(run.cell(), DataFacts.of(data), "", values, columns));
        }
      }
      return Optional.empty();
    }

    /** Whether it was computed to the end; if not, all rules' trainings are saved anyway. */
    private boolean grid(
        String name,
        PrincipalAxes axes,
        Network network,
        Map<String, Double> values,
        Map<String, double[]> columns) {
      double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
      double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
      snapshots.forEach(
          (rule, kept) -> {
            for (int axis = 0; axis < 2; axis++) {
              int a = axis;
              double[] path = kept.stream().mapToDouble(p -> axes.coordinate(p, a)).toArray();
              for (double value : path) {
                low[a] = Math.min(low[a], value);
                high[a] = Math.max(high[a], value);
              }
              columns.put(name + "_" + rule.label() + (a == 0 ? "_x" : "_y"), path);
            }
          });
      int points = Math.toIntExact(run.cell().options().get("points"));
      double[] x = spaced(low[0], high[0], points);
      double[] y = spaced(low[1], high[1], points);
      double[] losses = new double[points * points];
      data.validation(0, batch);
      for (int row = 0; row < points; row++) {
        for (int column = 0; column < points; column++) {
          if (run.stopped()) {
            return false;
          }
          network.writeParameters(axes.point(x[column], y[row]));
          losses[row * points + column] = loss(network);
          run.progress(++done);
        }
      }
      values.put(name + "_variance_x", axes.share(0));
      values.put(name + "_variance_y", axes.share(1));
      columns.put(name + "_grid_x", x);
      columns.put(name + "_grid_y", y);
      columns.put(name + "_grid_loss", losses);
      return true;
    }

    private static double[] spaced(double low, double high, int points) {
      double margin = MARGIN * Math.max(high - low, 1e-6);
      double[] values = new double[points];
      for (int k = 0; k < points; k++) {
        values[k] = low - margin + (high - low + 2 * margin) * k / Math.max(1, points - 1);
      }
      return values;
    }

    private double loss(Network network) {
      network.reset();
      for (int t = 0; t < batch.steps(); t++) {
        network.evaluate(batch.input(t), batch.labels());
      }
      return network.sequenceLoss();
    }
  }
}
