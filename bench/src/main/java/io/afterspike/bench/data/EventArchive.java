package io.afterspike.bench.data;

import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.npy.NpyFormatException;
import io.afterspike.bench.npy.NpyType;
import io.afterspike.bench.npy.Npz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Recordings in an npz file, in the arrays that {@link SpikeExport} names; of units, offsets and
 * labels any type of whole numbers is read. The whole file is checked when it is opened, and all of
 * it is in memory.
 */
public final class EventArchive implements Recordings {
  private static final long MOST_BYTES = 3L << 30;
  private static final int MOST_UNITS = 1 << 16;
  private static final int MOST_CLASSES = 1000;
  private static final Set<String> NAMES =
      Set.of("times", "units", "offsets", "labels", SpikeExport.UNIT_COUNT, "class_names");

  private final Path file;
  private final NpyArray times;
  private final NpyArray units;
  private final int[] offsets;
  private final int[] labels;
  private final int unitCount;
  private final List<String> classNames;
  private final int classes;

  private EventArchive(Path file, Map<String, NpyArray> arrays) {
    this.file = file;
    for (String name : arrays.keySet()) {
      require(NAMES.contains(name), "arrays", "only " + NAMES.stream().sorted().toList(), name);
    }
    times = array(arrays, "times", 1);
    require(times.type().floating(), "times", "floating-point numbers", times.type().descr());
    units = whole(arrays, "units", 1);
    require(units.size() == times.size(), "units", times.size() + ", as times", "" + units.size());
    NpyArray count = whole(arrays, SpikeExport.UNIT_COUNT, 0);
    unitCount = inRange(count, 0, SpikeExport.UNIT_COUNT, 1, MOST_UNITS);
    offsets = readOffsets(whole(arrays, "offsets", 1));
    NpyArray labelArray = whole(arrays, "labels", 1);
    require(
        labelArray.size() == offsets.length - 1,
        "labels",
        (offsets.length - 1) + ", one for each recording",
        "" + labelArray.size());
    classNames = arrays.containsKey("class_names") ? readNames(arrays) : List.of();
    int most = classNames.isEmpty() ? MOST_CLASSES : classNames.size();
    labels = new int[labelArray.size()];
    int largest = 0;
    for (int i = 0; i < labels.length; i++) {
      labels[i] = inRange(labelArray, i, "labels", 0, most - 1);
      largest = Math.max(largest, labels[i]);
    }
    classes = classNames.isEmpty() ? largest + 1 : classNames.size();
    for (int i = 0; i < labels.length; i++) {
      recording(i);
    }
  }

  /**
   * Opens an archive and checks all of it.
   *
   * @throws DataFormatException if it is missing, damaged, or of another structure
   */
  public static EventArchive open(Path file) {
    try {
      return new EventArchive(file, Npz.read(file, MOST_BYTES));
    } catch (NpyFormatException e) {
      throw new DataFormatException(file, "npz", "an archive of events", Npz.reason(file, e), e);
    } catch (IOException e) {
      throw new DataFormatException(file, "file", "a readable file", e.toString(), e);
    } catch (OutOfMemoryError e) {
      throw new DataFormatException(file, "npz", "events that fit in memory", "more", e);
    }
  }

  private NpyArray array(Map<String, NpyArray> arrays, String name, int dimensions) {
    NpyArray array = arrays.get(name);
    require(array != null, "arrays", "one named " + name, "none");
    require(
        array.shape().size() == dimensions,
        name,
        dimensions + " dimensions",
        "" + array.shape().size());
    return array;
  }

  private NpyArray whole(Map<String, NpyArray> arrays, String name, int dimensions) {
    NpyArray array = array(arrays, name, dimensions);
    boolean number = !array.type().floating() && array.type() != NpyType.B1;
    require(number, name, "whole numbers", array.type().descr());
    return array;
  }

  private int inRange(NpyArray array, int k, String name, int low, int high) {
    long value = array.wholeNumber(k);
    require(value >= low && value <= high, name + ", " + k, low + " to " + high, "" + value);
    return (int) value;
  }

  private int[] readOffsets(NpyArray array) {
    require(array.size() >= 2, "offsets", "at least 2", "" + array.size());
    int[] read = new int[array.size()];
    for (int i = 0; i < read.length; i++) {
      read[i] = inRange(array, i, "offsets", i == 0 ? 0 : read[i - 1], times.size());
    }
    int last = read[read.length - 1];
    require(
        read[0] == 0 && last == times.size(),
        "offsets",
        "0 first and " + times.size() + " last",
        read[0] + " and " + last);
    return read;
  }

  private List<String> readNames(Map<String, NpyArray> arrays) {
    NpyArray array = array(arrays, "class_names", 2);
    require(array.type() == NpyType.U1, "class_names", "elements |u1", array.type().descr());
    int count = array.shape().get(0);
    int width = array.shape().get(1);
    require(count >= 1 && count <= MOST_CLASSES, "class_names", "1 to " + MOST_CLASSES, "" + count);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] text = new byte[width];
      int length = 0;
      while (length < width && array.wholeNumber(i * width + length) != 0) {
        text[length] = (byte) array.wholeNumber(i * width + length);
        length++;
      }
      String name = new String(text, 0, length, StandardCharsets.UTF_8);
      names.add(name.replaceAll("\\p{Cntrl}", "?").strip());
    }
    return List.copyOf(names);
  }

  private void require(boolean right, String where, String expected, String found) {
    if (!right) {
      throw new DataFormatException(file, where, expected, found);
    }
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int units() {
    return unitCount;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public TimeType timeType() {
    return TimeType.ofBytes(times.type().bytes());
  }

  @Override
  public int label(int index) {
    return labels[requireIndex(index)];
  }

  @Override
  public int events(int index) {
    requireIndex(index);
    return offsets[index + 1] - offsets[index];
  }

  @Override
  public Recording recording(int index) {
    int events = events(index);
    double[] seconds = new double[events];
    int[] unitNumbers = new int[events];
    for (int k = 0; k < events; k++) {
      seconds[k] = times.number(offsets[index] + k);
      long unit = units.wholeNumber(offsets[index] + k);
      unitNumbers[k] = Math.clamp(unit, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    return new Recording(labels[index], seconds, unitNumbers).checked(file, index, unitCount);
  }

  private int requireIndex(int index) {
    if (index < 0 || index >= labels.length) {
      throw new IllegalArgumentException(
          "index: expected 0 to " + (labels.length - 1) + ", found " + index);
    }
    return index;
  }

  /** Nothing is open. */
  @Override
  public void close() {}
}
