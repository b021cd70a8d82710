package io.afterspike.bench.sweep;

import io.afterspike.bench.train.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results as a plan's cells would leave them, without the work: for tests of what follows. */
public final class MadeUpResults {
  private static final int POINTS = 5;

  private MadeUpResults() {}

  /** Gives every cell a result that depends on its settings in a plausible way. */
  public static void fill(SweepPlan plan, SweepFolder folder) {
    plan.cells().forEach(cell -> write(cell, folder));
  }

  /** Gives one cell a result. */
  public static void write(Cell cell, SweepFolder folder) {
    try {
      folder.create();
      folder.write(
          cell, result(cell), Map.of("seconds", 90.0, "sequence_seconds", 0.001 * size(cell)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double size(Cell cell) {
    return (double) cell.config().steps() * cell.config().hidden()[0];
  }

  private static CellResult result(Cell cell) {
    Map<String, Double> values = new LinkedHashMap<>();
    Map<String, double[]> columns = new LinkedHashMap<>();
    double seed = cell.config().seed();
    switch (cell.kind()) {
      case TRAIN -> {
        double accuracy = 0.5 + 0.01 * seed + 0.001 * cell.config().get(Setting.RULE).length();
        values.put("test_accuracy", accuracy);
        values.put("best_validation_accuracy", accuracy + 0.01);
        values.put("layer_1_density", 0.05);
        columns.put("minibatch", rising(100, 100));
        columns.put("loss", rising(2, -0.1 * seed));
        columns.put("validation_loss", rising(2.1, -0.1));
        columns.put("validation_accuracy", rising(0.1, 0.1));
      }
      case COSINES -> {
        columns.put("minibatch", rising(100, 100));
        for (String rule : List.of("otpe", "approx-otpe", "ostl", "ottt")) {
          for (String layer : List.of("_model", "_layer_1", "_layer_2", "_layer_3", "_layer_4")) {
            add(values, columns, rule + layer, (rule.equals("otpe") ? 0.9 : 0.6) + 0.01 * seed);
          }
          add(values, columns, rule + "_layer_5", 1);
        }
      }
      case LANDSCAPE -> landscape(values, columns);
      case COST -> {
        values.put("state_bytes", size(cell) * 100);
        values.put("flops_per_step", (double) cell.config().hidden()[0]);
      }
    }
    String data = cell.text(Setting.DATA);
    DataFacts facts =
        cell.kind() == CellKind.COST
            ? DataFacts.NONE
            : new DataFacts(data.endsWith("-randman") ? data : "shd/" + data, 100, 10, 10);
    return CellResult.of(cell, facts, "", values, columns);
  }

  private static void add(
      Map<String, Double> values, Map<String, double[]> columns, String name, double value) {
    values.put(name, value);
    columns.put(name, rising(value, 0));
  }

  private static void landscape(Map<String, Double> values, Map<String, double[]> columns) {
    for (String name : List.of("ends", "all")) {
      values.put(name + "_variance_x", 0.6);
      values.put(name + "_variance_y", 0.2);
      columns.put(name + "_grid_x", rising(-1, 1));
      columns.put(name + "_grid_y", rising(-1, 0.5));
      double[] losses = new double[POINTS * POINTS];
      for (int k = 0; k < losses.length; k++) {
        losses[k] = 2 + 0.01 * k;
      }
      columns.put(name + "_grid_loss", losses);
      for (String rule : List.of("bptt", "otpe", "approx-otpe", "ostl", "ottt")) {
        columns.put(name + "_" + rule + "_x", rising(0, 0.1 * rule.length()));
        columns.put(name + "_" + rule + "_y", rising(0, 0.1));
      }
    }
  }

  private static double[] rising(double first, double step) {
    double[] values = new double[POINTS];
    for (int k = 0; k < POINTS; k++) {
      values[k] = first + k * step;
    }
    return values;
  }
}
