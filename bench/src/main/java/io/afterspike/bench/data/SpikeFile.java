package io.afterspike.bench.data;

import io.jhdf.HdfFile;
import io.jhdf.api.Node;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

/**
 * A file of spike recordings as SHD and SSC are published: HDF5, plain or gzipped.
 *
 * <table>
 * <caption>What is read</caption>
 * <tr><th>dataset</th><th>of each recording</th><th>type</th></tr>
 * <tr><td>{@code spikes/times}</td><td>spike times in seconds, ascending</td>
 *     <td>variable-length float16, 32 or 64</td></tr>
 * <tr><td>{@code spikes/units}</td><td>0 to 699, one for each time</td>
 *     <td>variable-length integers of any size</td></tr>
 * <tr><td>{@code labels}</td><td>the class</td><td>integers of any size</td></tr>
 * <tr><td>{@code extra/keys}</td><td>(of each class) its name; may be missing</td>
 *     <td>strings</td></tr>
 * <tr><td>{@code extra/unit_count}</td><td>(one) the number of units; 700 if missing</td>
 *     <td>integer of any size</td></tr>
 * </table>
 *
 * <p>Any byte order, any layout of the datasets and the filters deflate, shuffle, fletcher32 and
 * LZF are read. Everything else under {@code extra} is ignored.
 *
 * <p>This is the one door for foreign files. Whatever is wrong with a file comes out as a {@link
 * DataFormatException}, also where the HDF5 library fails in a way it does not declare (on damaged
 * files it throws unchecked exceptions of many kinds, runs out of stack, or asks for more memory
 * than there is). Sizes are checked against the length of the file before anything is allocated.
 * What stays in memory is about 100 bytes for each recording, and the one recording asked for.
 */
public final class SpikeFile implements Recordings {
  /** The number of input units of SHD and SSC: the channels of their cochlea model. */
  public static final int UNITS = 700;

  /** Without names of classes, a larger label is more likely a damaged one. */
  private static final int MOST_CLASSES = 1000;

  private static final int LONGEST_NAME = 64;

  /** A gzipped file may unpack to this many times its length, and this much more. */
  private static final int MOST_EXPANSION = 50;

  private static final long MOST_EXTRA_BYTES = 64L << 20;

  /** Long even on a slow network; only damage or malice takes longer. */
  private static final Duration LONGEST_READING = Duration.ofMinutes(10);

  private static final String TIMES = "spikes/times";
  private static final String UNIT_NUMBERS = "spikes/units";
  private static final String LABELS = "labels";
  private static final String CLASS_NAMES = "extra/keys";
  private static final String UNIT_COUNT = "extra/" + SpikeExport.UNIT_COUNT;
  private static final int MOST_UNITS = 1 << 16;

  static {
    // jhdf logs through SLF4J, which otherwise prints that it has nothing to log with.
    if (System.getProperty("slf4j.internal.verbosity") == null) {
      System.setProperty("slf4j.internal.verbosity", "ERROR");
    }
  }

  private final Path source;
  private final Path unpacked;
  private final Hdf5Storage storage;
  private Hdf5Heap heap;
  private Hdf5Vector times;
  private Hdf5Vector units;
  private Hdf5Number timeNumber;
  private Hdf5Number unitNumber;
  private TimeType timeType;
  private int[] lengths;
  private char[] labels;
  private List<String> classNames = List.of();
  private int classes;
  private int unitCount = UNITS;

  private SpikeFile(Path source, Path unpacked, Hdf5Storage storage) {
    this.source = source;
    this.unpacked = unpacked;
    this.storage = storage;
  }

  /**
   * Opens a file and checks its structure, labels and sizes; the spikes of a recording are checked
   * when it is read. A gzipped file, told by its first bytes, is unpacked to a temporary file that
   * {@link #close} deletes.
   *
   * @throws DataFormatException if it is missing, damaged, or of another structure
   * @throws UncheckedIOException if there is no room to unpack it
   */
  public static SpikeFile open(Path source) {
    return open(source, LONGEST_READING);
  }

  /** As above, giving up on the structure after {@code longest}. */
  static SpikeFile open(Path source, Duration longest) {
    Path unpacked = null;
    Hdf5Storage storage = null;
    SpikeFile file = null;
    try {
      requireRegular(source);
      unpacked = isGzipped(source) ? unpack(source) : null;
      storage = Hdf5Storage.open(unpacked == null ? source : unpacked);
      SpikeFile opened = new SpikeFile(source, unpacked, storage);
      opened.readStructure(longest);
      file = opened;
      return file;
    } catch (AccessDeniedException e) {
      throw new DataFormatException(source, "file", "a file that may be read", "no permission", e);
    } catch (IOException e) {
      throw new DataFormatException(source, "file", "a readable file", e.toString(), e);
    } finally {
      if (file == null) {
        discard(storage, unpacked);
      }
    }
  }

  /** Refuses folders, and devices and pipes, which never end. */
  static void requireRegular(Path source) {
    if (!Files.isRegularFile(source)) {
      String found =
          !Files.exists(source)
              ? "nothing of this name"
              : Files.isDirectory(source) ? "a folder" : "a device or pipe";
      throw new DataFormatException(source, "file", "a file", found);
    }
  }

