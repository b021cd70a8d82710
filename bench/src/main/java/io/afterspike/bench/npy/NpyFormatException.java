package io.afterspike.bench.npy;

import java.io.IOException;

/** A file is not an array file that can be read, and why. */
public final class NpyFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param file the file's name
   * @param expected what should have been there
   * @param found what is there
   */
  public NpyFormatException(String file, String expected, String found) {
    super(file + ": expected " + expected + ", found " + found);
  }
}
