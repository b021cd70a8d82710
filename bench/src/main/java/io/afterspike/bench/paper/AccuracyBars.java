package io.afterspike.bench.paper;

import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.BarChart;
import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.Spread;
import io.afterspike.bench.train.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Test accuracies as bars, one a rule. */
final class AccuracyBars {
  private AccuracyBars() {}

  static Drawing of(String title, PlanResults results) {
    List<String> names = new ArrayList<>();
    List<double[]> accuracies = new ArrayList<>();
    int seeds = 1;
    for (String rule : RuleNames.ALL.keySet()) {
      PlanResults own = results.where(Setting.RULE, rule);
      if (!own.isEmpty()) {
        names.add(RuleNames.of(rule));
        accuracies.add(own.values("test_accuracy"));
        seeds = Math.max(seeds, own.rows().size());
      }
    }
    double[][] values = new double[seeds][names.size()];
    for (double[] row : values) {
      Arrays.fill(row, Double.NaN);
    }
    for (int r = 0; r < accuracies.size(); r++) {
      for (int s = 0; s < accuracies.get(r).length; s++) {
        values[s][r] = 100 * accuracies.get(r)[s];
      }
    }
    return new BarChart(
            title,
            Axis.linear("right answers (%)").reaching(0, 10),
            names,
            List.of(Spread.over(values).bars("")))
        .withWidth(545);
  }

  /** Of a sample; NaN of fewer than two. */
  static double deviation(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }
}
