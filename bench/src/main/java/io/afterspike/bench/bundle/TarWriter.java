package io.afterspike.bench.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes an archive in the tar format of POSIX (ustar). Owner, group and time of every file are
 * fixed, so that the same files give the same bytes.
 */
final class TarWriter {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int PREFIX = 155;
  private static final int CHECKSUM = 148;
  private static final long LARGEST = (1L << 33) - 1;

  /** The first second of 2020: tar warns of files from 1970 and of files from the future. */
  private static final long TIME = 1_577_836_800L;

  private final OutputStream out;

  /** Writes to {@code out}, which stays open. */
  TarWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Adds a file.
   *
   * @param name its path, of ASCII characters, parts separated by {@code /}
   * @param size how many bytes {@code content} holds
   * @throws IllegalArgumentException if the format cannot hold the name or the size
   * @throws IOException also if {@code content} is not as long as {@code size}
   */
  void add(String name, boolean executable, long size, InputStream content) throws IOException {
    out.write(header(name, executable, size));
    long copied = content.transferTo(out);
    if (copied != size) {
      throw new IOException(name + ": expected " + size + " bytes, found " + copied);
    }
    out.write(new byte[(int) (-size & (BLOCK - 1))]);
  }

  /** Ends the archive. */
  void finish() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  private static byte[] header(String name, boolean executable, long size) {
    if (size < 0 || size > LARGEST) {
      throw new IllegalArgumentException(
          name + ": expected at most " + LARGEST + " bytes, found " + size);
    }
    byte[] header = new byte[BLOCK];
    int split = split(name);
    text(header, 0, name.substring(split));
    octal(header, 100, 8, executable ? 0755 : 0644);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    octal(header, 124, 12, size);
    octal(header, 136, 12, TIME);
    header[156] = '0';
    text(header, 257, "ustar");
    text(header, 263, "00");
    text(header, 265, "root");
    text(header, 297, "root");
    text(header, 345, name.substring(0, Math.max(0, split - 1)));
    Arrays.fill(header, CHECKSUM, CHECKSUM + 8, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    octal(header, CHECKSUM, 7, sum);
    return header;
  }

  /** Where the last part of {@code name} begins that fits: what is before goes elsewhere. */
  private static int split(String name) {
    if (name.isEmpty() || !name.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException("name: expected printable ASCII, found '" + name + "'");
    }
    int split = name.length() <= NAME ? 0 : name.indexOf('/', name.length() - NAME - 1) + 1;
    if (split - 1 > PREFIX || name.length() - split > NAME || name.length() == split) {
      throw new IllegalArgumentException("name: too long for an archive: " + name);
    }
    return split;
  }

  private static void text(byte[] header, int from, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, header, from, bytes.length);
  }

  /** Digits and a 0 that ends them, {@code width} bytes together. */
  private static void octal(byte[] header, int from, int width, long value) {
    text(header, from, String.format("%0" + (width - 1) + "o", value));
    header[from + width - 1] = 0;
  }
}
