package io.afterspike.bench.train;

import io.afterspike.bench.data.Dataset;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Network;
import java.io.PrintWriter;
import java.util.Locale;

/** What a training run shows on the console: its settings, progress, and the result as a table. */
public final class TrainingDisplay implements AutoCloseable {
  private final PrintWriter output;
  private final boolean quiet;
  private RunFolder folder;
  private long total;
  private long started;
  private long shown;

  /** A display that prints to {@code output}; quiet ones show only the result. */
  public TrainingDisplay(PrintWriter output, boolean quiet) {
    this.output = output;
    this.quiet = quiet;
  }

  void start(
      TrainingConfig config,
      Engine<?> engine,
      Network network,
      Dataset data,
      RunFolder folder,
      Progress progress) {
    this.folder = folder;
    this.total = config.minibatches();
    this.started = System.nanoTime();
    this.shown = started;
    if (!quiet) {
      output.printf(
          "%s %s on %s, %s, batch %d, %d steps%n",
          network.spec().rule(),
          network.spec().mode(),
          data.name(),
          network.spec().sizes(),
          config.batch(),
          data.steps());
      output.printf("engine %s: %s%n", engine.name(), engine.description());
      output.printf("run folder %s%n", folder.path());
      if (progress.minibatches() > 0) {
        output.printf("resumed after minibatch %d%n", progress.minibatches());
      }
      output.flush();
    }
  }

  void trained(TrainingRow row) {
    long now = System.nanoTime();
    if (!quiet && (now - shown > 5_000_000_000L || row.validated())) {
      shown = now;
      output.printf(
          Locale.ROOT,
          "%6d/%d  loss %.4f  accuracy %5.1f %%  validation %5.1f %%%n",
          row.minibatch(),
          total,
          row.loss(),
          100 * row.accuracy(),
          100 * row.validationAccuracy());
      output.flush();
    }
  }

  void end(TrainingRun.Outcome outcome) {
    if (outcome.finished()) {
      output.printf(
          Locale.ROOT,
          "validation %.2f %% (best, minibatch %d)  test %.2f %%  loss %.4f  %.1f s%n",
          100 * outcome.progress().bestAccuracy(),
          outcome.progress().bestMinibatch(),
          100 * outcome.testAccuracy(),
          outcome.testLoss(),
          (System.nanoTime() - started) / 1e9);
    } else {
      output.printf(
          "saved after minibatch %d of %d; go on with: ./afterspike train --resume %s%n",
          outcome.progress().minibatches(), total, folder.path());
    }
    output.flush();
  }

  @Override
  public void close() {
    output.flush();
  }
}
