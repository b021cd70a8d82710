package io.afterspike.bench.data;

import java.nio.file.Path;

/**
 * A data file that cannot be used: missing, truncated, damaged, hostile, or of another structure.
 *
 * <p>The message is one line that names the file, the place in it, what was expected there and what
 * was found. It is the only exception that reading a data file throws on account of the file.
 */
public final class DataFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A file may hold anything, so what is quoted from it is kept short. */
  private static final int LONGEST_QUOTE = 300;

  private final transient Path file;

  /**
   * The file {@code file} does not hold what it should.
   *
   * @param where the place in the file, such as {@code spikes/units of recording 7}
   * @param expected what should be there
   * @param found what is there instead
   */
  public DataFormatException(Path file, String where, String expected, String found) {
    this(file, where, expected, found, null);
  }

  /** As above, with the failure of a library that led here. */
  public DataFormatException(
      Path file, String where, String expected, String found, Throwable cause) {
    super(file + ": " + where + ": expected " + expected + ", found " + oneLine(found), cause);
    this.file = file;
  }

  /** The file that cannot be used; null after serialization. */
  public Path file() {
    return file;
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
  }
}
