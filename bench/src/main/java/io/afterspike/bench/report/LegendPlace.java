package io.afterspike.bench.report;

/** Where a chart explains its series; never over the data. */
public enum LegendPlace {
  /** In rows under the chart. */
  BELOW,
  /** In a column beside the chart. */
  RIGHT
}
