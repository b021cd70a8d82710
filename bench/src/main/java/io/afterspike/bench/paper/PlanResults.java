package io.afterspike.bench.paper;

import io.afterspike.bench.sweep.Cell;
import io.afterspike.bench.sweep.CellResult;
import io.afterspike.bench.sweep.SweepFolder;
import io.afterspike.bench.sweep.SweepPlan;
import io.afterspike.bench.train.Setting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The results of a plan's cells, as far as they are there, or of some of its cells. */
final class PlanResults {
  /** A finished cell. */
  record Row(Cell cell, CellResult result, Map<String, Double> times) {
    double seconds() {
      return times.getOrDefault("seconds", Double.NaN);
    }
  }

  private final SweepPlan plan;
  private final List<Row> rows;

  private PlanResults(SweepPlan plan, List<Row> rows) {
    this.plan = plan;
    this.rows = List.copyOf(rows);
  }

  static PlanResults read(SweepPlan plan, SweepFolder folder) {
    List<Row> rows = new ArrayList<>();
    for (Cell cell : plan.cells()) {
      if (folder.finished(cell)) {
        rows.add(new Row(cell, folder.read(cell), folder.readTimes(cell)));
      }
    }
    return new PlanResults(plan, rows);
  }

  SweepPlan plan() {
    return plan;
  }

  List<Row> rows() {
    return rows;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** How many of the plan's cells have no result yet. */
  int missing() {
    return plan.cells().size() - rows.size();
  }

  /** Those cells whose setting is as said. */
  PlanResults where(Setting setting, String value) {
    return new PlanResults(
        plan, rows.stream().filter(row -> row.cell.text(setting).equals(value)).toList());
  }

  /** The values that a setting has, in the order of the plan. */
  List<String> values(Setting setting) {
    LinkedHashSet<String> values = new LinkedHashSet<>();
    rows.forEach(row -> values.add(row.cell.text(setting)));
    return List.copyOf(values);
  }

  /** A value of each cell, such as of each seed; NaN where a cell has none. */
  double[] values(String name) {
    return rows.stream().mapToDouble(row -> row.result.value(name)).toArray();
  }

  /** A column of each cell that has it whole: a run that diverged has fewer rows. */
  double[][] columns(String name) {
    int longest = rows.stream().mapToInt(row -> row.result.column(name).length).max().orElse(0);
    return rows.stream()
        .map(row -> row.result.column(name))
        .filter(column -> column.length == longest && longest > 0)
        .toArray(double[][]::new);
  }

  double seconds() {
    return rows.stream().mapToDouble(Row::seconds).filter(s -> s == s).sum();
  }
}
