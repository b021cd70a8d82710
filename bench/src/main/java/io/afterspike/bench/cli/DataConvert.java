package io.afterspike.bench.cli;

import io.afterspike.bench.data.EventCache;
import io.afterspike.bench.data.EventFile;
import io.afterspike.bench.data.Recordings;
import io.afterspike.bench.data.SpikeSource;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code afterspike data convert}: makes the converted file that training reads. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Converts a file of spike recordings: with --to to HDF5 as SHD has it, or to npz; without,"
          + " to the compact form that training reads.",
      "Training does so by itself when it first meets a file; do it ahead where many jobs would"
          + " start at once. The converted file (FILE.events) is put beside FILE, or, if that folder"
          + " cannot be written to, in $XDG_CACHE_HOME/afterspike (else ~/.cache/afterspike). It is"
          + " made again when FILE has changed, and may be deleted at any time."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterspike data convert shd_train.h5.gz",
      "  for f in ssc_*.h5; do afterspike data convert $f; done",
      "  afterspike data convert shd_train.h5.gz --to shd_train.npz",
      "      arrays times, units, offsets, labels, unit_count, class_names for NumPy",
      "  afterspike data convert events.npz --to shd_train.h5"
    })
final class DataConvert implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "HDF5 as SHD and SSC have it, plain or gzipped; with --to also npz.")
  private Path file;

  @Option(
      names = "--to",
      paramLabel = "OUT.h5|OUT.npz",
      description = "What to write; the ending says the kind. Replaced if it is there.")
  private Path target;

  @Override
  public Integer call() {
    return DataCommand.run(
        spec,
        () -> {
          if (target != null) {
            try (Recordings recordings = SpikeSource.open(file)) {
              DataOutput.write(spec.commandLine().getOut(), recordings, target);
            }
            return;
          }
          try (EventFile events = EventCache.standard().open(file)) {
            spec.commandLine()
                .getOut()
                .printf(
                    Locale.ROOT,
                    "%s: %,d recordings, %,d spikes, %,d bytes%n",
                    events.path(),
                    events.size(),
                    events.totalEvents(),
                    events.bytes());
          }
        });
  }
}
