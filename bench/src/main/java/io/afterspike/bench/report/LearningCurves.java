package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The learning curves of a run, out of metrics with the columns {@link Metrics#TRAINING}: loss and
 * accuracy, on training data while they are learnt and on validation data between.
 *
 * <p>A long run is drawn in stretches: the line goes through their means, and a band spans the
 * middle 80 % of the minibatches in each.
 */
public final class LearningCurves {
  private static final int MOST_POINTS = 200;
  private static final int STRETCHES = 100;
  private static final double PERCENT = 100;
  private static final double WIDTH = 560;
  private static final double HEIGHT = 400;

  private LearningCurves() {}

  /** Loss and accuracy side by side in one picture. */
  public static Drawing picture(Metrics metrics) {
    return Panels.beside("Learning curves: loss and accuracy", panels(metrics));
  }

  /** The loss, and then the accuracy, each as a picture. */
  public static List<Drawing> panels(Metrics metrics) {
    return List.of(
        panel("Loss", Axis.linear("cross entropy"), metrics, "loss", 1),
        panel(
            "Accuracy",
            Axis.linear("right answers (%)").reaching(0, 100),
            metrics,
            "accuracy",
            PERCENT));
  }

  /** What the panels show, in a sentence or two for their caption. */
  public static String caption(Metrics metrics) {
    int rows = metrics.rows();
    return rows <= MOST_POINTS
        ? "Loss and accuracy of every minibatch, and on validation data."
        : "Loss and accuracy, and both on validation data. Training points are means of "
            + Math.ceilDiv(rows, STRETCHES)
            + " minibatches; the band spans the middle 80 % of them.";
  }

  private static Drawing panel(
      String title, Axis axis, Metrics metrics, String column, double unit) {
    double[] steps = metrics.column(metrics.columns().get(0));
    double[] training = times(unit, metrics.column(column));
    double[] validation = times(unit, metrics.column("validation_" + column));
    List<Series> series = new ArrayList<>();
    series.add(training("training", steps, training));
    Series checked = measured("validation", steps, validation);
    if (checked.size() > 0) {
      series.add(checked);
    }
    if (unit == PERCENT && checked.size() > 1) {
      series.add(best(checked));
    }
    String stepName = metrics.columns().get(0).replace('_', ' ');
    return new LineChart(title, Axis.count(stepName), axis, series).withSize(WIDTH, HEIGHT);
  }

  /** The highest point, the earliest if there are several. */
  private static Series best(Series checked) {
    int best = 0;
    for (int i = 1; i < checked.size(); i++) {
      best = checked.y(i) > checked.y(best) ? i : best;
    }
    double[] x = {checked.x(best)};
    double[] y = {checked.y(best)};
    return Series.of("best: " + NumberText.fixed(y[0], 1) + " %", x, y);
  }

  private static double[] times(double factor, double[] values) {
    return Arrays.stream(values).map(value -> factor * value).toArray();
  }

  /** Only the points that were measured, so that a line connects them. */
  private static Series measured(String name, double[] x, double[] y) {
    int[] rows = IntStream.range(0, x.length).filter(i -> !Double.isNaN(y[i])).toArray();
    return Series.of(
        name,
        Arrays.stream(rows).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(rows).mapToDouble(i -> y[i]).toArray());
  }

  private static Series training(String name, double[] x, double[] y) {
    if (x.length <= MOST_POINTS) {
      return Series.of(name, x, y);
    }
    int stretch = Math.ceilDiv(x.length, STRETCHES);
    int points = Math.ceilDiv(x.length, stretch);
    double[] middle = new double[points];
    double[] mean = new double[points];
    double[] low = new double[points];
    double[] high = new double[points];
    for (int p = 0; p < points; p++) {
      int from = p * stretch;
      int to = Math.min(x.length, from + stretch);
      double[] part = Arrays.copyOfRange(y, from, to);
      Arrays.sort(part);
      middle[p] = (x[from] + x[to - 1]) / 2;
      mean[p] = Arrays.stream(part).average().orElseThrow();
      low[p] = part[part.length / 10];
      high[p] = part[part.length - 1 - part.length / 10];
    }
    return Series.of(name, middle, mean).withBand(low, high);
  }
}
