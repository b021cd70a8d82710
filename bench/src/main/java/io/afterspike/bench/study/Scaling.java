package io.afterspike.bench.study;

import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.LineChart;
import io.afterspike.bench.report.NumberText;
import io.afterspike.bench.report.Series;
import io.afterspike.bench.report.Table;
import io.afterspike.bench.scaling.PowerFit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Time along each axis through the base. */
final class Scaling {
  private static final double WIDTH = 560;
  private static final double HEIGHT = 420;

  private final StudyTable table;

  Scaling(StudyTable table) {
    this.table = table;
  }

  private List<StudyRow> line(StudyDevice device, StudyLine line, StudyAxis axis) {
    StudyPoint base = table.base(device);
    List<StudyRow> rows = new ArrayList<>();
    for (double value : table.values(device, axis, StudyTable.around(base, axis))) {
      StudyRow row = table.row(device, line, base.with(axis, value));
      if (row != null) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static double[] values(List<StudyRow> rows, ToDoubleFunction<StudyRow> what) {
    return rows.stream().mapToDouble(what).toArray();
  }

  /** A picture for each axis along which there are at least two values. */
  List<Drawing> pictures(StudyDevice device) {
    List<Drawing> charts = new ArrayList<>();
    for (StudyAxis axis : StudyAxis.values()) {
      List<Series> series = new ArrayList<>();
      for (StudyLine line : table.lines(device)) {
        List<StudyRow> rows = line(device, line, axis);
        if (rows.size() > 1) {
          double[] x = values(rows, row -> row.cell().point().get(axis));
          series.add(
              Series.of(line.label(), x, values(rows, StudyRow::median))
                  .withBand(
                      values(rows, row -> row.quantile(0.25)),
                      values(rows, row -> row.quantile(0.75))));
        }
      }
      if (!series.isEmpty()) {
        charts.add(
            new LineChart(
                    "Against " + axis.label(),
                    Axis.logarithmic(axis.description()),
                    Axis.logarithmic("milliseconds a sequence"),
                    series)
                .withSize(WIDTH, HEIGHT));
      }
    }
    return charts;
  }

  /** The exponents of time and operations along each axis. */
  Table exponents(StudyDevice device) {
    List<List<String>> rows = new ArrayList<>();
    for (StudyAxis axis : StudyAxis.values()) {
      for (StudyLine line : table.lines(device)) {
        List<StudyRow> along = line(device, line, axis);
        if (along.size() > 1) {
          double[] x = values(along, row -> row.cell().point().get(axis));
          double[] millis = values(along, StudyRow::median);
          rows.add(
              List.of(
                  axis.label(),
                  line.label(),
                  exponent(PowerFit.exponent(x, millis)),
                  exponent(PowerFit.lastExponent(x, millis)),
                  exponent(PowerFit.exponent(x, values(along, StudyRow::flops))),
                  exponent(PowerFit.exponent(x, values(along, StudyRow::stateBytes)))));
        }
      }
    }
    return new Table(
        List.of("along", "rule", "time ~", "time, end ~", "operations ~", "memory ~"), rows);
  }

  private static String exponent(double value) {
    return Double.isNaN(value) ? "" : NumberText.fixed(value, 2);
  }
}
