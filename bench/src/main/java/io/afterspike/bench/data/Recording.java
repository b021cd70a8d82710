package io.afterspike.bench.data;

import java.nio.file.Path;

/**
 * The spikes of one recording in order of time: spike k comes at {@code seconds[k]} from {@code
 * units[k]}. Several spikes may share a time. A silent recording has none. The arrays belong to
 * whoever asked for the recording.
 *
 * @param label the class, from 0
 * @param seconds spike times, ascending, finite, at least 0
 * @param units the input unit of each spike, as many as there are times
 */
public record Recording(int label, double[] seconds, int[] units) {

  /** The number of spikes. */
  public int events() {
    return seconds.length;
  }

  /**
   * Refuses spikes that are not in order or out of range.
   *
   * @param file named in messages
   * @param index the number of this recording in the file, named in messages
   * @param unitCount the number of units; spikes come from 0 to {@code unitCount - 1}
   * @return this
   * @throws DataFormatException naming the first spike that is wrong
   */
  Recording checked(Path file, int index, int unitCount) {
    double before = 0;
    for (int k = 0; k < seconds.length; k++) {
      double now = seconds[k];
      if (!(now >= 0 && now < Double.POSITIVE_INFINITY)) {
        throw new DataFormatException(
            file, "spikes/times" + place(index, k), "a finite time of at least 0 s", now + " s");
      }
      if (now < before) {
        throw new DataFormatException(
            file,
            "spikes/times" + place(index, k),
            "ascending times (the one before is " + before + " s)",
            now + " s");
      }
      before = now;
    }
    for (int k = 0; k < units.length; k++) {
      if (units[k] < 0 || units[k] >= unitCount) {
        throw new DataFormatException(
            file, "spikes/units" + place(index, k), "0 to " + (unitCount - 1), "" + units[k]);
      }
    }
    return this;
  }

  private static String place(int index, int spike) {
    return ", recording " + index + ", spike " + spike;
  }
}
