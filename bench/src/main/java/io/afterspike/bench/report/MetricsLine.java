package io.afterspike.bench.report;

import java.util.List;

/** A row of measurements as a line of text, with every digit. */
final class MetricsLine {
  private MetricsLine() {}

  /** Comma-separated; what was not measured is empty. */
  static String csv(long step, double[] values) {
    StringBuilder line = new StringBuilder().append(step);
    for (double value : values) {
      line.append(',');
      if (!Double.isNaN(value)) {
        line.append(value);
      }
    }
    return line.append('\n').toString();
  }

  /** A JSON object; what was not measured is left out, what is infinite is a string. */
  static String json(List<String> columns, long step, double[] values) {
    StringBuilder line = new StringBuilder();
    line.append("{\"").append(columns.get(0)).append("\":").append(step);
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        String quote = Double.isInfinite(values[i]) ? "\"" : "";
        line.append(",\"").append(columns.get(i + 1)).append("\":");
        line.append(quote).append(values[i]).append(quote);
      }
    }
    return line.append("}\n").toString();
  }

  /**
   * Adds the row that {@link #csv} wrote.
   *
   * @throws IllegalArgumentException if it is none
   */
  static void parse(String line, Metrics metrics) {
    String[] fields = line.split(",", -1);
    double[] values = new double[fields.length - 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields[i + 1].isEmpty() ? Double.NaN : Double.parseDouble(fields[i + 1]);
    }
    metrics.add(Long.parseLong(fields[0]), values);
  }
}
