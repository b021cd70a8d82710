package io.afterspike.bench.checkpoint;

import java.nio.file.Path;

/**
 * A checkpoint or safetensors file that cannot be used: missing, truncated, damaged, hostile, or of
 * another structure.
 *
 * <p>The message is one line that names the file, the place in it, what was expected there and what
 * was found. It is the only exception that reading a file throws on account of the file.
 */
public final class CheckpointFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A file may hold anything, so what is quoted from it is kept short. */
  private static final int LONGEST_QUOTE = 200;

  private final transient Path file;
  private final String what;
  private final String expected;
  private final String found;

  /**
   * The file {@code file} does not hold what it should.
   *
   * @param what the place in the file, such as {@code header length}
   * @param expected what should be there
   * @param found what is there instead
   */
  public CheckpointFormatException(Path file, String what, String expected, String found) {
    this(file, what, expected, found, null);
  }

  /** As above, with the failure that led here. */
  public CheckpointFormatException(
      Path file, String what, String expected, String found, Throwable cause) {
    super(file + ": " + oneLine(what) + ": expected " + expected + ", found " + oneLine(found));
    initCause(cause);
    this.file = file;
    this.what = oneLine(what);
    this.expected = expected;
    this.found = oneLine(found);
  }

  /** The file that cannot be used; null after serialization. */
  public Path file() {
    return file;
  }

  /** The place in the file. */
  public String what() {
    return what;
  }

  /** What should be there. */
  public String expected() {
    return expected;
  }

  /** What is there instead. */
  public String found() {
    return found;
  }

  private static String oneLine(String text) {
    int end = Math.min(text.length(), LONGEST_QUOTE);
    String line = text.substring(0, end).replaceAll("\\p{Cntrl}+", " ");
    return end == text.length() ? line : line + "...";
  }
}
