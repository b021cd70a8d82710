package io.afterspike.bench.paper;

import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.train.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Table 3: accuracies on SSC at two learning rates, the paper's beside ours. */
final class TableThreeContent implements Content {
  /** At 1e-3 and at 1e-4. */
  private static final Map<String, double[]> PAPER =
      Map.of(
          "ottt", new double[] {18.5, 20.0},
          "ostl", new double[] {17.8, 21.2},
          "otpe", new double[] {19.9, 24.2},
          "approx-otpe", new double[] {19.1, 19.7},
          "f-otpe", new double[] {6.5, 36.1},
          "f-approx-otpe", new double[] {6.1, 26.1});

  @Override
  public void add(Sheet sheet, Map<String, PlanResults> results) {
    for (PlanResults plan : results.values()) {
      List<String> rates = plan.values(Setting.LEARNING_RATE);
      List<String> header = new ArrayList<>(List.of("rule"));
      for (String rate : rates) {
        header.add("paper, lr " + rate + ", %");
        header.add("ours, lr " + rate + ", %");
      }
      List<List<String>> rows = new ArrayList<>();
      for (String rule : RuleNames.ALL.keySet()) {
        PlanResults own = plan.where(Setting.RULE, rule);
        if (own.isEmpty()) {
          continue;
        }
        List<String> row = new ArrayList<>(List.of(RuleNames.of(rule)));
        for (String rate : rates) {
          row.add(Texts.fixed(paper(rule, rate), 1));
          row.add(Texts.percent(own.where(Setting.LEARNING_RATE, rate).values("test_accuracy")));
        }
        rows.add(row);
      }
      sheet.page().table(new Table(header, rows));
      List<Drawing> charts = new ArrayList<>();
      for (String rate : rates) {
        charts.add(
            AccuracyBars.of(
                "Test accuracy, learning rate " + rate, plan.where(Setting.LEARNING_RATE, rate)));
      }
      sheet.figure(
          charts,
          "Test accuracy with the weights that were best on validation data; bars are means over"
              + " seeds, with one standard deviation where there are several.");
    }
  }

  private static double paper(String rule, String rate) {
    double[] values = PAPER.get(rule);
    double number = Double.parseDouble(rate);
    return values == null
        ? Double.NaN
        : number == 1e-3 ? values[0] : number == 1e-4 ? values[1] : Double.NaN;
  }
}
