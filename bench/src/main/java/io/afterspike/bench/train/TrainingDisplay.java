package io.afterspike.bench.train;

import io.afterspike.bench.console.ProgressLine;
import io.afterspike.bench.console.Screen;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.report.Fact;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.report.TextTable;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Network;
import io.afterspike.engine.TraceForm;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a training run shows on the console: its settings, progress, and the result as a table. */
public final class TrainingDisplay implements AutoCloseable {
  private final PrintWriter output;
  private final Screen screen;
  private ProgressLine progress;
  private RunFolder folder;
  private long total;
  private double lastValidation = Double.NaN;

  /**
   * A display.
   *
   * @param output where settings and results go
   * @param screen where progress is shown; a silent one leaves the settings out too
   */
  public TrainingDisplay(PrintWriter output, Screen screen) {
    this.output = output;
    this.screen = screen;
  }

  void start(
      TrainingConfig config,
      Engine<?> engine,
      Network network,
      Dataset data,
      RunFolder folder,
      Progress start) {
    this.folder = folder;
    this.total = config.minibatches();
    if (screen.kind() != Screen.Kind.SILENT) {
      List<Fact> facts = new ArrayList<>();
      facts.add(new Fact("rule", network.spec().rule() + ", " + network.spec().mode()));
      facts.add(
          new Fact(
              "data", data.name() + ", " + data.steps() + " steps, batches of " + config.batch()));
      facts.add(new Fact("network", network.spec().sizes() + form(network)));
      facts.add(new Fact("engine", engine.name() + ": " + engine.description()));
      facts.add(new Fact("folder", folder.path().toString()));
      if (start.minibatches() > 0) {
        facts.add(new Fact("resumed", "after minibatch " + start.minibatches()));
      }
      output.println(TextTable.of(facts));
      output.flush();
    }
    // A resumed run may have been asked for fewer minibatches than it has trained.
    long done = Math.min(start.minibatches(), total);
    progress = new ProgressLine(screen, "minibatches", done, total);
  }

  private static String form(Network network) {
    TraceForm form = network.form(0);
    return form == TraceForm.AUTO ? "" : ", traces in " + form.label() + " form";
  }

  void trained(TrainingRow row) {
    if (row.validated()) {
      lastValidation = row.validationAccuracy();
    }
    progress.update(row.minibatch(), () -> detail(row));
  }

  private String detail(TrainingRow row) {
    String shown =
        String.format(Locale.ROOT, "loss %.4f  accuracy %.1f %%", row.loss(), 100 * row.accuracy());
    return Double.isNaN(lastValidation)
        ? shown
        : shown + String.format(Locale.ROOT, "  validation %.1f %%", 100 * lastValidation);
  }

  void end(TrainingRun.Outcome outcome) {
    progress.close();
    Progress done = outcome.progress();
    if (outcome.finished()) {
      output.println(
          TextTable.of(
              new Table(
                  List.of("", "accuracy", "loss", ""),
                  List.of(
                      List.of(
                          "validation",
                          TrainingReport.percent(done.bestAccuracy()),
                          "",
                          "best, after minibatch " + done.bestMinibatch()),
                      List.of(
                          "test",
                          TrainingReport.percent(outcome.testAccuracy()),
                          String.format(Locale.ROOT, "%.4f", outcome.testLoss()),
                          "with those weights")))));
      output.println(
          TextTable.of(
              List.of(
                  new Fact("picture", folder.curve().toString()),
                  new Fact("report", folder.report().toString()),
                  new Fact("again", "./afterspike train --config " + folder.config()))));
    } else {
      output.printf(
          "Saved after minibatch %d of %d. Go on with%n  ./afterspike train --resume %s%n",
          done.minibatches(), total, folder.path());
    }
    output.flush();
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
    }
  }
}
