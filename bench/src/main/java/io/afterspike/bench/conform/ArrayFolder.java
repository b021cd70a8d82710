package io.afterspike.bench.conform;

import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.npy.NpyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The arrays of one case, or of the parts: files that the index lists. Remembers which of them were
 * asked for, so that the rest can be named as not checked.
 *
 * <p>An array {@code NAME} may be stored as samples {@code NAME__val} at the flat indices {@code
 * idx_SIZE} with sums {@code NAME__chk}, or, if it holds bits, packed as {@code NAME__bits}.
 */
final class ArrayFolder {
  static final String SAMPLES = "__val";
  static final String SUMS = "__chk";
  static final String BITS = "__bits";

  private final Path folder;
  private final String source;
  private final Map<String, ListedArray> listed;
  private final Checks checks;
  private final Set<String> used = new TreeSet<>();
  private final Map<String, Optional<ExpectedValues>> expected = new HashMap<>();

  /**
   * The arrays of a folder.
   *
   * @param source its name in reports
   * @param listed what the index says is there
   * @param checks where arrays that cannot be used are reported
   */
  ArrayFolder(Path folder, String source, Map<String, ListedArray> listed, Checks checks) {
    this.folder = folder;
    this.source = source;
    this.listed = listed;
    this.checks = checks;
  }

  String source() {
    return source;
  }

  /** The listed names, without what says how they are stored. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (String name : listed.keySet()) {
      names.add(base(name));
    }
    return names;
  }

  private static String base(String name) {
    for (String ending : List.of(SAMPLES, SUMS, BITS)) {
      if (name.endsWith(ending)) {
        return name.substring(0, name.length() - ending.length());
      }
    }
    return name;
  }

  /** Whether the index lists this array, whole or sampled. */
  boolean lists(String name) {
    return listed.containsKey(name)
        || listed.containsKey(name + SAMPLES)
        || listed.containsKey(name + SUMS)
        || listed.containsKey(name + BITS);
  }

  /** The shape that the index lists for an array stored whole. */
  Optional<List<Integer>> shape(String name) {
    return Optional.ofNullable(listed.get(name)).map(ListedArray::shape);
  }

  /**
   * Reads a listed array.
   *
   * @param shape what the case's sizes demand
   * @throws IOException if it is missing, malformed, or not as listed or demanded
   */
  NpyArray read(String name, List<Integer> shape) throws IOException {
    used.add(name);
    ListedArray entry = listed.get(name);
    if (entry == null) {
      throw new IOException(name + ": expected in the index's list of arrays, found nothing");
    }
    NpyArray array;
    Path file = folder.resolve(name + ".npy");
    try {
      array = NpyReader.read(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": expected a file, found none", e);
    }
    if (!array.type().descr().equals(entry.type()) || !array.shape().equals(entry.shape())) {
      throw new IOException(
          file
              + ": expected "
              + described(entry.type(), entry.shape())
              + " as listed, found "
              + described(array.type().descr(), array.shape()));
    }
    if (!array.shape().equals(shape)) {
      throw new IOException(
          file + ": expected shape " + shape + " by the sizes, found " + array.shape());
    }
    return array;
  }

  private static String described(String type, List<Integer> shape) {
    return type + " of shape " + shape;
  }

  /** Reads a listed array of numbers that must be finite. */
  private double[] finite(String name, List<Integer> shape) throws IOException {
    double[] values = read(name, shape).toDoubles();
    for (int k = 0; k < values.length; k++) {
      if (!Double.isFinite(values[k])) {
        throw new IOException(
            folder.resolve(name + ".npy")
                + ": expected finite numbers, found "
                + values[k]
                + " at element "
                + k);
      }
    }
    return values;
  }

  /** Reads an array of bits, whole or packed eight to a byte along the last axis. */
  byte[] bits(String name, List<Integer> shape) throws IOException {
    int size = size(shape);
    byte[] bits = new byte[size];
    if (listed.containsKey(name) || !listed.containsKey(name + BITS)) {
      NpyArray array = read(name, shape);
      for (int k = 0; k < size; k++) {
        bits[k] = bit(name, k, array.number(k));
      }
      return bits;
    }
    int last = shape.get(shape.size() - 1);
    int bytes = Math.ceilDiv(last, 8);
    List<Integer> packed = new ArrayList<>(shape);
    packed.set(shape.size() - 1, bytes);
    NpyArray array = read(name + BITS, packed);
    for (int k = 0; k < size; k++) {
      int row = k / last;
      int column = k % last;
      bits[k] = (byte) (array.wholeNumber(row * bytes + column / 8) >> (7 - column % 8) & 1);
    }
    return bits;
  }

  private byte bit(String name, int k, double value) throws IOException {
    if (value != 0 && value != 1) {
      throw new IOException(
          folder.resolve(name + ".npy") + ": expected 0 or 1, found " + value + " at element " + k);
    }
    return (byte) value;
  }

  /**
   * What a listed array says should come out. Reports it as failed, once, if it cannot be used.
   *
   * @param shape what the case's sizes demand of the whole array
   */
  Optional<ExpectedValues> expected(String name, List<Integer> shape, Quantity quantity) {
    return expected.computeIfAbsent(
        name,
        n -> {
          try {
            return Optional.of(load(n, shape));
          } catch (IOException | ArithmeticException | IllegalStateException e) {
            checks.failed(source, n, quantity, e.getMessage());
            return Optional.empty();
          }
        });
  }

  private ExpectedValues load(String name, List<Integer> shape) throws IOException {
    if (listed.containsKey(name)) {
      return ExpectedValues.dense(finite(name, shape));
    }
    int size = size(shape);
    double[] sums = listed.containsKey(name + SUMS) ? finite(name + SUMS, List.of(4)) : null;
    if (!listed.containsKey(name + SAMPLES)) {
      return ExpectedValues.sampled(new double[0], new int[0], sums);
    }
    String indexName = "idx_" + size;
    List<Integer> count = shape(indexName).orElse(List.of());
    int[] indices = read(indexName, count).toInts();
    for (int index : indices) {
      if (index < 0 || index >= size) {
        throw new IOException(
            folder.resolve(indexName + ".npy")
                + ": expected indices 0 to "
                + (size - 1)
                + ", found "
                + index);
      }
    }
    double[] values = finite(name + SAMPLES, List.of(indices.length));
    return ExpectedValues.sampled(values, indices, sums);
  }

  /**
   * Reports as not checked what the index lists and nobody asked for, and files that it does not
   * list.
   */
  void reportUnused() {
    for (String name : listed.keySet()) {
      if (!used.contains(name)) {
        checks.notChecked(source, name, "nothing here checks an array of this name");
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".npy"))
          .map(file -> file.substring(0, file.length() - ".npy".length()))
          .filter(name -> !listed.containsKey(name))
          .sorted()
          .forEach(name -> checks.notChecked(source, name, "a file that the index does not list"));
    } catch (IOException e) {
      checks.failed(
          source,
          "",
          Quantity.of(Quantity.Family.OTHER, "folders"),
          folder + ": expected a readable folder, found " + e.getClass().getSimpleName());
    }
  }

  /** The number of elements of a shape. */
  static int size(List<Integer> shape) {
    int size = 1;
    for (int length : shape) {
      size = Math.multiplyExact(size, length);
    }
    return size;
  }
}
