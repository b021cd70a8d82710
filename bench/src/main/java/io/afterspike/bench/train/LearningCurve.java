package io.afterspike.bench.train;

import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.Drawing;
import io.afterspike.bench.report.LineChart;
import io.afterspike.bench.report.Panels;
import io.afterspike.bench.report.Series;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A run's learning curve: loss and accuracy over minibatches, training and validation. */
final class LearningCurve {
  /** A longer run is drawn by means of this many stretches. */
  private static final int MOST_POINTS = 120;

  private LearningCurve() {}

  static Drawing of(List<TrainingRow> rows) {
    return Panels.beside(
        "learning curve",
        List.of(
            chart("Loss", "cross entropy", rows, TrainingRow::loss, TrainingRow::validationLoss),
            chart(
                "Accuracy",
                "%",
                rows,
                row -> 100 * row.accuracy(),
                row -> 100 * row.validationAccuracy())));
  }

  private static LineChart chart(
      String title,
      String unit,
      List<TrainingRow> rows,
      ToDoubleFunction<TrainingRow> training,
      ToDoubleFunction<TrainingRow> validation) {
    List<TrainingRow> validated = rows.stream().filter(TrainingRow::validated).toList();
    Series trained = means("training, while it learns", rows, training);
    Series checked =
        Series.of(
            "validation",
            validated.stream().mapToDouble(TrainingRow::minibatch).toArray(),
            validated.stream().mapToDouble(validation).toArray());
    return new LineChart(
            title, Axis.count("minibatches"), Axis.linear(unit), List.of(checked, trained))
        .withSize(560, 380);
  }

  private static Series means(
      String name, List<TrainingRow> rows, ToDoubleFunction<TrainingRow> value) {
    int stretch = Math.ceilDiv(rows.size(), MOST_POINTS);
    int points = rows.isEmpty() ? 0 : Math.ceilDiv(rows.size(), stretch);
    double[] x = new double[points];
    double[] y = new double[points];
    for (int p = 0; p < points; p++) {
      List<TrainingRow> part = rows.subList(p * stretch, Math.min(rows.size(), (p + 1) * stretch));
      x[p] = part.stream().mapToDouble(TrainingRow::minibatch).average().orElseThrow();
      y[p] = part.stream().mapToDouble(value).average().orElseThrow();
    }
    return Series.of(name, x, y);
  }
}
