package io.afterspike.bench.cli;

import io.afterspike.bench.data.Recording;
import io.afterspike.bench.report.Axis;
import io.afterspike.bench.report.RasterChart;
import io.afterspike.bench.report.Spikes;
import java.util.List;

/** A recording as a picture: a mark for each spike, time to the right, unit upwards. */
final class SpikeRaster {
  private SpikeRaster() {}

  /**
   * The picture of a recording.
   *
   * @param unitCount the number of units; the axis goes from 0 to the last of them
   * @param title shown above; any text
   */
  static RasterChart of(Recording recording, int unitCount, String title) {
    return new RasterChart(
        title,
        Axis.linear("time (s)").reaching(0, Double.NaN),
        Axis.count("unit").reaching(0, unitCount - 1),
        List.of(Spikes.of("", recording.seconds(), recording.units())));
  }
}
