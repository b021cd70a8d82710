package io.afterspike.bench.paper;

import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.LineChart;
import io.afterspike.bench.report.Series;
import io.afterspike.bench.report.Spread;
import io.afterspike.bench.train.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines over minibatches: the mean over seeds, one standard deviation shaded. */
final class Curves {
  private static final double WIDTH = 545;
  private static final double HEIGHT = 420;

  private Curves() {}

  /** A line per rule of a column of training results, in the place that the rule has everywhere. */
  static LineChart ofRules(
      String title, Axis yAxis, PlanResults results, String column, double unit) {
    List<Series> series = new ArrayList<>();
    for (String rule : RuleNames.ALL.keySet()) {
      PlanResults own = results.where(Setting.RULE, rule);
      series.add(series(own.isEmpty() ? "" : RuleNames.of(rule), own, column, unit));
    }
    return chart(title, yAxis, series);
  }

  /** A line per rule of the columns {@code RULE + suffix} of cosine results. */
  static LineChart ofCosines(String title, PlanResults results, String suffix) {
    List<Series> series = new ArrayList<>();
    for (String rule : RuleNames.ALL.keySet()) {
      String column = rule + suffix;
      if (results.columns(column).length > 0) {
        series.add(series(RuleNames.of(rule), results, column, 1));
      }
    }
    return chart(title, Axis.linear("cosine to BPTT").reaching(Double.NaN, 1), series);
  }

  private static LineChart chart(String title, Axis yAxis, List<Series> series) {
    while (!series.isEmpty() && series.get(series.size() - 1).name().isEmpty()) {
      series.remove(series.size() - 1);
    }
    return new LineChart(title, Axis.count("minibatch"), yAxis, series).withSize(WIDTH, HEIGHT);
  }

  private static Series series(String name, PlanResults results, String column, double unit) {
    double[][] repetitions = results.columns(column);
    if (repetitions.length == 0) {
      return Series.of(name, new double[0], new double[0]);
    }
    double[][] scaled =
        Arrays.stream(repetitions)
            .map(values -> Arrays.stream(values).map(v -> unit * v).toArray())
            .toArray(double[][]::new);
    double[] x = results.columns("minibatch")[0];
    return Spread.over(scaled).series(name, x);
  }
}
