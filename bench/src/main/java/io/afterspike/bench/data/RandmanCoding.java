package io.afterspike.bench.data;

/** How a point on a random manifold becomes spikes. k is the point's step, per unit. */
public enum RandmanCoding {
  /** T-Randman: every unit spikes once, at step k. */
  TEMPORAL("t-randman"),
  /** R-Randman: every unit spikes k + 1 times, at steps drawn anew for each sample and unit. */
  RATE("r-randman");

  private final String dataset;

  RandmanCoding(String dataset) {
    this.dataset = dataset;
  }

  /** The name of the data set with this coding: {@code t-randman} or {@code r-randman}. */
  public String dataset() {
    return dataset;
  }
}
