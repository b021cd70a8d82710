package io.afterspike.bench.data;

import io.afterspike.bench.report.AtomicFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Our own compact form of a file of spike recordings, in which events are kept once they were
 * converted. Little-endian:
 *
 * <pre>
 *  0  8 bytes  "AFTSPIKE"
 *  8  int      version, 1
 * 12  int      bytes of a time: 2, 4 or 8, as in the source
 * 16  long     length of the source
 * 24  int      CRC32C of the source
 * 28  int      units
 * 32  int      recordings n
 * 36  int      classes
 * 40  long     events in all
 * 48  int      bytes of the class names m (0: no names)
 * 52  m bytes  class names, UTF-8, a line feed after each
 *     n x u16  label of each recording
 *     n x int  events of each recording
 *     for each recording: its times (float16, 32 or 64), then its units (u16)
 *     int      CRC32C of everything before
 * </pre>
 *
 * <p>The whole file is checked when it is opened: magic, version, source, every size against the
 * length of the file, then the checksum. Memory: 14 bytes for each recording; events are read from
 * the file as they are asked for.
 */
public final class EventFile implements Recordings {
  private static final long MAGIC = magic();
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 52;
  private static final int CHECKSUM_BYTES = 4;
  private static final int UNIT_BYTES = 2;
  private static final int MOST_UNITS = 1 << 16;
  private static final int MOST_NAME_BYTES = 1 << 20;

  private final Path path;
  private final Path source;
  private final FileChannel channel;
  private long length;
  private TimeType timeType;
  private int units;
  private int classes;
  private List<String> classNames;
  private char[] labels;
  private int[] events;
  private long[] offsets;

  private EventFile(Path path, Path source, FileChannel channel) {
    this.path = path;
    this.source = source;
    this.channel = channel;
  }

  private static long magic() {
    return ByteBuffer.wrap("AFTSPIKE".getBytes(StandardCharsets.US_ASCII))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong();
  }

  /**
   * Writes {@code recordings} to {@code target}, whole or not at all. The file that is there, if
   * any, is replaced.
   *
   * @param identity of the file that the recordings come from
   * @throws IOException if the folder cannot be written to, or is full
   * @throws DataFormatException if a recording turns out to be damaged, or the file has changed
   */
  static void write(Path target, Recordings recordings, SourceIdentity identity)
      throws IOException {
    AtomicFiles.write(target, out -> write(out, recordings, identity));
  }

  private static void write(OutputStream out, Recordings recordings, SourceIdentity identity)
      throws IOException {
    CRC32C checksum = new CRC32C();
    int n = recordings.size();
    byte[] names = names(recordings.classNames());
    ByteBuffer head = littleEndian(HEADER_BYTES + names.length + n * (2 + 4));
    head.putLong(MAGIC).putInt(VERSION).putInt(recordings.timeType().bytes());
    head.putLong(identity.length()).putInt(identity.checksum());
    head.putInt(recordings.units()).putInt(n).putInt(recordings.classes());
    head.putLong(recordings.totalEvents()).putInt(names.length).put(names);
    for (int i = 0; i < n; i++) {
      head.putShort((short) recordings.label(i));
    }
    for (int i = 0; i < n; i++) {
      head.putInt(recordings.events(i));
    }
    put(out, head, checksum);
    TimeType type = recordings.timeType();
    for (int i = 0; i < n; i++) {
      Recording recording = recordings.recording(i);
      ByteBuffer block = littleEndian(recording.events() * (type.bytes() + UNIT_BYTES));
      for (double seconds : recording.seconds()) {
        type.write(seconds, block);
      }
      for (int unit : recording.units()) {
        block.putShort((short) unit);
      }
      put(out, block, checksum);
    }
    if (!SourceIdentity.of(recordings.file()).equals(identity)) {
      throw new DataFormatException(
          recordings.file(), "file", "a file that stays as it is", "one changed while it was read");
    }
    out.write(littleEndian(CHECKSUM_BYTES).putInt((int) checksum.getValue()).array());
  }

