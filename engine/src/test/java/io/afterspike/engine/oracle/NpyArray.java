package io.afterspike.engine.oracle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array from a NumPy file, all types widened to double (exact for the four that are read).
 *
 * @param type NumPy's name of the stored type: {@code <f4 <f8 <i4 |u1}
 * @param shape sizes, slowest first; empty for a scalar
 * @param values row-major
 */
public record NpyArray(String type, int[] shape, double[] values) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([<|][fiu][148])', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\), \\} *\n");

  /**
   * Reads format version 1.0, little endian, C order, and nothing else.
   *
   * @throws IOException if the file is anything but that, or longer or shorter than its header says
   */
  public static NpyArray read(Path file) throws IOException {
    return parse(file.getFileName().toString(), Files.readAllBytes(file));
  }

  static NpyArray parse(String name, byte[] bytes) throws IOException {
    check(bytes.length >= 10, name, "shorter than a header");
    check(Arrays.equals(MAGIC, Arrays.copyOf(bytes, 8)), name, "expected format version 1.0");
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = Short.toUnsignedInt(buffer.getShort(8));
    check(bytes.length >= 10 + headerLength, name, "header cut off");
    String header = new String(bytes, 10, headerLength, StandardCharsets.US_ASCII);
    Matcher matcher = HEADER.matcher(header);
    check(matcher.matches(), name, "unexpected header " + header.strip());

    String type = matcher.group(1);
    int[] shape =
        Pattern.compile("[0-9]+")
            .matcher(matcher.group(2))
            .results()
            .mapToInt(found -> Integer.parseInt(found.group()))
            .toArray();
    int count = 1;
    for (int size : shape) {
      count = Math.multiplyExact(count, size);
    }
    int width = type.charAt(2) - '0';
    buffer.position(10 + headerLength);
    check(
        buffer.remaining() == (long) count * width,
        name,
        "expected " + (long) count * width + " bytes of values, found " + buffer.remaining());
    double[] values = new double[count];
    for (int k = 0; k < count; k++) {
      values[k] =
          switch (type) {
            case "<f4" -> buffer.getFloat();
            case "<f8" -> buffer.getDouble();
            case "<i4" -> buffer.getInt();
            case "|u1" -> Byte.toUnsignedInt(buffer.get());
            default -> throw new IOException(name + ": cannot read type " + type);
          };
    }
    return new NpyArray(type, shape, values);
  }

  private static void check(boolean holds, String name, String message) throws IOException {
    if (!holds) {
      throw new IOException(name + ": " + message);
    }
  }

  /** The values as {@code [shape[0]][shape[1]]}. */
  public double[][] matrix() {
    expectDimensions(2);
    double[][] rows = new double[shape[0]][];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = Arrays.copyOfRange(values, r * shape[1], (r + 1) * shape[1]);
    }
    return rows;
  }

  /** The values as {@code [shape[0]][shape[1]][shape[2]]}. */
  public double[][][] cube() {
    expectDimensions(3);
    double[][][] cube = new double[shape[0]][shape[1]][];
    for (int p = 0; p < shape[0]; p++) {
      for (int r = 0; r < shape[1]; r++) {
        int from = (p * shape[1] + r) * shape[2];
        cube[p][r] = Arrays.copyOfRange(values, from, from + shape[2]);
      }
    }
    return cube;
  }

  /** The values as whole numbers. */
  public int[] integers() {
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }

  private void expectDimensions(int dimensions) {
    if (shape.length != dimensions) {
      throw new IllegalStateException(
          "shape: expected " + dimensions + " dimensions, found " + Arrays.toString(shape));
    }
  }
}
