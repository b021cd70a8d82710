package io.afterspike.bench.study;

import io.afterspike.bench.json.Json;
import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.ColorScale;
import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.HeatMap;
import io.afterspike.bench.report.HtmlPage;
import io.afterspike.bench.report.LineChart;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Series;
import io.afterspike.bench.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which of two ways is faster, over width and batch, and where they break even. */
final class Crossover {
  private static final double WIDTH = 360;
  private static final double HEIGHT = 280;

  private final StudyTable table;

  Crossover(StudyTable table) {
    this.table = table;
  }

  /** Adds a heat map for each comparison, the lines of break-even, and their values. */
  void add(HtmlPage page, List<Comparison> comparisons) {
    Map<String, List<Comparison>> byTitle = new LinkedHashMap<>();
    comparisons.forEach(c -> byTitle.computeIfAbsent(c.title(), t -> new ArrayList<>()).add(c));
    byTitle.forEach(
        (title, some) -> {
          List<Drawing> maps = new ArrayList<>();
          Axis axis = axis(some);
          some.forEach(each -> map(each, axis).ifPresent(maps::add));
          if (!maps.isEmpty()) {
            page.figure(
                maps,
                "How many times as fast: "
                    + title
                    + ". Above 1 the first is faster; below 1, hatched, the second.");
            breakEven(title, some).ifPresent(chart -> page.figure(chart, ""));
            page.table(breakEvens(some));
          }
        });
  }

  /** The same colours for all maps of a figure. */
  private Axis axis(List<Comparison> comparisons) {
    double widest = 2;
    for (Comparison each : comparisons) {
      for (double width : each.values(table, StudyAxis.WIDTH)) {
        for (double batch : each.values(table, StudyAxis.BATCH)) {
          double ratio = each.ratio(table, each.point(table, width, batch));
          widest = ratio > 0 ? Math.max(widest, Math.max(ratio, 1 / ratio)) : widest;
        }
      }
    }
    return Axis.logarithmic("times as fast").reaching(1 / widest, widest);
  }

  private Optional<HeatMap> map(Comparison comparison, Axis axis) {
    List<Double> widths = comparison.values(table, StudyAxis.WIDTH);
    List<Double> batches = comparison.values(table, StudyAxis.BATCH).reversed();
    if (widths.isEmpty() || batches.isEmpty()) {
      return Optional.empty();
    }
    double[][] values = new double[batches.size()][widths.size()];
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < widths.size(); c++) {
        values[r][c] =
            comparison.ratio(table, comparison.point(table, widths.get(c), batches.get(r)));
      }
    }
    return Optional.of(
        HeatMap.of(
                comparison.name(),
                "width",
                widths.stream().map(Json::text).toList(),
                "batch",
                batches.stream().map(Json::text).toList(),
                values,
                ColorScale.diverging(axis, 1))
            .withSize(WIDTH, HEIGHT));
  }

  private Optional<LineChart> breakEven(String title, List<Comparison> comparisons) {
    List<Series> series = new ArrayList<>();
    int shown = 0;
    for (Comparison each : comparisons) {
      List<Double> widths = each.values(table, StudyAxis.WIDTH);
      double[] x = widths.stream().mapToDouble(w -> w).toArray();
      double[] y = new double[x.length];
      for (int k = 0; k < x.length; k++) {
        double batch = each.breakEven(table, x[k]);
        y[k] = batch > 0 && Double.isFinite(batch) ? batch : Double.NaN;
        shown += y[k] > 0 ? 1 : 0;
      }
      series.add(Series.of(each.name(), x, y));
    }
    if (shown < 2) {
      return Optional.empty();
    }
    return Optional.of(
        new LineChart(
            "Break-even: " + title,
            Axis.logarithmic("width"),
            Axis.logarithmic("batch from which on it is faster"),
            series));
  }

  private Table breakEvens(List<Comparison> comparisons) {
    List<Double> widths = comparisons.get(0).values(table, StudyAxis.WIDTH);
    List<String> header = new ArrayList<>(List.of("faster from batch"));
    widths.forEach(width -> header.add("width " + Json.text(width)));
    List<List<String>> rows = new ArrayList<>();
    for (Comparison each : comparisons) {
      List<String> row = new ArrayList<>(List.of(each.name()));
      for (double width : widths) {
        double batch = each.breakEven(table, width);
        row.add(
            Double.isNaN(batch)
                ? ""
                : batch == 0
                    ? "all"
                    : Double.isInfinite(batch) ? "none" : NumberText.significant(batch, 2));
      }
      rows.add(row);
    }
    return new Table(header, rows);
  }
}
