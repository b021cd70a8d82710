package io.afterspike.bench.cli;

import io.afterspike.bench.data.Recording;
import io.afterspike.bench.data.Recordings;
import io.afterspike.bench.data.SpikeSource;
import io.afterspike.bench.data.SpikeStatistics;
import io.afterspike.bench.report.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code afterspike data inspect}: statistics of a file, and one recording as a picture. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Prints statistics of a file of spike recordings; writes no cache.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterspike data inspect shd_train.h5.gz",
      "      recordings, classes, spikes, and how full the time steps are",
      "  afterspike data inspect shd_test.h5 --recording 3 --raster recording3.svg",
      "      the same, and recording 3 (from 0) as a picture for any browser",
      "  afterspike data inspect shd_test.h5 --bins 100 --json | jq .frames.nonZero",
      "      one number for a script"
    })
final class DataInspect implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "HDF5 as SHD and SSC have it, plain or gzipped, or npz.")
  private Path file;

  @Mixin private BinningOptions binning;

  @Option(
      names = "--recording",
      paramLabel = "N",
      description = "Shows recording N, from 0, too (with --raster: the one drawn, default 0).")
  private Integer recording;

  @Option(
      names = "--raster",
      paramLabel = "OUT.svg",
      description = "Draws the spikes of one recording: time to the right, unit upwards.")
  private Path raster;

  @Option(names = "--json", description = "Prints JSON instead of a table.")
  private boolean json;

  @Override
  public Integer call() {
    return DataCommand.run(
        spec,
        () -> {
          try (Recordings recordings = SpikeSource.open(file)) {
            int shown = recording == null ? 0 : recording;
            if (shown < 0 || shown >= recordings.size()) {
              throw new IllegalArgumentException(
                  "--recording: expected 0 to " + (recordings.size() - 1) + ", found " + shown);
            }
            // All is read before anything is printed or written.
            SpikeStatistics statistics = SpikeStatistics.of(recordings, List.of(binning.binning()));
            Recording one = recordings.recording(shown);
            if (raster != null) {
              draw(recordings, shown, one);
            }
            boolean alsoOne = recording != null || raster != null;
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
              out.println(StatisticsJson.of(recordings, statistics, alsoOne ? shown : -1, one));
            } else {
              StatisticsText.print(out, recordings, statistics);
              if (alsoOne) {
                StatisticsText.print(out, recordings, shown, one);
              }
              if (raster != null) {
                out.println("drawn to " + raster);
              }
            }
          }
        });
  }

  private void draw(Recordings recordings, int index, Recording one) {
    String title = StatisticsText.title(recordings, index);
    String svg = SpikeRaster.of(one, recordings.units(), title).withSize(860, 540).svg();
    try {
      AtomicFiles.write(raster, out -> out.write(svg.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + raster + ": " + e, e);
    }
  }
}
