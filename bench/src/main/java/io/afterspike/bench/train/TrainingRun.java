package io.afterspike.bench.train;

import io.afterspike.bench.data.Batch;
import io.afterspike.bench.data.Dataset;
import io.afterspike.engine.Network;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * The training loop: minibatches, validation, the best parameters, checkpoints, the final test. A
 * run that stops and is resumed from a checkpoint continues bit for bit.
 */
public final class TrainingRun {
  /** Who is told what happens; called on the training thread. */
  public interface Observer {
    /** A minibatch was trained. */
    void trained(TrainingRow row);

    /** Everything that a resumed run needs should be saved now. */
    void checkpoint(Progress progress);
  }

  /**
   * How a run ended.
   *
   * @param finished whether all minibatches were trained; else it was interrupted
   * @param progress how far it came
   * @param testLoss the best parameters' loss on the test data; NaN if interrupted
   * @param testAccuracy the best parameters' accuracy on the test data; NaN if interrupted
   */
  public record Outcome(
      boolean finished, Progress progress, double testLoss, double testAccuracy) {}

  private final TrainingConfig config;
  private final Dataset data;
  private final Network network;
  private final Observer observer;
  private final Batch batch;
  private final float[] counts;
  private Progress progress;

  /**
   * A run that has come as far as {@code progress}.
   *
   * @param network initialised or restored; of the data's sizes
   */
  public TrainingRun(
      TrainingConfig config, Dataset data, Network network, Progress progress, Observer observer) {
    this.config = Objects.requireNonNull(config, "config");
    this.data = Objects.requireNonNull(data, "data");
    this.network = Objects.requireNonNull(network, "network");
    this.progress = Objects.requireNonNull(progress, "progress");
    this.observer = Objects.requireNonNull(observer, "observer");
    this.batch = new Batch(data.steps(), config.batch(), data.units());
    this.counts = new float[config.batch() * data.classes()];
  }

  /**
   * Trains until the end, or until {@code stop} says so between two minibatches; then saves.
   *
   * @throws TrainingDivergedException if a loss is not finite, or a weight is not where the run is
   *     validated or saved; the last checkpoint stays
   */
  public Outcome train(BooleanSupplier stop) {
    long total = config.minibatches();
    long validateEvery = interval(config.validateEvery(), 20);
    long checkpointEvery = interval(config.checkpointEvery(), 10);
    while (progress.minibatches() < total) {
      if (stop.getAsBoolean()) {
        requireFinite(progress.minibatches());
        observer.checkpoint(progress);
        return new Outcome(false, progress, Double.NaN, Double.NaN);
      }
      long done = progress.minibatches() + 1;
      observer.trained(minibatch(done, done % validateEvery == 0 || done == total));
      if (done % checkpointEvery == 0 || done == total) {
        requireFinite(done);
        observer.checkpoint(progress);
      }
    }
    Evaluation.Result test = test();
    return new Outcome(true, progress, test.loss(), test.accuracy());
  }

  /** A setting of 0 means that many times in the run. */
  private long interval(long setting, int times) {
    return setting > 0 ? setting : Math.max(1, config.minibatches() / times);
  }

  private TrainingRow minibatch(long number, boolean validate) {
    data.training(config.seed(), number - 1, batch);
    network.reset();
    for (int t = 0; t < batch.steps(); t++) {
      network.step(batch.input(t), batch.labels());
    }
    network.finishSequence();
    double loss = network.sequenceLoss();
    if (!Double.isFinite(loss)) {
      throw new TrainingDivergedException(number, loss);
    }
    network.readCounts(counts);
    int correct = Accuracy.correct(counts, batch.labels(), data.classes(), batch.used());
    double accuracy = (double) correct / batch.used();
    Evaluation.Result validation = new Evaluation.Result(Double.NaN, Double.NaN);
    if (validate) {
      requireFinite(number);
      validation = Evaluation.of(network, batch, data.validationSamples(), data::validation);
    }
    progress = advanced(number, validation.accuracy());
    return new TrainingRow(number, loss, accuracy, validation.loss(), validation.accuracy());
  }

  /** Neurons with weights that are no number fall silent, and the loss stays finite. */
  private void requireFinite(long minibatch) {
    float[] parameters = new float[network.parameters()];
    network.readParameters(parameters);
    for (int k = 0; k < parameters.length; k++) {
      if (!Float.isFinite(parameters[k])) {
        throw new TrainingDivergedException(minibatch, k, parameters[k]);
      }
    }
  }

  private Progress advanced(long number, double validationAccuracy) {
    boolean better =
        validationAccuracy > progress.bestAccuracy()
            || !Double.isNaN(validationAccuracy) && Double.isNaN(progress.bestAccuracy());
    if (!better) {
      return new Progress(
          number, progress.bestAccuracy(), progress.bestMinibatch(), progress.bestParameters());
    }
    float[] parameters = new float[network.parameters()];
    network.readParameters(parameters);
    return new Progress(number, validationAccuracy, number, parameters);
  }

  /** Evaluates the best parameters on the test data; the network keeps its own. */
  private Evaluation.Result test() {
    float[] last = new float[network.parameters()];
    network.readParameters(last);
    network.writeParameters(progress.bestParameters());
    Evaluation.Result result = Evaluation.of(network, batch, data.testSamples(), data::test);
    network.writeParameters(last);
    return result;
  }
}
