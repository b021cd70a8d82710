package io.afterspike.bench.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of named numbers that grow in the course of a run, each the means over the minibatches since
 * the row before, and the means over all minibatches. As text it holds every bit, so that a resumed
 * run goes on with the same sums.
 */
final class Measurements {
  private final List<String> names;
  private final List<double[]> rows = new ArrayList<>();
  private double[] sums;
  private double[] counts;
  private final double[] allSums;
  private final double[] allCounts;

  /** No rows yet. */
  Measurements(List<String> names) {
    this.names = List.copyOf(names);
    sums = new double[names.size()];
    counts = new double[names.size()];
    allSums = new double[names.size()];
    allCounts = new double[names.size()];
  }

  /** Adds a minibatch's values; NaN is left out of the means. */
  void add(double... values) {
    for (int k = 0; k < names.size(); k++) {
      if (!Double.isNaN(values[k])) {
        sums[k] += values[k];
        counts[k]++;
        allSums[k] += values[k];
        allCounts[k]++;
      }
    }
  }

  /** Ends a row; the next one starts with no values. */
  void endRow() {
    double[] row = new double[names.size()];
    for (int k = 0; k < row.length; k++) {
      row[k] = sums[k] / counts[k];
    }
    rows.add(row);
    sums = new double[names.size()];
    counts = new double[names.size()];
  }

  /** The mean over all minibatches; NaN if there is none. */
  double mean(String name) {
    int k = names.indexOf(name);
    return allSums[k] / allCounts[k];
  }

  /** The rows, as columns. */
  Map<String, double[]> columns() {
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (int k = 0; k < names.size(); k++) {
      int column = k;
      columns.put(names.get(k), rows.stream().mapToDouble(row -> row[column]).toArray());
    }
    return columns;
  }

  /** Everything, one line for the sums, one a row. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (double[] numbers : new double[][] {sums, counts, allSums, allCounts}) {
      append(text, numbers);
    }
    rows.forEach(row -> append(text, row));
    return text.toString();
  }

  private static void append(StringBuilder text, double[] numbers) {
    for (double number : numbers) {
      text.append(number).append(',');
    }
    text.append('\n');
  }

  /**
   * Goes on from {@link #text}.
   *
   * @throws IllegalArgumentException if it is of other columns
   */
  void restore(String text) {
    List<double[]> lines = new ArrayList<>();
    text.lines().forEach(line -> lines.add(numbers(line)));
    if (lines.size() < 4) {
      throw new IllegalArgumentException(
          "measurements: expected at least 4 lines, found " + lines.size());
    }
    sums = lines.get(0);
    counts = lines.get(1);
    System.arraycopy(lines.get(2), 0, allSums, 0, allSums.length);
    System.arraycopy(lines.get(3), 0, allCounts, 0, allCounts.length);
    rows.clear();
    rows.addAll(lines.subList(4, lines.size()));
  }

  private double[] numbers(String line) {
    String[] texts = line.split(",");
    if (texts.length != names.size()) {
      throw new IllegalArgumentException(
          "measurements: expected " + names.size() + " numbers a line, found " + texts.length);
    }
    double[] numbers = new double[texts.length];
    for (int k = 0; k < texts.length; k++) {
      numbers[k] = Double.parseDouble(texts[k]);
    }
    return numbers;
  }
}