  private static boolean isGzipped(Path source) throws IOException {
    try (InputStream in = Files.newInputStream(source)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  private static Path unpack(Path source) throws IOException {
    long most = MOST_EXPANSION * Files.size(source) + MOST_EXTRA_BYTES;
    Path target;
    try {
      target = Files.createTempFile("afterspike-", ".h5");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary file to unpack " + source + " to: " + e, e);
    }
    boolean done = false;
    try (InputStream in = gunzip(source)) {
      copy(source, in, target, most);
      done = true;
      return target;
    } finally {
      if (!done) {
        Files.deleteIfExists(target);
      }
    }
  }

  private static InputStream gunzip(Path source) throws IOException {
    InputStream in = Files.newInputStream(source);
    try {
      return new GZIPInputStream(in, 1 << 16);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static void copy(Path source, InputStream in, Path target, long most) throws IOException {
    byte[] block = new byte[1 << 16];
    long total = 0;
    try (OutputStream out = Files.newOutputStream(target)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        total += n;
        if (total > most) {
          throw new DataFormatException(
              source, "gzip", "at most " + most + " bytes unpacked", "more");
        }
        try {
          out.write(block, 0, n);
        } catch (IOException e) {
          throw new UncheckedIOException("cannot unpack " + source + " to " + target + ": " + e, e);
        }
      }
    }
  }

  /** Runs a step of reading and turns whatever a bad file makes of it into one exception. */
  static <T> T guarded(Path source, Supplier<T> step) {
    try {
      return step.get();
    } catch (DataFormatException e) {
      throw e;
    } catch (RuntimeException | VirtualMachineError | AssertionError e) {
      // Of the errors, a bad file causes OutOfMemoryError and StackOverflowError, and
      // InternalError if it is cut short while it is mapped. What led to them is let go here.
      throw new DataFormatException(source, "HDF5", "a sound file", causes(e), e);
    }
  }

  private static String causes(Throwable e) {
    StringBuilder text = new StringBuilder(e.getClass().getSimpleName());
    Throwable at = e;
    for (int depth = 0; at != null && depth < 4; depth++, at = at.getCause()) {
      if (at.getMessage() != null) {
        text.append(depth == 0 ? ": " : "; ").append(at.getMessage());
      }
    }
    return text.toString();
  }

  /** Ends where a file leads the library through ever more branches: closing makes reads fail. */
  static <T> T withinTime(Path source, Hdf5Storage storage, Duration longest, Supplier<T> step) {
    AtomicBoolean givenUp = new AtomicBoolean();
    Thread watch =
        Thread.startVirtualThread(
            () -> {
              try {
                Thread.sleep(longest);
                givenUp.set(true);
                storage.close();
              } catch (InterruptedException | IOException e) {
                Thread.currentThread().interrupt(); // in time, or closed already
              }
            });
    try {
      return guarded(source, step);
    } catch (DataFormatException e) {
      if (givenUp.get()) {
        throw new DataFormatException(
            source, "HDF5", "a structure read within " + longest.toSeconds() + " s", "no end", e);
      }
      throw e;
    } finally {
      watch.interrupt();
    }
  }

  private void readStructure(Duration longest) {
    withinTime(
        source,
        storage,
        longest,
        () -> {
          readStructure();
          return null;
        });
  }

  private void readStructure() {
    // Not closed: it owns nothing but the storage, which this object closes.
    HdfFile hdf = storage.hdf();
    heap = new Hdf5Heap(source, hdf.getHdfBackingStorage());
    times = Hdf5Vector.read(hdf, source, TIMES);
    units = Hdf5Vector.read(hdf, source, UNIT_NUMBERS);
    Hdf5Vector labelVector = Hdf5Vector.read(hdf, source, LABELS);
    requireSameSize(UNIT_NUMBERS, units.elements());
    requireSameSize(LABELS, labelVector.elements());

    timeNumber = Hdf5Number.floating(source, TIMES, elementType(times));
    unitNumber = Hdf5Number.integer(source, UNIT_NUMBERS, elementType(units));
    timeType = TimeType.ofBytes(timeNumber.bytes());
    lengths = heap.lengths(times, TIMES, timeNumber.bytes());
    int[] unitLengths = heap.lengths(units, UNIT_NUMBERS, unitNumber.bytes());
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] != unitLengths[i]) {
        throw new DataFormatException(
            source,
            UNIT_NUMBERS + ", recording " + i,
            lengths[i] + " units, as there are times",
            "" + unitLengths[i]);
      }
    }
    unitCount = readUnitCount(hdf);
    classNames = readClassNames(hdf);
    readLabels(labelVector);
  }

  private void requireSameSize(String name, int elements) {
    if (elements != times.elements()) {
      throw new DataFormatException(
          source, name, times.elements() + " recordings, as in " + TIMES, "" + elements);
    }
  }

  private static io.jhdf.object.datatype.DataType elementType(Hdf5Vector vector) {
    return vector.type() instanceof VariableLength sequence ? sequence.getParent() : vector.type();
  }

