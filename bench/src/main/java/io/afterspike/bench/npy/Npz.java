package io.afterspike.bench.npy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's archives of named arrays ({@code np.savez}, {@code np.savez_compressed}, {@code
 * np.load}): zip files whose entries are {@code NAME.npy}.
 *
 * <p>Written archives are not compressed, have their names sorted and no dates, so the same arrays
 * give the same bytes. Read archives may be compressed; their sizes are limited before anything is
 * unpacked and while it is.
 */
public final class Npz {
  /** What {@link #read(Path)} unpacks at most, over all arrays. */
  public static final long MOST_BYTES = 1L << 30;

  private static final int MOST_ARRAYS = 10_000;
  private static final String SUFFIX = ".npy";
  // No separators, so that no name leads out of a folder that somebody unpacks to.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.\\-]{0,199}");
  private static final LocalDateTime NO_DATE = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /**
   * Writes an archive to {@code out}, which stays open.
   *
   * @param arrays arrays by name: letters, digits, {@code _}, {@code -} and points
   * @throws IllegalArgumentException if a name is of another kind; then nothing has been written
   */
  public static void write(Map<String, NpyArray> arrays, OutputStream out) throws IOException {
    for (String name : arrays.keySet()) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "array name: expected letters, digits, _, - and points, found '" + name + "'");
      }
    }
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Map.Entry<String, NpyArray> array : new TreeMap<>(arrays).entrySet()) {
      ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
      CheckedOutputStream sum =
          new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
      NpyWriter.write(array.getValue(), sum);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(NpyWriter.bytes(array.getValue()));
      entry.setCrc(sum.getChecksum().getValue());
      entry.setTimeLocal(NO_DATE);
      zip.putNextEntry(entry);
      NpyWriter.write(array.getValue(), zip);
      zip.closeEntry();
    }
    zip.finish();
  }

  /**
   * Reads an archive of at most 1 GiB unpacked.
   *
   * @throws NpyFormatException if it is not such an archive, or larger
   * @throws IOException if it cannot be read
   */
  public static SortedMap<String, NpyArray> read(Path file) throws IOException {
    return read(file, MOST_BYTES);
  }

  /**
   * Reads an archive.
   *
   * @param mostBytes what the arrays may have unpacked, all together
   * @return the arrays by name
   * @throws NpyFormatException if it is not such an archive, or larger
   * @throws IOException if it cannot be read
   */
  public static SortedMap<String, NpyArray> read(Path file, long mostBytes) throws IOException {
    String name = file.toString();
    if (!Files.isRegularFile(file)) {
      throw new NpyFormatException(
          name, "a file", Files.exists(file) ? "something else" : "nothing there");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return read(name, zip, mostBytes);
    } catch (NpyFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // A damaged archive makes ZipFile throw exceptions of many kinds.
      NpyFormatException refused =
          new NpyFormatException(name, "a sound archive of arrays (zip)", oneLine(e));
      refused.initCause(e);
      throw refused;
    }
  }

  /** What is wrong with {@code file}, for a message that names it already. */
  public static String reason(Path file, NpyFormatException e) {
    String message = e.getMessage();
    String name = file.toString();
    return message.startsWith(name) ? message.substring(name.length() + 2) : message;
  }

  private static SortedMap<String, NpyArray> read(String file, ZipFile zip, long mostBytes)
      throws IOException {
    if (zip.size() > MOST_ARRAYS) {
      throw new NpyFormatException(file, "at most " + MOST_ARRAYS + " arrays", "" + zip.size());
    }
    SortedMap<String, NpyArray> arrays = new TreeMap<>();
    long left = mostBytes;
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      String shown = printable(entry.getName());
      if (!entry.getName().endsWith(SUFFIX)) {
        throw new NpyFormatException(file, "entries named *.npy", "'" + shown + "'");
      }
      String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
      if (!NAME.matcher(name).matches()) {
        throw new NpyFormatException(
            file, "names of letters, digits, _, - and points", "'" + shown + "'");
      }
      byte[] content = unpack(file + ", " + shown, zip, entry, left);
      left -= content.length;
      if (arrays.put(name, NpyReader.parse(file + ", " + shown, content)) != null) {
        throw new NpyFormatException(file, "different names", "'" + shown + "' twice");
      }
    }
    return Collections.unmodifiableSortedMap(arrays);
  }

  /** Never unpacks more than the archive says, nor more than is allowed. */
  private static byte[] unpack(String where, ZipFile zip, ZipEntry entry, long most)
      throws IOException {
    long size = entry.getSize();
    long limit = Math.min(most, Integer.MAX_VALUE - 8);
    if (size < 0 || size > limit) {
      throw new NpyFormatException(where, "at most " + limit + " bytes unpacked", "" + size);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      // Grows with what is there, not with what is claimed.
      byte[] content = in.readNBytes((int) size);
      if (content.length != size || in.read() >= 0) {
        throw new NpyFormatException(
            where, size + " bytes", content.length < size ? "" + content.length : "more");
      }
      CRC32 sum = new CRC32();
      sum.update(content);
      if (sum.getValue() != entry.getCrc()) {
        throw new NpyFormatException(
            where,
            "content of checksum " + Long.toHexString(entry.getCrc()),
            Long.toHexString(sum.getValue()));
      }
      return content;
    }
  }

  private static String oneLine(Exception e) {
    return e.getClass().getSimpleName() + ": " + printable(String.valueOf(e.getMessage()));
  }

  private static String printable(String text) {
    String line = text.replaceAll("[^ -~]", "?");
    return line.length() <= 100 ? line : line.substring(0, 100) + "...";
  }
}
