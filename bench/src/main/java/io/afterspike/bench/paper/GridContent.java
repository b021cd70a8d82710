package io.afterspike.bench.paper;

import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.ColorScale;
import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.HeatMap;
import io.afterspike.bench.report.LineChart;
import io.afterspike.bench.report.Series;
import io.afterspike.bench.report.Spread;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.train.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Test accuracies over one setting, and over the sizes of the network if there are several. */
final class GridContent implements Content {
  /** The setting that is swept. */
  enum Axis2 {
    SLOPE(Setting.SLOPE, "slope of the surrogate"),
    LEARNING_RATE(Setting.LEARNING_RATE, "learning rate");

    private final Setting setting;
    private final String label;

    Axis2(Setting setting, String label) {
      this.setting = setting;
      this.label = label;
    }
  }

  private final Axis2 axis;

  GridContent(Axis2 axis) {
    this.axis = axis;
  }

  @Override
  public void add(Sheet sheet, Map<String, PlanResults> results) {
    for (PlanResults plan : results.values()) {
      List<String> sizes = plan.values(Setting.LAYERS);
      List<Drawing> charts = new ArrayList<>();
      for (String size : sizes) {
        charts.add(
            lines(
                sizes.size() > 1 ? "Hidden layers " + size : "Test accuracy",
                plan.where(Setting.LAYERS, size)));
      }
      int seeds = plan.values(Setting.SEED).size();
      sheet.figure(
          charts,
          "Test accuracy with the weights that were best on validation data. "
              + (seeds > 1
                  ? "Means over " + seeds + " seeds, one standard deviation shaded."
                  : "One seed: nothing is said of the spread."));
      if (sizes.size() > 1) {
        List<Drawing> maps = new ArrayList<>();
        ColorScale colors = colors(plan);
        for (String rule : RuleNames.ALL.keySet()) {
          PlanResults own = plan.where(Setting.RULE, rule);
          if (!own.isEmpty()) {
            maps.add(map(RuleNames.of(rule), own, sizes, colors));
          }
        }
        sheet.figure(maps, "The same as maps, one a rule: mean test accuracy in %.");
      }
      sheet.page().table(table(plan, sizes));
    }
  }

  /** The same for all maps, so that they can be compared. */
  private static ColorScale colors(PlanResults plan) {
    double[] accuracies = plan.values("test_accuracy");
    double least = Arrays.stream(accuracies).filter(v -> v == v).min().orElse(0);
    double most = Arrays.stream(accuracies).filter(v -> v == v).max().orElse(1);
    return ColorScale.sequential(
        Axis.linear("test accuracy (%)").reaching(100 * least, 100 * most));
  }

  private List<String> steps(PlanResults results) {
    return results.values(axis.setting);
  }

  private Drawing lines(String title, PlanResults results) {
    List<Series> series = new ArrayList<>();
    for (String rule : RuleNames.ALL.keySet()) {
      PlanResults own = results.where(Setting.RULE, rule);
      List<String> steps = steps(own);
      double[] x = steps.stream().mapToDouble(Double::parseDouble).toArray();
      if (own.isEmpty()) {
        series.add(Series.of("", x, x));
        continue;
      }
      int seeds = own.values(Setting.SEED).size();
      double[][] accuracies = new double[seeds][x.length];
      for (int k = 0; k < x.length; k++) {
        double[] values = own.where(axis.setting, steps.get(k)).values("test_accuracy");
        for (int s = 0; s < seeds; s++) {
          accuracies[s][k] = s < values.length ? 100 * values[s] : Double.NaN;
        }
      }
      series.add(Spread.over(accuracies).series(RuleNames.of(rule), x));
    }
    return new LineChart(
            title,
            Axis.logarithmic(axis.label),
            Axis.linear("right answers (%)").reaching(0, 10),
            series)
        .withSize(545, 420);
  }

  private Drawing map(String title, PlanResults results, List<String> sizes, ColorScale colors) {
    List<String> steps = steps(results);
    double[][] values = new double[sizes.size()][steps.size()];
    for (int r = 0; r < sizes.size(); r++) {
      for (int c = 0; c < steps.size(); c++) {
        double[] accuracies =
            results
                .where(Setting.LAYERS, sizes.get(r))
                .where(axis.setting, steps.get(c))
                .values("test_accuracy");
        double sum = 0;
        for (double accuracy : accuracies) {
          sum += 100 * accuracy;
        }
        values[r][c] = sum / accuracies.length;
      }
    }
    return HeatMap.of(title, axis.label, steps, "hidden layers", sizes, values, colors)
        .withSize(360, 250);
  }

  private Table table(PlanResults plan, List<String> sizes) {
    List<String> header = new ArrayList<>(List.of("hidden layers", "rule"));
    List<String> steps = steps(plan);
    steps.forEach(step -> header.add(axis.setting.key() + " " + step));
    List<List<String>> rows = new ArrayList<>();
    for (String size : sizes) {
      for (String rule : RuleNames.ALL.keySet()) {
        PlanResults own = plan.where(Setting.LAYERS, size).where(Setting.RULE, rule);
        if (own.isEmpty()) {
          continue;
        }
        List<String> row = new ArrayList<>(List.of(size, RuleNames.of(rule)));
        steps.forEach(
            step -> row.add(Texts.percent(own.where(axis.setting, step).values("test_accuracy"))));
        rows.add(row);
      }
    }
    return new Table(header, rows);
  }
}