  /** What {@code extra/unit_count} says, which our own files have, else 700. */
  private int readUnitCount(HdfFile hdf) {
    if (Hdf5Vector.find(hdf, source, UNIT_COUNT) == null) {
      return UNITS;
    }
    Hdf5Vector vector = Hdf5Vector.read(hdf, source, UNIT_COUNT);
    Hdf5Number number = Hdf5Number.integer(source, UNIT_COUNT, vector.type());
    long count = number.readInteger(vector.bytes().order(number.order()));
    if (vector.elements() != 1 || count < 1 || count > MOST_UNITS) {
      throw new DataFormatException(
          source,
          UNIT_COUNT,
          "one number from 1 to " + MOST_UNITS,
          vector.elements() + " starting with " + count);
    }
    return (int) count;
  }

  private void readLabels(Hdf5Vector vector) {
    Hdf5Number number = Hdf5Number.integer(source, LABELS, vector.type());
    ByteBuffer bytes = vector.bytes().order(number.order());
    int most = classNames.isEmpty() ? MOST_CLASSES : classNames.size();
    labels = new char[vector.elements()];
    int largest = 0;
    for (int i = 0; i < labels.length; i++) {
      long label = number.readInteger(bytes);
      if (label < 0 || label >= most) {
        throw new DataFormatException(
            source, LABELS + ", recording " + i, "0 to " + (most - 1), "" + label);
      }
      labels[i] = (char) label;
      largest = Math.max(largest, (int) label);
    }
    classes = classNames.isEmpty() ? largest + 1 : classNames.size();
  }

  /** The names in {@code extra/keys} if that is a list of strings, else none. */
  private List<String> readClassNames(HdfFile hdf) {
    Node node = Hdf5Vector.find(hdf, source, CLASS_NAMES);
    if (!(node instanceof DatasetBase)
        || ((DatasetBase) node).getDimensionsAsLong().length != 1
        || ((DatasetBase) node).getDimensionsAsLong()[0] > MOST_CLASSES) {
      return List.of();
    }
    Hdf5Vector vector = Hdf5Vector.read(hdf, source, CLASS_NAMES);
    List<String> names = new ArrayList<>();
    if (vector.type() instanceof StringData) {
      byte[] name = new byte[vector.type().getSize()];
      for (int i = 0; i < vector.elements(); i++) {
        vector.bytes().get(name);
        names.add(nameOf(name));
      }
    } else if (vector.type() instanceof VariableLength strings
        && strings.isVariableLengthString()) {
      int[] nameLengths = heap.lengths(vector, CLASS_NAMES, 1);
      for (int i = 0; i < vector.elements(); i++) {
        byte[] name = new byte[nameLengths[i]];
        heap.sequence(vector, CLASS_NAMES, i, name.length).get(name);
        names.add(nameOf(name));
      }
    }
    return List.copyOf(names);
  }

  /** Strings end at a zero byte or are filled with spaces; names are shown, so kept plain. */
  private static String nameOf(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    String name = new String(bytes, 0, end, StandardCharsets.UTF_8);
    name = name.replaceAll("\\p{Cntrl}", "?").strip();
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }

  @Override
  public Path file() {
    return source;
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
    return timeType;
  }

  @Override
  public int label(int index) {
    return labels[requireIndex(index)];
  }

  @Override
  public int events(int index) {
    return lengths[requireIndex(index)];
  }

  @Override
  public Recording recording(int index) {
    requireIndex(index);
    return guarded(source, () -> read(index));
  }

  private Recording read(int index) {
    int events = lengths[index];
    ByteBuffer timeBytes = heap.sequence(times, TIMES, index, events * timeNumber.bytes());
    ByteBuffer unitBytes = heap.sequence(units, UNIT_NUMBERS, index, events * unitNumber.bytes());
    timeBytes.order(timeNumber.order());
    unitBytes.order(unitNumber.order());
    double[] seconds = new double[events];
    int[] unitNumbers = new int[events];
    for (int k = 0; k < events; k++) {
      seconds[k] = timeType.read(timeBytes);
      long unit = unitNumber.readInteger(unitBytes);
      // Clipped, it is as much out of range as before.
      unitNumbers[k] = Math.clamp(unit, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    return new Recording(labels[index], seconds, unitNumbers).checked(source, index, unitCount);
  }

  private int requireIndex(int index) {
    if (index < 0 || index >= labels.length) {
      throw new IllegalArgumentException(
          "index: expected 0 to " + (labels.length - 1) + ", found " + index);
    }
    return index;
  }

  @Override
  public void close() {
    discard(storage, unpacked);
  }

  private static void discard(Hdf5Storage storage, Path unpacked) {
    try {
      if (storage != null) {
        storage.close();
      }
      if (unpacked != null) {
        Files.deleteIfExists(unpacked);
      }
    } catch (IOException e) {
      System.getLogger(SpikeFile.class.getName())
          .log(System.Logger.Level.WARNING, "cannot delete the temporary file " + unpacked, e);
    }
  }
}
