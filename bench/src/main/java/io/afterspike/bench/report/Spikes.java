package io.afterspike.bench.report;

import java.util.Objects;

/**
 * Spikes of some units, such as a layer's, as a raster shows them. Immutable: arrays are copied.
 */
public final class Spikes {
  private final String name;
  private final double[] times;
  private final int[] units;

  private Spikes(String name, double[] times, int[] units) {
    this.name = name;
    this.times = times;
    this.units = units;
  }

  /**
   * Spike i comes at {@code times[i]} from {@code units[i]}, in any order. A time without a place
   * on the axis is left out.
   *
   * @param name in the legend; an empty one is not shown
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public static Spikes of(String name, double[] times, int[] units) {
    Objects.requireNonNull(name, "name");
    if (units.length != times.length) {
      throw new IllegalArgumentException(
          "spikes %s, units: expected %d, as there are times, found %d"
              .formatted(name, times.length, units.length));
    }
    return new Spikes(name, times.clone(), units.clone());
  }

  /** The name in the legend. */
  public String name() {
    return name;
  }

  /** The number of spikes. */
  public int size() {
    return times.length;
  }

  double time(int i) {
    return times[i];
  }

  int unit(int i) {
    return units[i];
  }
}
