package io.afterspike.bench.train;

import io.afterspike.bench.data.Dataset;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Network;
import io.afterspike.engine.TraceForm;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** What a training run shows on the console: its settings, progress, and the result as a table. */
public final class TrainingDisplay implements AutoCloseable {
  private static final int USUAL_COLUMNS = 100;

  private final PrintWriter output;
  private final PrintWriter progress;
  private final boolean quiet;
  private final boolean terminal;
  private StatusLine status;
  private RunFolder folder;
  private long total;
  private long already;
  private long started;
  private double lastValidation = Double.NaN;

  /**
   * A display.
   *
   * @param output where settings and results go
   * @param progress where progress goes that is no part of the result
   * @param terminal whether a person looks at {@code output} as it comes
   * @param quiet whether only the result is shown
   */
  public TrainingDisplay(
      PrintWriter output, PrintWriter progress, boolean terminal, boolean quiet) {
    this.output = output;
    this.progress = terminal ? output : progress;
    this.terminal = terminal;
    this.quiet = quiet;
  }

  /** Whether standard output is a terminal that can rewrite a line. */
  public static boolean onTerminal() {
    String kind = System.getenv("TERM");
    return System.console() != null
        && System.console().isTerminal()
        && kind != null
        && !kind.equals("dumb");
  }

  private static int columns() {
    try {
      return Integer.parseInt(System.getenv().getOrDefault("COLUMNS", ""));
    } catch (NumberFormatException e) {
      return USUAL_COLUMNS;
    }
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
    this.already = progress.minibatches();
    this.started = System.nanoTime();
    this.status = new StatusLine(this.progress, terminal, columns(), System::nanoTime);
    if (!quiet) {
      row("rule", network.spec().rule() + ", " + network.spec().mode());
      row("data", data.name() + ", " + data.steps() + " steps, batches of " + config.batch());
      row("network", network.spec().sizes() + form(network));
      row("engine", engine.name() + ": " + engine.description());
      row("folder", folder.path().toString());
      if (already > 0) {
        row("resumed", "after minibatch " + already);
      }
      output.println();
      output.flush();
    }
  }

  private static String form(Network network) {
    TraceForm form = network.form(0);
    return form == TraceForm.AUTO ? "" : ", traces in " + form.label() + " form";
  }

  private void row(String name, String value) {
    output.printf("%-14s %s%n", name, value);
  }

  void trained(TrainingRow row) {
    if (row.validated()) {
      lastValidation = row.validationAccuracy();
    }
    if (quiet) {
      return;
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    double rate = (row.minibatch() - already) / seconds;
    Duration left = Duration.ofSeconds((long) ((total - row.minibatch()) / rate));
    String validation =
        Double.isNaN(lastValidation)
            ? ""
            : String.format(Locale.ROOT, "  validation %.1f %%", 100 * lastValidation);
    status.show(
        (double) row.minibatch() / total,
        String.format(
            Locale.ROOT,
            "%d/%d  loss %.4f  accuracy %.1f %%%s  %.1f/s  left %d:%02d",
            row.minibatch(),
            total,
            row.loss(),
            100 * row.accuracy(),
            validation,
            rate,
            left.toMinutes(),
            left.toSecondsPart()));
  }

  void end(TrainingRun.Outcome outcome) {
    status.clear();
    Progress done = outcome.progress();
    if (outcome.finished()) {
      output.printf(Locale.ROOT, "%-14s %9s %9s%n", "", "accuracy", "loss");
      output.printf(
          Locale.ROOT,
          "%-14s %7.2f %%           best, after minibatch %d%n",
          "validation",
          100 * done.bestAccuracy(),
          done.bestMinibatch());
      output.printf(
          Locale.ROOT,
          "%-14s %7.2f %% %9.4f  with those weights%n",
          "test",
          100 * outcome.testAccuracy(),
          outcome.testLoss());
      output.printf(Locale.ROOT, "%n%-14s %.1f s%n", "time", (System.nanoTime() - started) / 1e9);
      row("picture", folder.curve().toString());
      row("report", folder.report().toString());
      row("again", "./afterspike train --config " + folder.config());
    } else {
      output.printf(
          Locale.ROOT,
          "Saved after minibatch %d of %d. Go on with%n  ./afterspike train --resume %s%n",
          done.minibatches(),
          total,
          folder.path());
    }
    output.flush();
  }

  @Override
  public void close() {
    if (status != null) {
      status.clear();
    }
  }
}
