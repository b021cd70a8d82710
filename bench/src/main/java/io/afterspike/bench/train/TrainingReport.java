package io.afterspike.bench.train;

import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.bench.report.Fact;
import io.afterspike.bench.report.LearningCurves;
import io.afterspike.bench.report.Metrics;
import io.afterspike.bench.report.RunPage;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The picture and the page that a finished run leaves. */
final class TrainingReport {
  private TrainingReport() {}

  static void write(
      RunFolder folder,
      TrainingConfig config,
      Engine<?> engine,
      Dataset data,
      Network network,
      List<TrainingRow> rows,
      TrainingRun.Outcome outcome)
      throws IOException {
    Metrics metrics = metrics(rows);
    write(folder.curve(), LearningCurves.picture(metrics).svg());
    RunPage page =
        new RunPage(
            network.spec().rule() + " on " + data.name(),
            summary(network),
            results(outcome),
            metrics,
            settings(config),
            environment(engine),
            "./afterspike train --config " + folder.config());
    write(folder.report(), page.page().html());
  }

  private static Metrics metrics(List<TrainingRow> rows) {
    Metrics metrics = new Metrics(Metrics.TRAINING);
    for (TrainingRow row : rows) {
      metrics.add(
          row.minibatch(),
          row.loss(),
          row.accuracy(),
          row.validationLoss(),
          row.validationAccuracy());
    }
    return metrics;
  }

  private static String summary(Network network) {
    String made =
        "A feed-forward spiking network of "
            + network.spec().sizes()
            + " neurons, trained by "
            + network.spec().rule()
            + ", "
            + network.spec().mode()
            + ".";
    return network.spec().mode().offline()
        ? made
        : made
            + " Training values are taken while the weights already change within the sequence: they"
            + " run ahead of validation.";
  }

  private static List<Fact> results(TrainingRun.Outcome outcome) {
    Progress progress = outcome.progress();
    return List.of(
        new Fact("test accuracy", percent(outcome.testAccuracy())),
        new Fact("test loss", String.format(Locale.ROOT, "%.4f", outcome.testLoss())),
        new Fact("best validation accuracy", percent(progress.bestAccuracy())),
        new Fact("after minibatch", Long.toString(progress.bestMinibatch())));
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static List<Fact> settings(TrainingConfig config) {
    List<Fact> facts = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      if (!config.get(setting).isEmpty()) {
        facts.add(new Fact(setting.key(), config.get(setting)));
      }
    }
    return facts;
  }

  private static List<Fact> environment(Engine<?> engine) {
    return List.of(
        new Fact("engine", engine.name() + ": " + engine.description()),
        new Fact("Java", Runtime.version().toString()),
        new Fact(
            "system",
            System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " processors"));
  }

  private static void write(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(file, out -> out.write(bytes));
  }
}
