package io.afterspike.bench.report;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What was measured in the course of a run: rows in the order of their steps, each with the same
 * named values. A value that was not measured is NaN. Not for several threads at once.
 */
public final class Metrics {
  /** The columns of a training run: accuracies are shares, 0 to 1. */
  public static final List<String> TRAINING =
      List.of("minibatch", "loss", "accuracy", "validation_loss", "validation_accuracy");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private final List<String> columns;
  private final int width;
  private long[] steps = new long[64];
  private double[] values;
  private int rows;

  /**
   * No rows yet.
   *
   * @param columns the name of the step, such as {@code minibatch}, and then of each value
   * @throws IllegalArgumentException if a name is not made of small letters, digits and
   *     underscores, or comes twice
   */
  public Metrics(List<String> columns) {
    this.columns = List.copyOf(columns);
    this.width = columns.size() - 1;
    this.values = new double[64 * Math.max(0, width)];
    if (columns.isEmpty() || new HashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException("columns: expected different names, found " + columns);
    }
    for (String name : columns) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "columns: expected a name of small letters, digits and _, found '" + name + "'");
      }
    }
  }

  /**
   * Adds a row.
   *
   * @param step greater than that of the row before
   * @param measured one value for each column but the first; NaN where not measured
   * @throws IllegalArgumentException if the step is not, or the number of values differs
   */
  public void add(long step, double... measured) {
    if (measured.length != width) {
      throw new IllegalArgumentException(
          "measured: expected %d values, found %d".formatted(width, measured.length));
    }
    if (rows > 0 && step <= steps[rows - 1]) {
      throw new IllegalArgumentException(
          "step: expected more than %d, found %d".formatted(steps[rows - 1], step));
    }
    if (rows == steps.length) {
      steps = Arrays.copyOf(steps, Math.multiplyExact(2, rows));
      values = Arrays.copyOf(values, Math.multiplyExact(steps.length, width));
    }
    steps[rows] = step;
    System.arraycopy(measured, 0, values, rows * width, width);
    rows++;
  }

  /** The names of the columns, that of the step first. */
  public List<String> columns() {
    return columns;
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The step of a row. */
  public long step(int row) {
    return steps[row];
  }

  /** The value in a row and in a column, counted from 1: column 0 is the step. */
  public double value(int row, int column) {
    return values[row * width + column - 1];
  }

  /** A copy of a row's values, from column 1 on. */
  double[] values(int row) {
    return Arrays.copyOfRange(values, row * width, (row + 1) * width);
  }

  /** The values of a column from the first row to the last; all NaN if there is none so named. */
  public double[] column(String name) {
    int column = columns.indexOf(name);
    double[] copy = new double[rows];
    for (int row = 0; row < rows; row++) {
      copy[row] = column < 0 ? Double.NaN : column == 0 ? steps[row] : value(row, column);
    }
    return copy;
  }
}
