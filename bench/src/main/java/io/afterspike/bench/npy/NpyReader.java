package io.afterspike.bench.npy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads NumPy array files of format 1.0, 2.0 and 3.0: little endian, elements of {@link NpyType},
 * in either order (what Fortran's order holds comes out row-major). Takes as much memory as the
 * file is long, twice that where the order changes, and refuses files above a limit unread.
 */
public final class NpyReader {
  /** What {@link #read(Path)} reads at most. */
  public static final long MOST_BYTES = 1L << 30;

  /** Longer headers are refused; those of real files have about a hundred bytes. */
  private static final int LONGEST_HEADER = 1 << 16;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private NpyReader() {}

  /**
   * Reads a file of at most 1 GiB.
   *
   * @throws NpyFormatException if it is not such an array file
   * @throws IOException if it cannot be read
   */
  public static NpyArray read(Path file) throws IOException {
    return read(file, MOST_BYTES);
  }

  /**
   * Reads a file of at most {@code mostBytes} bytes.
   *
   * @throws NpyFormatException if it is larger or not such an array file
   * @throws IOException if it cannot be read
   */
  public static NpyArray read(Path file, long mostBytes) throws IOException {
    String name = file.toString();
    long limit = Math.min(mostBytes, Integer.MAX_VALUE - 8);
    long size = Files.size(file);
    if (size > limit) {
      throw new NpyFormatException(name, "at most " + limit + " bytes", String.valueOf(size));
    }
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes((int) size);
    }
    return parse(name, content);
  }

  /**
   * Reads the bytes of a file.
   *
   * @param name the file's name for messages
   * @param content the whole file; must not be modified while the array is in use
   * @throws NpyFormatException if it is not such an array file
   */
  public static NpyArray parse(String name, byte[] content) throws NpyFormatException {
    int headerAt = headerAt(name, content);
    long headerLength =
        headerAt == 10 ? unsigned(content, 8, 2) : headerAt == 12 ? unsigned(content, 8, 4) : 0;
    if (headerLength > LONGEST_HEADER) {
      throw new NpyFormatException(
          name, "a header of at most " + LONGEST_HEADER + " bytes", String.valueOf(headerLength));
    }
    int dataAt = headerAt + (int) headerLength;
    if (dataAt > content.length) {
      throw new NpyFormatException(
          name, "a header of " + headerLength + " bytes", (content.length - headerAt) + " bytes");
    }
    // Latin-1 shows every byte as one character: what is not ASCII is no part of a valid header.
    NpyHeader header =
        NpyHeader.parse(
            name, new String(content, headerAt, dataAt - headerAt, StandardCharsets.ISO_8859_1));
    return array(name, header, content, dataAt);
  }

  /** Checks magic and version; where the header starts. */
  private static int headerAt(String name, byte[] content) throws NpyFormatException {
    for (int k = 0; k < MAGIC.length; k++) {
      if (k >= content.length || content[k] != MAGIC[k]) {
        throw new NpyFormatException(
            name,
            "a NumPy array file, which starts with \\x93NUMPY",
            k >= content.length
                ? "only " + content.length + " bytes"
                : String.format("byte 0x%02x at position %d", content[k], k));
      }
    }
    int major = content.length > 6 ? content[6] : -1;
    int minor = content.length > 7 ? content[7] : -1;
    if (major < 1 || major > 3 || minor != 0) {
      throw new NpyFormatException(
          name,
          "format 1.0, 2.0 or 3.0",
          minor < 0 && content.length < 8 ? "the end of the file" : major + "." + minor);
    }
    int headerAt = major == 1 ? 10 : 12;
    if (content.length < headerAt) {
      throw new NpyFormatException(name, "the header's length", "the end of the file");
    }
    return headerAt;
  }

  private static NpyArray array(String name, NpyHeader header, byte[] content, int dataAt)
      throws NpyFormatException {
    NpyType type = header.type();
    // In double, which cannot overflow here; exact wherever the comparison can succeed.
    double bytes = type.bytes();
    for (int length : header.shape()) {
      bytes *= length;
    }
    int there = content.length - dataAt;
    if (bytes != there) {
      throw new NpyFormatException(
          name,
          String.format(
              "%.0f bytes of data for shape %s of %s", bytes, header.shape(), type.descr()),
          String.valueOf(there));
    }
    ByteBuffer data =
        ByteBuffer.wrap(content, dataAt, there)
            .slice()
            .asReadOnlyBuffer()
            .order(ByteOrder.LITTLE_ENDIAN);
    if (type == NpyType.B1) {
      for (int k = 0; k < there; k++) {
        if (data.get(k) != 0 && data.get(k) != 1) {
          throw new NpyFormatException(
              name, "truth values 0 or 1", (data.get(k) & 0xff) + " at element " + k);
        }
      }
    }
    return new NpyArray(
        type, header.shape(), header.columnsFirst() ? rowMajor(data, type, header.shape()) : data);
  }

  /** Elements in the order of Fortran, the first index fastest, in the order of C. */
  private static ByteBuffer rowMajor(ByteBuffer data, NpyType type, List<Integer> shape) {
    ByteBuffer turned = ByteBuffer.allocate(data.limit());
    int[] at = new int[shape.size()];
    int elements = data.limit() / type.bytes();
    for (int k = 0; k < elements; k++) {
      int to = 0;
      for (int d = 0; d < at.length; d++) {
        to = to * shape.get(d) + at[d];
      }
      turned.put(to * type.bytes(), data, k * type.bytes(), type.bytes());
      for (int d = 0; d < at.length && ++at[d] == shape.get(d); d++) {
        at[d] = 0;
      }
    }
    return turned.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long unsigned(byte[] content, int at, int bytes) {
    long value = 0;
    for (int k = bytes - 1; k >= 0; k--) {
      value = value << 8 | content[at + k] & 0xff;
    }
    return value;
  }
}
