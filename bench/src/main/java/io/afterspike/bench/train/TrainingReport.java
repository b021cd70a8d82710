package io.afterspike.bench.train;

import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.HtmlPage;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The pictures and the page that a finished run leaves. */
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
    Drawing curve = LearningCurve.of(rows);
    write(folder.curve(), curve.svg());
    HtmlPage page = new HtmlPage(network.spec().rule() + " on " + data.name());
    page.paragraph(
        "A feed-forward spiking network of "
            + network.spec().sizes()
            + " neurons, trained "
            + network.spec().mode()
            + " by "
            + network.spec().rule()
            + ".");
    page.table(List.of("", "accuracy", "loss", ""), results(outcome));
    page.figure(curve, caption(network));
    page.heading("Settings");
    page.table(List.of("setting", "value", "meaning"), settings(config));
    page.heading("Made on");
    page.table(List.of("", ""), environment(engine));
    page.heading("Again");
    page.code("./afterspike train --config " + folder.config());
    write(folder.report(), page.html());
  }

  private static String caption(Network network) {
    String caption = "Loss and accuracy after each minibatch.";
    return network.spec().mode().offline()
        ? caption
        : caption
            + " Training values are taken while the weights already change within the sequence, so"
            + " online they run ahead of validation.";
  }

  private static List<List<String>> results(TrainingRun.Outcome outcome) {
    Progress progress = outcome.progress();
    return List.of(
        List.of(
            "validation",
            percent(progress.bestAccuracy()),
            "",
            "best, after minibatch " + progress.bestMinibatch()),
        List.of(
            "test",
            percent(outcome.testAccuracy()),
            String.format(Locale.ROOT, "%.4f", outcome.testLoss()),
            "with those weights"));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static List<List<String>> settings(TrainingConfig config) {
    List<List<String>> rows = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      if (!config.get(setting).isEmpty()) {
        rows.add(List.of(setting.key(), config.get(setting), setting.meaning()));
      }
    }
    return rows;
  }

  private static List<List<String>> environment(Engine<?> engine) {
    return List.of(
        List.of("engine", engine.name() + ": " + engine.description()),
        List.of("Java", Runtime.version().toString()),
        List.of(
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
