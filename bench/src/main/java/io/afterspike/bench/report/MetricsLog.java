package io.afterspike.bench.report;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The measurements of a run in two files that grow with it: comma-separated values, and one JSON
 * object per line. Both hold every digit and no time of day, so that a run which was interrupted
 * and resumed leaves the bytes of one which was not; times belong in a log of their own.
 *
 * <p>Every row is handed to the system as soon as it is added: it survives the end of the process,
 * and after {@link #force()} that of the machine. To keep a checkpoint and its log together, force
 * the log first, then write the checkpoint, and resume the log at the checkpoint's step. Not for
 * several threads at once.
 */
public final class MetricsLog implements AutoCloseable {
  private final List<String> columns;
  private final Path csvFile;
  private final Path jsonFile;
  private final FileOutputStream csv;
  private final FileOutputStream json;
  private long lastStep;
  private boolean torn;

  private MetricsLog(Path csvFile, Path jsonFile, Metrics before, Disk disk) throws IOException {
    this.columns = before.columns();
    this.csvFile = csvFile;
    this.jsonFile = jsonFile;
    this.lastStep = before.rows() == 0 ? Long.MIN_VALUE : before.step(before.rows() - 1);
    this.csv = disk.append(csvFile);
    try {
      this.json = disk.append(jsonFile);
    } catch (IOException e) {
      csv.close();
      throw e;
    }
  }

  /**
   * Starts a log in two new files.
   *
   * @param columns the name of the step, such as {@code minibatch}, and then of each value
   * @throws IOException if a file exists or cannot be written, naming it
   * @throws IllegalArgumentException if a column's name will not do
   */
  public static MetricsLog create(Path csvFile, Path jsonFile, List<String> columns)
      throws IOException {
    Metrics none = new Metrics(columns);
    for (Path file : List.of(csvFile, jsonFile)) {
      if (Files.exists(file)) {
        throw new IOException(file + ": cannot be written: there is such a file already");
      }
    }
    return open(csvFile, jsonFile, none, new Disk());
  }

  /**
   * Goes on with a log as it was at {@code lastStep}: later rows and a torn last line are dropped,
   * and the JSON lines are written anew from the comma-separated values.
   *
   * @param columns the columns it must have
   * @throws IOException if a file cannot be read or written, or is damaged elsewhere than at its
   *     end, naming the file and the line
   */
  public static MetricsLog resume(Path csvFile, Path jsonFile, List<String> columns, long lastStep)
      throws IOException {
    return resume(csvFile, jsonFile, columns, lastStep, new Disk());
  }

  static MetricsLog resume(
      Path csvFile, Path jsonFile, List<String> columns, long lastStep, Disk disk)
      throws IOException {
    Metrics before = MetricsReader.read(csvFile, lastStep);
    if (!before.columns().equals(columns)) {
      throw new IOException(
          csvFile + ":1: expected the columns " + columns + ", found " + before.columns());
    }
    return open(csvFile, jsonFile, before, disk);
  }

  private static MetricsLog open(Path csvFile, Path jsonFile, Metrics before, Disk disk)
      throws IOException {
    AtomicFiles.write(csvFile, out -> writeCsv(before, out), disk);
    AtomicFiles.write(jsonFile, out -> writeJson(before, out), disk);
    return new MetricsLog(csvFile, jsonFile, before, disk);
  }

  /**
   * Reads the rows of a log; a torn last line is left out.
   *
   * @throws IOException if the file cannot be read, or is damaged elsewhere than at its end, naming
   *     the file and the line
   */
  public static Metrics read(Path csvFile) throws IOException {
    return MetricsReader.read(csvFile, Long.MAX_VALUE);
  }

  /**
   * Adds a row to both files.
   *
   * @param step greater than that of the row before
   * @param measured one value for each column but the first; NaN where not measured
   * @throws IOException if that is not possible, naming the file; the log then takes no more rows
   * @throws IllegalArgumentException if the step is not greater or the number of values differs
   */
  public void append(long step, double... measured) throws IOException {
    if (measured.length != columns.size() - 1) {
      throw new IllegalArgumentException(
          "measured: expected %d values, found %d".formatted(columns.size() - 1, measured.length));
    }
    if (step <= lastStep) {
      throw new IllegalArgumentException(
          "step: expected more than %d, found %d".formatted(lastStep, step));
    }
    if (torn) {
      throw new IOException(csvFile + ": cannot be written: an earlier row could not");
    }
    write(csv, csvFile, MetricsLine.csv(step, measured));
    write(json, jsonFile, MetricsLine.json(columns, step, measured));
    lastStep = step;
  }

  private void write(FileOutputStream out, Path file, String line) throws IOException {
    // Nothing may follow a torn line: only as the last one the reader knows it for torn.
    torn = true;
    try {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IOException(file + ": cannot be written: " + e.getMessage(), e);
    }
    torn = false;
  }

  /**
   * Returns when all rows so far would survive a loss of power.
   *
   * @throws IOException if the disk fails, naming the file
   */
  public void force() throws IOException {
    try {
      csv.getFD().sync();
      json.getFD().sync();
    } catch (IOException e) {
      throw new IOException(csvFile + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** Closes both files. */
  @Override
  public void close() throws IOException {
    try {
      csv.close();
    } finally {
      json.close();
    }
  }

  private static void writeCsv(Metrics metrics, OutputStream out) throws IOException {
    String header = String.join(",", metrics.columns()) + "\n";
    out.write(header.getBytes(StandardCharsets.UTF_8));
    for (int row = 0; row < metrics.rows(); row++) {
      String line = MetricsLine.csv(metrics.step(row), metrics.values(row));
      out.write(line.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void writeJson(Metrics metrics, OutputStream out) throws IOException {
    for (int row = 0; row < metrics.rows(); row++) {
      String line = MetricsLine.json(metrics.columns(), metrics.step(row), metrics.values(row));
      out.write(line.getBytes(StandardCharsets.UTF_8));
    }
  }
}
