package io.afterspike.bench.train;

import io.afterspike.bench.report.AtomicFiles;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A run's measurements as comma-separated values and as JSON lines, one line a minibatch. Both hold
 * every digit, so a value read back is the value written; neither holds a time, so a resumed run's
 * files equal an uninterrupted one's.
 */
public final class MetricsFiles {
  private static final String HEADER =
      "minibatch,loss,accuracy,validation_loss,validation_accuracy";

  /** No line is as long; longer ones are not read to their end. */
  private static final int LONGEST_LINE = 1000;

  private MetricsFiles() {}

  /** Replaces both files by {@code rows}. */
  public static void write(RunFolder folder, List<TrainingRow> rows) throws IOException {
    StringBuilder csv = new StringBuilder(HEADER).append('\n');
    StringBuilder json = new StringBuilder();
    for (TrainingRow row : rows) {
      csv.append(line(row)).append('\n');
      json.append("{\"minibatch\":").append(row.minibatch());
      json.append(",\"loss\":").append(row.loss());
      json.append(",\"accuracy\":").append(row.accuracy());
      if (row.validated()) {
        json.append(",\"validation_loss\":").append(row.validationLoss());
        json.append(",\"validation_accuracy\":").append(row.validationAccuracy());
      }
      json.append("}\n");
    }
    write(folder.metricsCsv(), csv);
    write(folder.metricsJson(), json);
  }

  private static String line(TrainingRow row) {
    return row.minibatch()
        + ","
        + row.loss()
        + ","
        + row.accuracy()
        + ","
        + field(row, row.validationLoss())
        + ","
        + field(row, row.validationAccuracy());
  }

  private static String field(TrainingRow row, double value) {
    return row.validated() ? Double.toString(value) : "";
  }

  private static void write(Path file, StringBuilder text) throws IOException {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(file, out -> out.write(bytes));
  }

  /**
   * The first {@code minibatches} rows of a run that is resumed there.
   *
   * @throws IllegalArgumentException if the file does not hold them, naming the line
   */
  public static List<TrainingRow> read(RunFolder folder, long minibatches) {
    Path file = folder.metricsCsv();
    List<TrainingRow> rows = new ArrayList<>();
    try (var lines = Files.newBufferedReader(file)) {
      String header = wholeLine(lines);
      if (!HEADER.equals(header)) {
        throw wrong(file, 1, HEADER, header);
      }
      while (rows.size() < minibatches) {
        rows.add(parse(file, rows.size() + 1, wholeLine(lines)));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e, e);
    }
    return rows;
  }

  /** The next line, or null if the file ends before its line break: then digits may be missing. */
  private static String wholeLine(Reader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = reader.read(); c != '\n'; c = reader.read()) {
      if (c < 0 || line.length() == LONGEST_LINE) {
        return null;
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private static TrainingRow parse(Path file, int minibatch, String line) {
    try {
      String[] fields = line == null ? new String[0] : line.split(",", -1);
      if (fields.length == 5) {
        TrainingRow row =
            new TrainingRow(
                minibatch,
                Double.parseDouble(fields[1]),
                Double.parseDouble(fields[2]),
                fields[3].isEmpty() ? Double.NaN : Double.parseDouble(fields[3]),
                fields[4].isEmpty() ? Double.NaN : Double.parseDouble(fields[4]));
        // What was written is written the same again; anything else was not written here.
        if (line(row).equals(line)) {
          return row;
        }
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw wrong(file, minibatch + 1, "the five values of minibatch " + minibatch, line);
  }

  private static IllegalArgumentException wrong(
      Path file, int line, String expected, String found) {
    return new IllegalArgumentException(
        file
            + ":"
            + line
            + ": expected "
            + expected
            + ", found "
            + (found == null ? "no whole line" : "'" + found + "'"));
  }
}
