package io.afterspike.bench.conform;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.UpdateMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of a trajectory's {@code expected.csv}: the state of a training run after a minibatch.
 *
 * @param dataset the letter that names the file of inputs
 * @param mode online or offline
 * @param rate the learning rate of Adamax
 * @param rule the learning rule
 * @param minibatch its number from 0
 * @param loss the mean loss over steps and samples
 * @param float32Loss the same of a plain float32 implementation
 * @param accuracy the share of the minibatch answered rightly with the weights before it
 * @param norms ‖W − W at the start‖ of each layer's weights, after the minibatch's updates
 * @param float32Norms the same of a plain float32 implementation
 */
record TrajectoryRow(
    String dataset,
    UpdateMode mode,
    double rate,
    LearningRule rule,
    int minibatch,
    double loss,
    double float32Loss,
    double accuracy,
    double[] norms,
    double[] float32Norms) {

  /** A run: what stays the same from minibatch to minibatch. */
  record Run(String dataset, UpdateMode mode, double rate, LearningRule rule) {}

  Run run() {
    return new Run(dataset, mode, rate, rule);
  }

  /** How far off the plain float32 implementation's loss is, relative. */
  double lossFloat32Error() {
    return Math.abs(float32Loss - loss) / Math.abs(loss);
  }

  /** How far off the plain float32 implementation's norms are at most, relative. */
  double normFloat32Error() {
    double error = 0;
    for (int l = 0; l < norms.length; l++) {
      error = Math.max(error, Math.abs(float32Norms[l] - norms[l]) / norms[l]);
    }
    return error;
  }

  /**
   * Reads the file.
   *
   * @throws IOException naming the line that is wrong
   */
  static List<TrajectoryRow> read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (lines.isEmpty()) {
      throw new IOException(file + ": expected a line of column names, found nothing");
    }
    Map<String, Integer> columns = new HashMap<>();
    for (String name : lines.get(0).split(",", -1)) {
      columns.put(name.trim(), columns.size());
    }
    int layers = 0;
    while (columns.containsKey(norm(layers))) {
      layers++;
    }
    List<TrajectoryRow> rows = new ArrayList<>();
    for (int n = 1; n < lines.size(); n++) {
      if (!lines.get(n).isBlank()) {
        String where = file + ": line " + (n + 1);
        rows.add(parse(new Line(where, columns, lines.get(n).split(",", -1)), layers));
      }
    }
    return rows;
  }

  private static String norm(int layer) {
    return "norm_W" + layer + "_minus_init_f64";
  }

  private static TrajectoryRow parse(Line line, int layers) throws IOException {
    double[] norms = new double[layers];
    double[] float32Norms = new double[layers];
    for (int l = 0; l < layers; l++) {
      norms[l] = line.number(norm(l));
      float32Norms[l] = line.number("same_f32_" + l);
    }
    try {
      return new TrajectoryRow(
          line.text("dataset"),
          UpdateMode.named(line.text("mode")),
          line.number("lr"),
          LearningRule.named(line.text("rule")),
          (int) line.number("minibatch"),
          line.number("loss_f64"),
          line.number("loss_f32"),
          line.number("acc_of_the_minibatch_before_the_update_f64"),
          norms,
          float32Norms);
    } catch (IllegalArgumentException e) {
      throw new IOException(line.where() + ": " + e.getMessage(), e);
    }
  }

  /** One line with the columns' places. */
  private record Line(String where, Map<String, Integer> columns, String[] cells) {
    String text(String column) throws IOException {
      Integer place = columns.get(column);
      if (place == null || place >= cells.length) {
        throw new IOException(
            where + ": expected a column " + column + ", found " + Arrays.toString(cells));
      }
      return cells[place].trim();
    }

    double number(String column) throws IOException {
      try {
        return Double.parseDouble(text(column));
      } catch (NumberFormatException e) {
        throw new IOException(
            where + ", " + column + ": expected a number, found '" + text(column) + "'", e);
      }
    }
  }
}