  private static byte[] names(List<String> classNames) {
    StringBuilder text = new StringBuilder();
    for (String name : classNames) {
      text.append(name.replace('\n', ' ')).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void put(OutputStream out, ByteBuffer block, CRC32C checksum) throws IOException {
    checksum.update(block.array());
    out.write(block.array());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Opens and checks {@code path}.
   *
   * @param source the file it was made from; what {@link #file} gives
   * @param identity the identity of that file now
   * @throws DataFormatException if it is damaged or was made from other content
   */
  static EventFile open(Path path, Path source, SourceIdentity identity) {
    EventFile opened = null;
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path);
      EventFile file = new EventFile(path, source, channel);
      file.readHead(identity);
      opened = file;
      return file;
    } catch (IOException e) {
      throw new DataFormatException(path, "file", "a readable file", e.toString(), e);
    } finally {
      if (opened == null) {
        closeQuietly(channel);
      }
    }
  }

  private void readHead(SourceIdentity identity) throws IOException {
    length = channel.size();
    require(length >= HEADER_BYTES + CHECKSUM_BYTES, "length", "at least 56 bytes", length);
    ByteBuffer head = read(0, HEADER_BYTES);
    require(head.getLong() == MAGIC, "magic", "AFTSPIKE", "something else");
    int version = head.getInt();
    require(version == VERSION, "version", "" + VERSION, version);
    int timeBytes = head.getInt();
    timeType = TimeType.ofBytes(timeBytes);
    require(timeType != null, "bytes of a time", "2, 4 or 8", timeBytes);
    SourceIdentity made = new SourceIdentity(head.getLong(), head.getInt());
    require(made.equals(identity), "source", identity.toString(), made);
    units = head.getInt();
    require(units >= 1 && units <= MOST_UNITS, "units", "1 to " + MOST_UNITS, units);
    int n = head.getInt();
    long room = length - HEADER_BYTES - CHECKSUM_BYTES;
    require(n >= 1 && n <= room / 6, "recordings", "1 to " + room / 6, n);
    classes = head.getInt();
    require(classes >= 1 && classes <= 1 << 16, "classes", "1 to 65536", classes);
    long total = head.getLong();
    int nameBytes = head.getInt();
    int eventBytes = timeType.bytes() + UNIT_BYTES;
    require(
        nameBytes >= 0 && nameBytes <= Math.min(room - 6L * n, MOST_NAME_BYTES),
        "bytes of the class names",
        "0 to " + Math.min(room - 6L * n, MOST_NAME_BYTES),
        nameBytes);
    long left = room - 6L * n - nameBytes;
    require(
        total >= 0 && total <= left / eventBytes && total * eventBytes == left,
        "events",
        "what fills the " + left + " bytes left",
        total);
    requireChecksum(length - CHECKSUM_BYTES);

    byte[] names = read(HEADER_BYTES, nameBytes).array();
    classNames = new String(names, StandardCharsets.UTF_8).lines().toList();
    require(
        classNames.isEmpty() || classNames.size() == classes,
        "class names",
        "none or " + classes,
        classNames.size());
    ByteBuffer lists = read(HEADER_BYTES + nameBytes, 6 * n);
    labels = new char[n];
    events = new int[n];
    offsets = new long[n];
    for (int i = 0; i < n; i++) {
      labels[i] = lists.getChar();
      require(labels[i] < classes, "label of recording " + i, "below " + classes, (int) labels[i]);
    }
    long offset = HEADER_BYTES + nameBytes + 6L * n;
    long rest = total;
    for (int i = 0; i < n; i++) {
      events[i] = lists.getInt();
      require(
          events[i] >= 0 && events[i] <= Math.min(rest, Integer.MAX_VALUE / 16),
          "events of recording " + i,
          "at most the " + rest + " left",
          events[i]);
      offsets[i] = offset;
      offset += (long) events[i] * eventBytes;
      rest -= events[i];
    }
    require(rest == 0, "events", total + " in all recordings", total - rest);
  }

  private void requireChecksum(long end) throws IOException {
    CRC32C checksum = new CRC32C();
    ByteBuffer block = ByteBuffer.allocateDirect(1 << 18);
    for (long at = 0; at < end; ) {
      block.clear().limit((int) Math.min(block.capacity(), end - at));
      int n = channel.read(block, at);
      if (n < 0) {
        throw new EOFException("cut short while it was read");
      }
      checksum.update(block.flip());
      at += n;
    }
    int stored = read(end, CHECKSUM_BYTES).getInt();
    int actual = (int) checksum.getValue();
    require(stored == actual, "checksum", Integer.toHexString(stored), Integer.toHexString(actual));
  }

  private void require(boolean holds, String where, String expected, Object found) {
    if (!holds) {
      throw new DataFormatException(path, where, expected, found.toString());
    }
  }

  private ByteBuffer read(long at, int bytes) throws IOException {
    ByteBuffer block = littleEndian(bytes);
    while (block.hasRemaining()) {
      if (channel.read(block, at + block.position()) < 0) {
        throw new EOFException("cut short while it was read");
      }
    }
    return block.flip();
  }

  /** This file itself; {@link #file} is what it was made from. */
  public Path path() {
    return path;
  }

  /** The length of this file in bytes. */
  public long bytes() {
    return length;
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
    return units;
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
    return events[requireIndex(index)];
  }

  @Override
  public Recording recording(int index) {
    int n = events[requireIndex(index)];
    try {
      ByteBuffer block = read(offsets[index], n * (timeType.bytes() + UNIT_BYTES));
      double[] seconds = new double[n];
      int[] unitNumbers = new int[n];
      for (int k = 0; k < n; k++) {
        seconds[k] = timeType.read(block);
      }
      for (int k = 0; k < n; k++) {
        unitNumbers[k] = block.getChar();
      }
      return new Recording(labels[index], seconds, unitNumbers).checked(path, index, units);
    } catch (IOException e) {
      throw new DataFormatException(path, "recording " + index, "events", e.toString(), e);
    }
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
    closeQuietly(channel);
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        System.getLogger(EventFile.class.getName())
            .log(System.Logger.Level.DEBUG, "closing a file that was only read", e);
      }
    }
  }
}
