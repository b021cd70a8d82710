package io.afterspike.bench.train;

import io.afterspike.bench.data.Batch;
import io.afterspike.engine.Network;

/** Runs a network over a whole split without learning. */
final class Evaluation {
  /**
   * What came out.
   *
   * @param loss the mean cross entropy over steps and samples
   * @param accuracy the share of samples answered rightly, 0 to 1
   */
  record Result(double loss, double accuracy) {}

  /** Fills a batch with the samples from {@code first} on. */
  interface Split {
    void fill(int first, Batch batch);
  }

  private Evaluation() {}

  /** Evaluates {@code samples} samples; the network is reset before and between. */
  static Result of(Network network, Batch batch, int samples, Split split) {
    int classes = network.spec().classes();
    float[] counts = new float[batch.samples() * classes];
    float[] losses = new float[batch.samples()];
    double loss = 0;
    int correct = 0;
    for (int first = 0; first < samples; first += batch.samples()) {
      split.fill(first, batch);
      network.reset();
      for (int t = 0; t < batch.steps(); t++) {
        network.evaluate(batch.input(t), batch.labels());
      }
      network.readCounts(counts);
      network.readSequenceLosses(losses);
      correct += Accuracy.correct(counts, batch.labels(), classes, batch.used());
      for (int b = 0; b < batch.used(); b++) {
        loss += losses[b];
      }
    }
    network.reset();
    return new Result(loss / samples / batch.steps(), (double) correct / samples);
  }
}
