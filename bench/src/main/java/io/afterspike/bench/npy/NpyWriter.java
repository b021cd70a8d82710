package io.afterspike.bench.npy;

import io.afterspike.bench.report.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes NumPy array files of format 1.0 as NumPy does; the same array gives the same bytes. */
public final class NpyWriter {
  private static final int ALIGNMENT = 64;
  private static final int BEFORE_HEADER = 10;
  private static final int CHUNK = 1 << 16;

  private NpyWriter() {}

  /**
   * Writes a file of 32-bit floats, of one array or of several one after another, whole or not at
   * all.
   *
   * @param shape the length of each dimension
   * @throws IllegalArgumentException if there are not as many values as the shape says
   * @throws IOException if it cannot be written
   */
  public static void floats(Path file, int[] shape, float[]... parts) throws IOException {
    check(shape, Arrays.stream(parts).mapToLong(part -> part.length).sum());
    NpyArray array =
        NpyArray.of(
            NpyType.F4,
            list(shape),
            bytes -> {
              for (float[] part : parts) {
                for (float value : part) {
                  bytes.putInt(Float.floatToRawIntBits(value));
                }
              }
            });
    AtomicFiles.write(file, out -> write(array, out));
  }

  /**
   * Writes a file of 32-bit whole numbers, whole or not at all.
   *
   * @param shape the length of each dimension
   * @throws IllegalArgumentException if there are not as many values as the shape says
   * @throws IOException if it cannot be written
   */
  public static void ints(Path file, int[] shape, int[] values) throws IOException {
    check(shape, values.length);
    NpyArray array = NpyArray.of(values, list(shape).toArray(Integer[]::new));
    AtomicFiles.write(file, out -> write(array, out));
  }

  private static List<Integer> list(int[] shape) {
    return Arrays.stream(shape).boxed().toList();
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

  /** Writes a whole file to {@code out}, which stays open. */
  public static void write(NpyArray array, OutputStream out) throws IOException {
    out.write(head(array));
    ByteBuffer data = array.data().duplicate();
    data.rewind();
    byte[] chunk = new byte[Math.min(CHUNK, data.remaining())];
    while (data.hasRemaining()) {
      int count = Math.min(chunk.length, data.remaining());
      data.get(chunk, 0, count);
      out.write(chunk, 0, count);
    }
  }

  /** The length of the file in bytes. */
  static long bytes(NpyArray array) {
    return (long) head(array).length + array.data().limit();
  }

  private static byte[] head(NpyArray array) {
    String lengths = array.shape().stream().map(String::valueOf).collect(Collectors.joining(", "));
    String shape = "(" + lengths + (array.shape().size() == 1 ? ",)" : ")");
    String text =
        "{'descr': '"
            + array.type().descr()
            + "', 'fortran_order': False, 'shape': "
            + shape
            + ", }";
    int padding = ALIGNMENT - 1 - (BEFORE_HEADER + text.length()) % ALIGNMENT;
    byte[] header = (text + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(BEFORE_HEADER + header.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length)
        .put(header)
        .array();
  }
}
