package io.afterspike.bench.cli;

import io.afterspike.bench.data.Recordings;
import io.afterspike.bench.data.SpikeExport;
import io.afterspike.bench.report.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;

/** Writes recordings to a file whose ending says its kind. */
final class DataOutput {
  private DataOutput() {}

  /**
   * Writes {@code target}, whole or not at all, and says so on {@code out}.
   *
   * @throws IllegalArgumentException if its ending is neither .h5 (or .hdf5) nor .npz
   * @throws UncheckedIOException if it cannot be written
   */
  static void write(PrintWriter out, Recordings recordings, Path target) {
    String name = target.toString().toLowerCase(Locale.ROOT);
    boolean arrays = name.endsWith(".npz");
    if (!arrays && !name.endsWith(".h5") && !name.endsWith(".hdf5")) {
      throw new IllegalArgumentException("--to: expected OUT.h5 or OUT.npz, found " + target);
    }
    write(
        target,
        to -> {
          if (arrays) {
            SpikeExport.writeNpz(recordings, to);
          } else {
            SpikeExport.writeHdf5(recordings, to);
          }
        });
    out.printf(
        Locale.ROOT,
        "%s: %,d recordings, %,d spikes, %,d bytes%n",
        target,
        recordings.size(),
        recordings.totalEvents(),
        target.toFile().length());
  }

  /** Writes any content, whole or not at all. */
  static void write(Path target, AtomicFiles.Content content) {
    try {
      AtomicFiles.write(target, content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage(), e);
    }
  }
}
