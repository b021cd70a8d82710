package io.afterspike.bench.paper;

import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.train.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Accuracy or loss over minibatches, one picture a data set (and size), one line a rule. */
final class CurvesContent implements Content {
  private static final String PAPERS_SIZE = "128-128";

  private final String column;
  private final boolean allSizes;

  /**
   * A page of curves.
   *
   * @param column {@code validation_accuracy}, or {@code loss} for both losses
   * @param allSizes whether to show every size of the network, or only the paper's smallest
   */
  CurvesContent(String column, boolean allSizes) {
    this.column = column;
    this.allSizes = allSizes;
  }

  @Override
  public void add(Sheet sheet, Map<String, PlanResults> results) {
    for (PlanResults plan : results.values()) {
      for (String data : plan.values(Setting.DATA)) {
        PlanResults ofData = plan.where(Setting.DATA, data);
        for (String layers : ofData.values(Setting.LAYERS)) {
          if (allSizes || layers.equals(PAPERS_SIZE)) {
            String title = RuleNames.data(data) + (allSizes ? ", hidden layers " + layers : "");
            add(sheet, title, ofData.where(Setting.LAYERS, layers));
          }
        }
      }
    }
  }

  private void add(Sheet sheet, String title, PlanResults results) {
    sheet.page().heading(title);
    int seeds = results.values(Setting.SEED).size();
    String spread =
        seeds > 1
            ? " Lines are means over " + seeds + " seeds, one standard deviation is shaded."
            : " One seed: nothing is said of the spread.";
    if (column.equals("loss")) {
      List<Drawing> charts = new ArrayList<>();
      charts.add(Curves.ofRules("Training loss", Axis.linear("cross entropy"), results, "loss", 1));
      charts.add(
          Curves.ofRules(
              "Validation loss", Axis.linear("cross entropy"), results, "validation_loss", 1));
      sheet.figure(
          charts,
          "Cross entropy at each step, mean over steps and samples; training points are means of the"
              + " minibatches since the last validation."
              + spread);
    } else {
      sheet.figure(
          List.of(
              Curves.ofRules(
                  "Validation accuracy",
                  Axis.linear("right answers (%)").reaching(0, 10),
                  results,
                  column,
                  100)),
          "Share of validation samples answered rightly." + spread);
    }
    sheet.page().table(table(results));
  }

  private static Table table(PlanResults results) {
    List<List<String>> rows = new ArrayList<>();
    for (String rule : RuleNames.ALL.keySet()) {
      PlanResults own = results.where(Setting.RULE, rule);
      if (own.isEmpty()) {
        continue;
      }
      double[] last =
          own.rows().stream()
              .map(row -> row.result().column("loss"))
              .mapToDouble(c -> c.length == 0 ? Double.NaN : c[c.length - 1])
              .toArray();
      rows.add(
          List.of(
              RuleNames.of(rule),
              Texts.percent(own.values("best_validation_accuracy")),
              Texts.percent(own.values("test_accuracy")),
              Texts.plain(last),
              Texts.percent(own.values("layer_1_density")),
              own.rows().stream().filter(r -> !r.result().remark().isEmpty()).count() + ""));
    }
    return new Table(
        List.of(
            "rule",
            "best validation accuracy %",
            "test accuracy %",
            "training loss at the end",
            "spikes a neuron and step, hidden 1, %",
            "diverged"),
        rows);
  }
}
