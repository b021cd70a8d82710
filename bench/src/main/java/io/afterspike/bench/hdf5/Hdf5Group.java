package io.afterspike.bench.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What is to be written: named datasets and groups. Arrays are not copied, nor modified. */
public final class Hdf5Group {
  private static final Pattern NAME = Pattern.compile("[ -.0-~]{1,200}"); // ASCII but no slash
  private final SortedMap<String, Object> children = new TreeMap<>();

  /** An empty group. */
  public Hdf5Group() {}

  /** Adds a group. */
  public Hdf5Group put(String name, Hdf5Group group) {
    return add(name, group);
  }

  /** Adds floats; no lengths make a single value. */
  public Hdf5Group floats(String name, float[] values, int... shape) {
    ByteBuffer bytes = buffer(4L * values.length);
    bytes.asFloatBuffer().put(values);
    return add(
        name,
        new Hdf5Data(
            Hdf5Type.F32.message(),
            shape,
            elements(name, values.length, shape, 4),
            out -> out.write(bytes.array())));
  }

  /** Adds whole numbers as unsigned 16-bit ones; no lengths make a single value. */
  public Hdf5Group shorts(String name, int[] values, int... shape) {
    ByteBuffer bytes = buffer(2L * values.length);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return add(
        name,
        new Hdf5Data(
            Hdf5Type.U16.message(),
            shape,
            elements(name, values.length, shape, 2),
            out -> out.write(bytes.array())));
  }

  /** Adds whole numbers; no lengths make a single value. */
  public Hdf5Group longs(String name, long[] values, int... shape) {
    ByteBuffer bytes = buffer(8L * values.length);
    bytes.asLongBuffer().put(values);
    return add(
        name,
        new Hdf5Data(
            Hdf5Type.I64.message(),
            shape,
            elements(name, values.length, shape, 8),
            out -> out.write(bytes.array())));
  }

  /** Adds doubles; no lengths make a single value. */
  public Hdf5Group doubles(String name, double[] values, int... shape) {
    ByteBuffer bytes = buffer(8L * values.length);
    bytes.asDoubleBuffer().put(values);
    return add(
        name,
        new Hdf5Data(
            Hdf5Type.F64.message(),
            shape,
            elements(name, values.length, shape, 8),
            out -> out.write(bytes.array())));
  }

  /** Adds a text of fixed length, UTF-8. */
  public Hdf5Group text(String name, String text) {
    return add(name, strings(List.of(text)));
  }

  /** Adds a list of texts, each filled with zero bytes to the length of the longest. */
  public Hdf5Group texts(String name, List<String> texts) {
    return add(name, strings(texts, texts.size()));
  }

  /**
   * Adds a table of texts, each filled with zero bytes to the length of the longest.
   *
   * @throws IllegalArgumentException if there are not rows × columns texts
   */
  public Hdf5Group texts(String name, List<String> texts, int rows, int columns) {
    elements(name, texts.size(), new int[] {rows, columns}, 1);
    return add(name, strings(texts, rows, columns));
  }

  private static Hdf5Data strings(List<String> texts, int... shape) {
    byte[][] all = new byte[texts.size()][];
    int longest = 1;
    for (int i = 0; i < all.length; i++) {
      all[i] = texts.get(i).getBytes(StandardCharsets.UTF_8);
      longest = Math.max(longest, all[i].length);
    }
    byte[] bytes = new byte[Math.multiplyExact(longest, all.length)];
    for (int i = 0; i < all.length; i++) {
      System.arraycopy(all[i], 0, bytes, i * longest, all[i].length);
    }
    // Version 1, class 3; filled with zeros, UTF-8.
    ByteBuffer type = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    type.put((byte) 0x13).put((byte) 0x11).putShort((short) 0).putInt(longest);
    return new Hdf5Data(type.array(), shape, bytes.length, out -> out.write(bytes));
  }

  /**
   * Adds one sequence of numbers for each element, in the order they are written.
   *
   * @param lengths the number of elements of each sequence
   * @param content writes the elements of sequence i, exactly as many bytes as they have
   */
  public Hdf5Group sequences(
      String name, Hdf5Type type, int[] lengths, Hdf5Sequences.Content content) {
    return add(name, new Hdf5Sequences(type, lengths, content));
  }

  SortedMap<String, Object> children() {
    return Collections.unmodifiableSortedMap(children);
  }

  private Hdf5Group add(String name, Object child) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: expected up to 200 ASCII characters without a slash, found '" + name + "'");
    }
    if (children.putIfAbsent(name, child) != null) {
      throw new IllegalArgumentException("name: expected a new one, found '" + name + "' again");
    }
    return this;
  }

  private static long elements(String name, int length, int[] shape, int bytes) {
    long product = 1;
    for (int size : shape) {
      product = Math.multiplyExact(product, size);
    }
    if (product != length) {
      throw new IllegalArgumentException(
          "dataset %s: expected %d values for its shape, found %d"
              .formatted(name, product, length));
    }
    return product * bytes;
  }

  private static ByteBuffer buffer(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
