package io.afterspike.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.NE;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inputs of a layer that are not 0, over some rows (steps and samples), sorted by presynaptic
 * neuron: what an event-driven product walks over.
 *
 * <p>Rows are appended; within a neuron they ascend, which is the order of a gradient's sum.
 * Belongs to one thread while it is changed, to all readers afterwards.
 */
public final class EventTable {
  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;

  private final int pre;

  /** Neuron i's events are [start[i], start[i + 1]). */
  private final int[] start;

  private final int[] counts;
  private int[] rows = {};
  private float[] values = {};

  /** The events of an appended block, in the order of their rows: neurons and values. */
  private int[] found = {};

  private float[] foundValues = {};

  /** Where the events of each row of an appended block end. */
  private int[] ends = {};

  private int length;
  private boolean unit = true;

  /**
   * An empty table.
   *
   * @param pre the number of presynaptic neurons
   */
  public EventTable(int pre) {
    this.pre = pre;
    start = new int[pre + 1];
    counts = new int[pre];
  }

  /** Forgets all events. */
  public void clear() {
    Arrays.fill(start, 0);
    length = 0;
    unit = true;
  }

  /** The number of events. */
  public int length() {
    return length;
  }

  /** Whether every event's value is 1. */
  public boolean unit() {
    return unit;
  }

  /** Where each neuron's events start, [pre + 1]; for reading only. */
  public int[] start() {
    return start;
  }

  /** Each event's row; for reading only, and only until the next change. */
  public int[] rows() {
    return rows;
  }

  /** Each event's value, not 0; for reading only, and only until the next change. */
  public float[] values() {
    return values;
  }

  /**
   * Appends the values of {@code input} that are not 0.
   *
   * @param input [count][pre]; not modified
   * @param firstRow the row of the first of them, above all rows so far
   * @param count how many rows
   * @throws IllegalArgumentException if the array is too short
   */
  public void append(float[] input, int firstRow, int count) {
    Arguments.holds("input", input, (long) count * pre);
    int size = count * pre;
    if (found.length < size) {
      found = new int[size];
      foundValues = new float[size];
    }
    if (ends.length < count) {
      ends = new int[count];
    }
    int events = 0;
    for (int row = 0; row < count; row++) {
      int at = row * pre;
      events += find(input, at, at + pre, found, events, foundValues, events);
      ends[row] = events;
    }
    makeRoom(length + events);
    Arrays.fill(counts, 0);
    for (int e = 0; e < events; e++) {
      counts[found[e]]++;
    }
    shift(events);
    // counts[i] is now where neuron i's next event goes.
    for (int row = 0, e = 0; row < count; row++) {
      for (; e < ends[row]; e++) {
        float value = foundValues[e];
        int place = counts[found[e]]++;
        rows[place] = firstRow + row;
        values[place] = value;
        unit &= value == 1f;
      }
    }
    length += events;
  }

  /**
   * Lists which of [from, to) are not 0, counted from {@code from}, and their values.
   *
   * @param places written from {@code p} on
   * @param values written from {@code v} on
   * @return how many there are
   */
  static int find(float[] input, int from, int to, int[] places, int p, float[] values, int v) {
    int events = 0;
    int body = Lanes.wholeVectors(from, to);
    for (int k = from; k < body; k += SPECIES.length()) {
      long set = FloatVector.fromArray(SPECIES, input, k).compare(NE, 0f).toLong();
      for (; set != 0; set &= set - 1) {
        int place = k + Long.numberOfTrailingZeros(set);
        places[p + events] = place - from;
        values[v + events++] = input[place];
      }
    }
    for (int k = body; k < to; k++) {
      if (input[k] != 0f) {
        places[p + events] = k - from;
        values[v + events++] = input[k];
      }
    }
    return events;
  }

  private void makeRoom(int needed) {
    if (rows.length < needed) {
      int capacity = Math.max(needed, 2 * rows.length);
      rows = Arrays.copyOf(rows, capacity);
      values = Arrays.copyOf(values, capacity);
    }
  }

  /** Moves old events up to let each neuron's new ones in behind them, from the last neuron on. */
  private void shift(int events) {
    int newEnd = length + events;
    for (int i = pre - 1; i >= 0; i--) {
      int added = counts[i];
      int from = start[i];
      int old = start[i + 1] - from;
      start[i + 1] = newEnd;
      int place = newEnd - added - old;
      if (place != from && old > 0) {
        System.arraycopy(rows, from, rows, place, old);
        System.arraycopy(values, from, values, place, old);
      }
      counts[i] = place + old;
      newEnd = place;
    }
  }

  /** Forgets the events of rows below {@code firstRow}. */
  public void forget(int firstRow) {
    int kept = 0;
    unit = true;
    for (int i = 0; i < pre; i++) {
      int from = start[i];
      start[i] = kept;
      for (int e = from; e < start[i + 1]; e++) {
        if (rows[e] >= firstRow) {
          rows[kept] = rows[e];
          values[kept++] = values[e];
          unit &= values[e] == 1f;
        }
      }
    }
    start[pre] = kept;
    length = kept;
  }

  /**
   * Writes the inputs of some rows back as they were.
   *
   * @param input [count][pre], overwritten
   */
  public void restore(float[] input, int firstRow, int count) {
    Arguments.holds("input", input, (long) count * pre);
    Arrays.fill(input, 0, count * pre, 0f);
    for (int i = 0; i < pre; i++) {
      for (int e = start[i]; e < start[i + 1]; e++) {
        int row = rows[e] - firstRow;
        if (row >= 0 && row < count) {
          input[row * pre + i] = values[e];
        }
      }
    }
  }
}
