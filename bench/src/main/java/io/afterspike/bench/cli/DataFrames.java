package io.afterspike.bench.cli;

import io.afterspike.bench.data.Binning;
import io.afterspike.bench.data.Recordings;
import io.afterspike.bench.data.SpikeSource;
import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.npy.NpyType;
import io.afterspike.bench.npy.Npz;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code afterspike data frames}: the time steps that training would see, for NumPy. */
@Command(
    name = "frames",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the time steps of recordings as an npz file.",
      "Arrays: frames, u2, [recording][time step][unit]; labels, i4, [recording]."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterspike data frames shd_test.h5 --to frames.npz",
      "  afterspike data frames shd_test.h5 --to frames.npz --bins 100 --range 0.014 --count 200"
    })
final class DataFrames implements Callable<Integer> {
  private static final int MOST_COUNT = 65_535;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "HDF5 as SHD and SSC have it, plain or gzipped, or npz.")
  private Path file;

  @Mixin private BinningOptions binning;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "OUT.npz",
      description = "What to write; replaced if it is there.")
  private Path target;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "The first N recordings only (default: all).")
  private Integer count;

  @Override
  public Integer call() {
    return DataCommand.run(
        spec,
        () -> {
          try (Recordings recordings = SpikeSource.open(file)) {
            write(recordings, binning.binning());
          }
        });
  }

  private void write(Recordings recordings, Binning steps) {
    int n = count == null ? recordings.size() : count;
    if (n < 1 || n > recordings.size()) {
      throw new IllegalArgumentException(
          "--count: expected 1 to " + recordings.size() + ", found " + n);
    }
    int[] labels = new int[n];
    NpyArray frames =
        NpyArray.of(
            NpyType.U2,
            List.of(n, steps.bins(), recordings.units()),
            to -> {
              for (int i = 0; i < n; i++) {
                labels[i] = recordings.label(i);
                for (int[] step : steps.frames(recordings.recording(i), recordings.units())) {
                  for (int value : step) {
                    to.putShort((short) Math.min(MOST_COUNT, value));
                  }
                }
              }
            });
    Map<String, NpyArray> arrays = Map.of("frames", frames, "labels", NpyArray.of(labels, n));
    DataOutput.write(target, out -> Npz.write(arrays, out));
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: %d recordings, %s, %d units, %,d bytes%n",
            target,
            n,
            steps,
            recordings.units(),
            target.toFile().length());
  }
}
