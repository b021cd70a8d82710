package io.afterspike.bench.cli;

import io.afterspike.bench.data.Binning;
import io.afterspike.bench.data.Recordings;
import io.afterspike.bench.data.SpikeSource;
import io.afterspike.bench.data.SpikeStatistics;
import io.afterspike.bench.data.SpikeStatistics.FrameStatistics;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code afterspike data preview}: what each way of binning would make of a file. */
@Command(
    name = "preview",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what each way of making time steps would make of a file, side by side.",
      "A bin is one unit in one time step. Spikes after the last step of a fixed width are left"
          + " out; with own range none are."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterspike data preview shd_train.h5",
      "      50 steps over each recording's own range, and steps of 10, 14 and 20 ms",
      "  afterspike data preview shd_train.h5 --bins 100 --bins 250 --width 0.004",
      "      100 and 250 steps, over the own range and of 4 ms",
      "  afterspike data preview shd_train.h5 --page preview.html --recording 3",
      "      the same, and a page with recording 3 as it comes and in each kind of time steps"
    })
final class DataPreview implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "HDF5 as SHD and SSC have it, plain or gzipped, or npz.")
  private Path file;

  @Option(
      names = "--bins",
      paramLabel = "N",
      defaultValue = "50",
      description = "Time steps; may be repeated (default: ${DEFAULT-VALUE}).")
  private List<Integer> bins;

  @Option(
      names = "--width",
      paramLabel = "SECONDS",
      defaultValue = "0.01,0.014,0.02",
      split = ",",
      description = "Width of a step; may be repeated (default: ${DEFAULT-VALUE}).")
  private List<String> widths;

  @Option(
      names = "--page",
      paramLabel = "OUT.html",
      description = "Writes a page with pictures of one recording, too.")
  private Path page;

  @Option(
      names = "--recording",
      paramLabel = "N",
      defaultValue = "0",
      description = "The recording on the page, from 0 (default: ${DEFAULT-VALUE}).")
  private int recording;

  @Override
  public Integer call() {
    return DataCommand.run(
        spec,
        () -> {
          List<Binning> binnings = new ArrayList<>();
          for (int n : bins) {
            binnings.add(Binning.of(n, "own", "counts"));
            binnings.add(Binning.of(n, "own", "binary"));
            for (String width : widths) {
              binnings.add(Binning.of(n, width, "counts"));
            }
          }
          try (Recordings recordings = SpikeSource.open(file)) {
            if (recording < 0 || recording >= recordings.size()) {
              throw new IllegalArgumentException(
                  "--recording: expected 0 to " + (recordings.size() - 1) + ", found " + recording);
            }
            SpikeStatistics statistics = SpikeStatistics.of(recordings, binnings);
            if (page != null) {
              String html = PreviewPage.of(recordings, statistics, recording).html();
              byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
              DataOutput.write(page, out -> out.write(bytes));
            }
            print(recordings, statistics);
            if (page != null) {
              spec.commandLine().getOut().printf("%ndrawn to %s%n", page);
            }
          }
        });
  }

  private void print(Recordings recordings, SpikeStatistics statistics) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s: %,d recordings, %,d spikes%n%n",
        recordings.file(),
        statistics.recordings(),
        statistics.events());
    out.printf(
        "%-34s %9s %7s %8s %12s %10s%n",
        "time steps", "not zero", "mean", "largest", "mean of not", "spikes");
    out.printf("%-34s %9s %7s %8s %12s %10s%n", "", "", "", "", "zero", "left out");
    for (FrameStatistics f : statistics.frames()) {
      out.printf(
          Locale.ROOT,
          "%-34s %7.1f %% %7.3f %8d %12.2f %8.1f %%%n",
          f.binning(),
          100 * f.nonZero(),
          f.mean(),
          f.most(),
          f.meanOfNonZero(),
          statistics.events() == 0 ? 0 : 100.0 * f.leftOut() / statistics.events());
    }
  }
}
