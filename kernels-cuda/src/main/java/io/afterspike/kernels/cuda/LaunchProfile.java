package io.afterspike.kernels.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long each launch in a stream takes on the device: every launch, copy and fill stands between
 * two timed events. The events are used again and again; once as many are made as launches are
 * under way, nothing is allocated.
 *
 * <p>Where the device waits for the host, a time holds some of that wait, since its first event
 * passes before the launch arrives. {@link #hold} keeps the device behind the host. The events
 * themselves take a microsecond or two, which every time holds.
 *
 * <p>Captures are refused while a profile is on: a graph cannot be looked into.
 */
public final class LaunchProfile implements AutoCloseable {
  private static final int FIRST_PAIRS = 64;
  private static final int MOST_PAIRS = 1 << 12;

  private final CudaStream stream;

  /** By identity: what was launched, or the name of a copy. */
  private final Map<Object, Entry> entries = new IdentityHashMap<>();

  private CudaEvent[] starts = new CudaEvent[FIRST_PAIRS];
  private CudaEvent[] ends = new CudaEvent[FIRST_PAIRS];
  private Entry[] pending = new Entry[FIRST_PAIRS];
  private int made;
  private int count;

  private Launch holding;
  private int holdEvery;
  private int sinceHold;

  /** Only {@link CudaStream#startProfile} makes one. */
  LaunchProfile(CudaStream stream) {
    this.stream = stream;
  }

  /** What was found of one launch, or of one kind of copy. */
  private static final class Entry {
    final Object what;
    long launches;
    double seconds;
    long bytes;

    Entry(Object what) {
      this.what = what;
    }

    void clear() {
      launches = 0;
      seconds = 0;
      bytes = 0;
    }
  }

  /**
   * Launches of one kernel with the same sizes.
   *
   * @param name the kernel's name; {@code upload}, {@code download}, {@code copy} or {@code fill}
   *     for what the driver does itself; what a graph calls itself
   * @param detail sizes and absent arrays, as {@link Launch#detail} words them
   * @param launch one of the launches, to ask for its arguments; null if it is no kernel
   * @param launches how many there were
   * @param seconds the time of all of them on the device
   * @param bytes what copies moved; 0 if it is a kernel
   */
  public record Row(
      String name, String detail, Launch launch, long launches, double seconds, long bytes) {
    private Row plus(Row other) {
      return new Row(
          name,
          detail,
          launch,
          launches + other.launches,
          seconds + other.seconds,
          bytes + other.bytes);
    }
  }

  /**
   * Runs {@code delay} before the next launch and before every {@code every}th one after it,
   * without counting it. Something that takes the device longer than the host takes to enqueue
   * {@code every} launches lets it find each launch waiting.
   *
   * @param delay null to stop it
   * @throws IllegalArgumentException if {@code every} is not positive
   */
  public void hold(Launch delay, int every) {
    if (every < 1) {
      throw new IllegalArgumentException("every: expected at least 1, found " + every);
    }
    holding = delay;
    holdEvery = every;
    sinceHold = every;
  }

  /** Forgets what was found; what is under way is not counted. */
  public void clear() {
    resolve();
    entries.values().forEach(Entry::clear);
    sinceHold = holdEvery;
  }

  /** Waits for what was launched, and tells what was found, the longest first. */
  public List<Row> rows() {
    resolve();
    Map<String, Row> merged = new LinkedHashMap<>();
    for (Entry entry : entries.values()) {
      if (entry.launches > 0) {
        Launch launch = entry.what instanceof Launch found ? found : null;
        String name = launch == null ? entry.what.toString() : launch.name();
        String detail = launch == null ? "" : launch.detail();
        merged.merge(
            name + " " + detail,
            new Row(name, detail, launch, entry.launches, entry.seconds, entry.bytes),
            Row::plus);
      }
    }
    List<Row> rows = new ArrayList<>(merged.values());
    rows.sort(
        Comparator.comparingDouble(Row::seconds)
            .reversed()
            .thenComparing(Row::name)
            .thenComparing(Row::detail));
    return rows;
  }

  /** Marks where {@code what} begins, which must be the same object each time. */
  void begin(Object what, long bytes) {
    if (count == MOST_PAIRS) {
      resolve();
    }
    if (count == made) {
      grow();
    }
    if (holding != null && ++sinceHold > holdEvery) {
      holding.enqueue(stream);
      sinceHold = 1;
    }
    Entry entry = entries.get(what);
    if (entry == null) {
      entry = new Entry(what);
      entries.put(what, entry);
    }
    pending[count] = entry;
    entry.bytes += bytes;
    starts[count].record(stream);
  }

  /** Marks where what began last ends. */
  void end() {
    ends[count].record(stream);
    count++;
  }

  private void grow() {
    if (made == pending.length) {
      starts = Arrays.copyOf(starts, 2 * made);
      ends = Arrays.copyOf(ends, 2 * made);
      pending = Arrays.copyOf(pending, 2 * made);
    }
    starts[made] = stream.context().event(true);
    ends[made] = stream.context().event(true);
    made++;
  }

  private void resolve() {
    if (count == 0) {
      return;
    }
    ends[count - 1].synchronize(); // a stream keeps its order: all others have passed
    for (int k = 0; k < count; k++) {
      pending[k].launches++;
      pending[k].seconds += ends[k].secondsSince(starts[k]);
    }
    count = 0;
  }

  /** Ends it: launches in the stream are free again. What was found may not be asked for. */
  @Override
  public void close() {
    stream.endProfile(this);
    for (int k = 0; k < made; k++) {
      starts[k].close();
      ends[k].close();
    }
    made = 0;
    count = 0;
    entries.clear();
  }
}
