package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The report page of a training run. The same arguments give the same bytes.
 *
 * @param title what was trained, on what
 * @param summary a sentence or two about it; may be empty
 * @param results the few numbers that matter most, such as the test accuracy
 * @param metrics with the columns {@link Metrics#TRAINING}
 * @param settings the configuration
 * @param environment what it ran on: JDK, CPU, vector width, engine
 * @param command what to type to run it again
 */
public record RunPage(
    String title,
    String summary,
    List<Fact> results,
    Metrics metrics,
    List<Fact> settings,
    List<Fact> environment,
    String command) {
  private static final int MOST_ROWS = 20;

  /** Nothing may be null; the lists are copied. */
  public RunPage {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(summary, "summary");
    results = List.copyOf(results);
    Objects.requireNonNull(metrics, "metrics");
    settings = List.copyOf(settings);
    environment = List.copyOf(environment);
    Objects.requireNonNull(command, "command");
  }

  /** The page, to which more can be added. */
  public HtmlPage page() {
    HtmlPage page = new HtmlPage(title);
    if (!summary.isEmpty()) {
      page.summary(summary);
    }
    page.highlights(results);
    page.figure(LearningCurves.panels(metrics), LearningCurves.caption(metrics));
    Table table = table();
    if (!table.rows().isEmpty()) {
      page.heading("Course of the run").table(table);
    }
    return page.heading("Settings")
        .facts(settings)
        .heading("Ran on")
        .facts(environment)
        .heading("Run it again")
        .code(command);
  }

  /** Rows with validation, evenly chosen if they are many, the last one always. */
  private Table table() {
    double[] checked = metrics.column("validation_accuracy");
    List<Integer> candidates = new ArrayList<>();
    for (int row = 0; row < checked.length; row++) {
      if (!Double.isNaN(checked[row])) {
        candidates.add(row);
      }
    }
    double[] loss = metrics.column("loss");
    double[] accuracy = metrics.column("accuracy");
    double[] checkedLoss = metrics.column("validation_loss");
    List<List<String>> rows = new ArrayList<>();
    int shown = Math.min(MOST_ROWS, candidates.size());
    for (int k = 1; k <= shown; k++) {
      int row = candidates.get((int) ((long) k * candidates.size() / shown) - 1);
      rows.add(
          List.of(
              NumberText.count(metrics.step(row)),
              measured(loss[row]),
              percent(accuracy[row]),
              measured(checkedLoss[row]),
              percent(checked[row])));
    }
    String step = metrics.columns().get(0).replace('_', ' ');
    return new Table(
        List.of(step, "loss", "accuracy", "validation loss", "validation accuracy"), rows);
  }

  private static String measured(double value) {
    return Double.isNaN(value) ? "–" : NumberText.fixed(value, 4);
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "–" : NumberText.percent(share);
  }
}
