package io.afterspike.bench.data;

import io.afterspike.bench.hdf5.Hdf5Group;
import io.afterspike.bench.hdf5.Hdf5Type;
import io.afterspike.bench.hdf5.Hdf5Writer;
import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.npy.NpyType;
import io.afterspike.bench.npy.Npz;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/**
 * Writes recordings for others to read: as HDF5 in the structure of SHD and SSC, or as arrays.
 *
 * <p>Both keep times in the type they came in, and say how many units there are, which those files
 * of 700 leave out: HDF5 in {@code extra/unit_count}.
 *
 * <table>
 * <caption>The arrays of an npz file of n recordings with m spikes in all</caption>
 * <tr><th>name</th><th>type, shape</th><th></th></tr>
 * <tr><td>{@code times}</td><td>f2, f4 or f8, (m,)</td><td>seconds, of all recordings</td></tr>
 * <tr><td>{@code units}</td><td>u2, (m,)</td><td>one for each time</td></tr>
 * <tr><td>{@code offsets}</td><td>i8, (n + 1,)</td>
 *     <td>recording i is [offsets[i], offsets[i + 1])</td></tr>
 * <tr><td>{@code labels}</td><td>u2, (n,)</td><td>classes</td></tr>
 * <tr><td>{@code unit_count}</td><td>i4, ()</td><td>the number of units</td></tr>
 * <tr><td>{@code class_names}</td><td>u1, (classes, longest)</td>
 *     <td>UTF-8, filled with zeros; may be missing</td></tr>
 * </table>
 */
public final class SpikeExport {
  /** The dataset of the number of units, which files of SHD and SSC do not have. */
  static final String UNIT_COUNT = "unit_count";

  private SpikeExport() {}

  /**
   * Writes an HDF5 file to {@code out}, which stays open. Events are read as they are written.
   *
   * @throws DataFormatException if a recording turns out to be damaged
   */
  public static void writeHdf5(Recordings recordings, OutputStream out) throws IOException {
    TimeType type = recordings.timeType();
    Hdf5Type times = Hdf5Type.F64;
    times = type == TimeType.FLOAT16 ? Hdf5Type.F16 : times;
    times = type == TimeType.FLOAT32 ? Hdf5Type.F32 : times;
    int[] lengths = new int[recordings.size()];
    int[] labels = new int[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = recordings.events(i);
      labels[i] = recordings.label(i);
    }
    Hdf5Group spikes = new Hdf5Group();
    spikes.sequences(
        "times", times, lengths, (i, to) -> to.write(times(recordings.recording(i), type)));
    spikes.sequences(
        "units", Hdf5Type.U16, lengths, (i, to) -> to.write(units(recordings.recording(i))));
    Hdf5Group extra = new Hdf5Group();
    extra.longs(UNIT_COUNT, new long[] {recordings.units()}, 1);
    if (!recordings.classNames().isEmpty()) {
      extra.texts("keys", recordings.classNames());
    }
    Hdf5Group root = new Hdf5Group().put("spikes", spikes).put("extra", extra);
    root.shorts("labels", labels, labels.length);
    Hdf5Writer.write(root, out);
  }

  /**
   * Writes an npz file to {@code out}, which stays open; all events are in memory meanwhile.
   *
   * @throws IllegalArgumentException if there are more events than an array can hold
   * @throws DataFormatException if a recording turns out to be damaged
   */
  public static void writeNpz(Recordings recordings, OutputStream out) throws IOException {
    int n = recordings.size();
    TimeType type = recordings.timeType();
    long total = recordings.totalEvents();
    if (total > (Integer.MAX_VALUE - 64) / type.bytes()) {
      throw new IllegalArgumentException(
          "events: expected at most "
              + (Integer.MAX_VALUE - 64) / type.bytes()
              + " for an npz file, found "
              + total);
    }
    NpyType times = NpyType.F8;
    times = type == TimeType.FLOAT16 ? NpyType.F2 : times;
    times = type == TimeType.FLOAT32 ? NpyType.F4 : times;
    long[] offsets = new long[n + 1];
    for (int i = 0; i < n; i++) {
      offsets[i + 1] = offsets[i] + recordings.events(i);
    }
    TreeMap<String, NpyArray> arrays = new TreeMap<>();
    arrays.put(
        "times",
        NpyArray.of(
            times,
            List.of((int) total),
            to -> {
              for (int i = 0; i < n; i++) {
                to.put(times(recordings.recording(i), type));
              }
            }));
    arrays.put(
        "units",
        NpyArray.of(
            NpyType.U2,
            List.of((int) total),
            to -> {
              for (int i = 0; i < n; i++) {
                to.put(units(recordings.recording(i)));
              }
            }));
    arrays.put("offsets", NpyArray.of(offsets, n + 1));
    arrays.put(
        "labels",
        NpyArray.of(
            NpyType.U2,
            List.of(n),
            to -> {
              for (int i = 0; i < n; i++) {
                to.putShort((short) recordings.label(i));
              }
            }));
    arrays.put(UNIT_COUNT, NpyArray.of(new int[] {recordings.units()}));
    if (!recordings.classNames().isEmpty()) {
      arrays.put("class_names", names(recordings.classNames()));
    }
    Npz.write(arrays, out);
  }

  private static NpyArray names(List<String> names) {
    byte[][] texts = new byte[names.size()][];
    int longest = 1;
    for (int i = 0; i < texts.length; i++) {
      texts[i] = names.get(i).getBytes(StandardCharsets.UTF_8);
      longest = Math.max(longest, texts[i].length);
    }
    int width = longest;
    return NpyArray.of(
        NpyType.U1,
        List.of(texts.length, width),
        to -> {
          for (byte[] text : texts) {
            to.put(text).put(new byte[width - text.length]);
          }
        });
  }

  private static byte[] times(Recording recording, TimeType type) {
    ByteBuffer bytes = little(recording.events() * type.bytes());
    for (double seconds : recording.seconds()) {
      type.write(seconds, bytes);
    }
    return bytes.array();
  }

  private static byte[] units(Recording recording) {
    ByteBuffer bytes = little(recording.events() * 2);
    for (int unit : recording.units()) {
      bytes.putShort((short) unit);
    }
    return bytes.array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
