package io.afterspike.bench.cli;

import io.afterspike.bench.data.Binning;
import picocli.CommandLine.Option;

/** The options that say how spikes become time steps; the same words wherever they are asked. */
final class BinningOptions {
  @Option(
      names = "--bins",
      paramLabel = "N",
      defaultValue = "50",
      description = "Time steps (default: ${DEFAULT-VALUE}).")
  private int bins;

  @Option(
      names = "--range",
      paramLabel = "own|SECONDS",
      defaultValue = "own",
      description =
          "What the steps divide: each recording's own range from first to last spike, or time from"
              + " 0 in steps of this width (default: ${DEFAULT-VALUE}).")
  private String range;

  @Option(
      names = "--values",
      paramLabel = "counts|binary",
      defaultValue = "counts",
      description = "What a step keeps of a unit's spikes (default: ${DEFAULT-VALUE}).")
  private String values;

  /** The binning asked for, or an IllegalArgumentException that names the bad option. */
  Binning binning() {
    return Binning.of(bins, range, values);
  }
}
