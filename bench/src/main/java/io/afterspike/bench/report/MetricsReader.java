package io.afterspike.bench.report;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads comma-separated measurements back. The last line may be torn, if its writer was killed or
 * the machine lost its power: such a line is left out. Anything else that is wrong is an error.
 */
final class MetricsReader {
  private static final int LONGEST_LINE = 100_000;

  private final Path file;
  private final InputStream in;

  private MetricsReader(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /** The rows up to {@code lastStep}. */
  static Metrics read(Path file, long lastStep) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return new MetricsReader(file, in).read(lastStep);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": cannot be read: no such file", e);
    }
  }

  private Metrics read(long lastStep) throws IOException {
    Metrics metrics = header(line());
    String line = line();
    for (int number = 2; line != null; number++) {
      String next = line();
      try {
        Metrics row = new Metrics(metrics.columns());
        MetricsLine.parse(line, row);
        if (row.step(0) > lastStep) {
          break;
        }
        MetricsLine.parse(line, metrics);
      } catch (IllegalArgumentException e) {
        if (next != null) {
          String expected = "a row of " + String.join(",", metrics.columns());
          throw wrong(number, expected, line, e);
        }
      }
      line = next;
    }
    return metrics;
  }

  private Metrics header(String line) throws IOException {
    try {
      return new Metrics(List.of(line == null ? new String[0] : line.split(",", -1)));
    } catch (IllegalArgumentException e) {
      throw wrong(1, "the names of the columns", line == null ? "" : line, e);
    }
  }

  /** The next line that ends in a newline, without it; null if there is none. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        return line.toString(StandardCharsets.UTF_8);
      }
      if (line.size() == LONGEST_LINE) {
        throw new IOException(file + ": expected lines of measurements, found a far longer one");
      }
      line.write(b);
    }
    return null;
  }

  private IOException wrong(int line, String expected, String found, Exception cause) {
    String shown = TerminalWidth.harmless(found.substring(0, Math.min(80, found.length())));
    return new IOException(
        "%s:%d: expected %s, found '%s'".formatted(file, line, expected, shown), cause);
  }
}
