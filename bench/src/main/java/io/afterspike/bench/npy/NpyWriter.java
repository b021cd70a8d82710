package io.afterspike.bench.npy;

import io.afterspike.bench.report.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Writes NumPy array files of format 1.0, row-major and little endian, whole or not at all. */
public final class NpyWriter {
  private static final int PIECE = 1 << 14;
  private static final int BORDER = 64;

  private NpyWriter() {}

  /**
   * Writes 32-bit floats, of one array or of several one after another.
   *
   * @param shape the length of each dimension
   * @throws IllegalArgumentException if there are not as many values as the shape says
   * @throws IOException if it cannot be written
   */
  public static void floats(Path file, int[] shape, float[]... parts) throws IOException {
    check(shape, Arrays.stream(parts).mapToLong(part -> part.length).sum());
    AtomicFiles.write(
        file,
        out -> {
          out.write(header("<f4", shape));
          for (float[] part : parts) {
            for (int from = 0; from < part.length; from += PIECE) {
              int length = Math.min(PIECE, part.length - from);
              ByteBuffer bytes = buffer(4 * length);
              bytes.asFloatBuffer().put(part, from, length);
              out.write(bytes.array());
            }
          }
        });
  }

  /**
   * Writes 32-bit whole numbers.
   *
   * @param shape the length of each dimension
   * @throws IllegalArgumentException if there are not as many values as the shape says
   * @throws IOException if it cannot be written
   */
  public static void ints(Path file, int[] shape, int[] values) throws IOException {
    check(shape, values.length);
    AtomicFiles.write(file, out -> writeInts(out, shape, values));
  }

  private static void writeInts(OutputStream out, int[] shape, int[] values) throws IOException {
    out.write(header("<i4", shape));
    ByteBuffer bytes = buffer(4 * values.length);
    bytes.asIntBuffer().put(values);
    out.write(bytes.array());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void check(int[] shape, long values) {
    long expected = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    if (values != expected) {
      throw new IllegalArgumentException(
          "shape "
              + Arrays.toString(shape)
              + ": expected "
              + expected
              + " values, found "
              + values);
    }
  }

  private static byte[] header(String type, int[] shape) {
    String lengths =
        Arrays.stream(shape).mapToObj(n -> n + ",").collect(Collectors.joining(" ", "(", ")"));
    String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + lengths + ", }";
    int start = 10;
    int padding = BORDER - (start + text.length() + 1) % BORDER;
    text = text + " ".repeat(padding % BORDER) + "\n";
    ByteBuffer bytes = buffer(start + text.length());
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) text.length());
    bytes.put(text.getBytes(StandardCharsets.US_ASCII));
    return bytes.array();
  }
}
