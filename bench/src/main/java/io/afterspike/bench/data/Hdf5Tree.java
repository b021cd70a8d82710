package io.afterspike.bench.data;

import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All datasets of a small HDF5 file, such as one that describes a network, by their paths. Numbers
 * of any type and texts are read, other datasets and all attributes are left out. The sizes are
 * limited: 10,000 groups and datasets, 256 MiB in all, 64 MiB in one.
 */
public final class Hdf5Tree {
  /**
   * A dataset.
   *
   * @param shape the length of each dimension; empty for a single value
   * @param numbers the elements, row-major, if they are numbers; else null
   * @param texts the elements if they are texts; else null
   */
  public record Value(List<Integer> shape, double[] numbers, List<String> texts) {}

  private static final int MOST_NODES = 10_000;
  private static final int DEEPEST = 16;
  private static final long MOST_BYTES = 256L << 20;
  // What deflate can make of a byte.
  private static final int MOST_PER_BYTE = 1032;
  private static final int LONGEST_TEXT = 1 << 16;
  private static final Duration LONGEST_READING = Duration.ofMinutes(1);

  private final Path file;
  private final HdfFile hdf;
  private final Hdf5Heap heap;
  private final SortedMap<String, Value> values = new TreeMap<>();
  private int nodes;
  private long bytes;

  private Hdf5Tree(Path file, HdfFile hdf) {
    this.file = file;
    this.hdf = hdf;
    this.heap = new Hdf5Heap(file, hdf.getHdfBackingStorage());
  }

  /**
   * Reads a file; paths are such as {@code node/nodes/0/weight}.
   *
   * @throws DataFormatException if it is missing, damaged or too large
   */
  public static SortedMap<String, Value> read(Path file) {
    SpikeFile.requireRegular(file);
    try (Hdf5Storage storage = Hdf5Storage.open(file)) {
      return SpikeFile.withinTime(
          file,
          storage,
          LONGEST_READING,
          () -> {
            Hdf5Tree tree = new Hdf5Tree(file, storage.hdf());
            tree.walk(tree.hdf, "", 0);
            return Collections.unmodifiableSortedMap(tree.values);
          });
    } catch (IOException e) {
      throw new DataFormatException(file, "file", "a readable file", e.toString(), e);
    }
  }

  private void walk(Group group, String prefix, int depth) {
    Hdf5Claims.check(hdf.getHdfBackingStorage(), file, prefix, group);
    for (Map.Entry<String, Node> child : group.getChildren().entrySet()) {
      String path = prefix + child.getKey();
      if (++nodes > MOST_NODES || depth > DEEPEST) {
        throw new DataFormatException(
            file,
            path,
            "at most " + MOST_NODES + " groups and datasets, " + DEEPEST + " deep",
            "more");
      }
      Node node = child.getValue();
      if (node.isLink()) {
        // A link may lead out of this file.
        throw new DataFormatException(file, path, "the data themselves", "a link");
      }
      if (node instanceof Group inner) {
        walk(inner, path + "/", depth + 1);
      } else if (node instanceof DatasetBase dataset) {
        read(dataset, path);
      }
    }
  }

  private void read(DatasetBase dataset, String path) {
    DataType type = dataset.getDataType();
    boolean number = type instanceof FixedPoint || type instanceof FloatingPoint;
    boolean sequence = type instanceof VariableLength variable && variable.isVariableLengthString();
    boolean text = type instanceof StringData || sequence;
    if (!number && !text) {
      return;
    }
    for (long length : dataset.getDimensionsAsLong()) {
      if (length == 0) {
        return; // holds nothing
      }
    }
    Hdf5Vector vector =
        Hdf5Vector.read(hdf.getHdfBackingStorage(), file, path, dataset, MOST_PER_BYTE);
    bytes += 8L * vector.elements() + vector.bytes().remaining();
    if (bytes > MOST_BYTES) {
      throw new DataFormatException(file, path, "at most " + MOST_BYTES + " bytes in all", "more");
    }
    List<Integer> shape =
        Arrays.stream(dataset.getDimensionsAsLong()).mapToObj(n -> (int) n).toList();
    values.put(
        path,
        number
            ? new Value(shape, numbers(vector, path), null)
            : new Value(shape, null, sequence ? sequences(vector, path) : texts(vector)));
  }

  private double[] numbers(Hdf5Vector vector, String path) {
    double[] numbers = new double[vector.elements()];
    if (vector.type() instanceof FixedPoint) {
      Hdf5Number number = Hdf5Number.integer(file, path, vector.type());
      ByteBuffer from = vector.bytes().order(number.order());
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = number.readInteger(from);
      }
    } else {
      Hdf5Number number = Hdf5Number.floating(file, path, vector.type());
      TimeType type = TimeType.ofBytes(number.bytes());
      ByteBuffer from = vector.bytes().order(number.order());
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = type.read(from);
      }
    }
    return numbers;
  }

  private static List<String> texts(Hdf5Vector vector) {
    List<String> texts = new ArrayList<>();
    byte[] text = new byte[vector.type().getSize()];
    for (int i = 0; i < vector.elements(); i++) {
      vector.bytes().get(text);
      texts.add(text(text));
    }
    return texts;
  }

  private List<String> sequences(Hdf5Vector vector, String path) {
    int[] lengths = heap.lengths(vector, path, 1);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      bytes += lengths[i];
      if (lengths[i] > LONGEST_TEXT || bytes > MOST_BYTES) {
        throw new DataFormatException(
            file, path, "texts of at most " + LONGEST_TEXT + " bytes", "" + lengths[i]);
      }
      byte[] text = new byte[lengths[i]];
      heap.sequence(vector, path, i, text.length).get(text);
      texts.add(text(text));
    }
    return texts;
  }

  private static String text(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
