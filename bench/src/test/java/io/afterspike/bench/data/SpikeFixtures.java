package io.afterspike.bench.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The spike files of the test resources, and the formulas that they were made by. */
public final class SpikeFixtures {
  public static final int RECORDINGS = 6;

  private SpikeFixtures() {}

  /** A file or folder under {@code spikes} in the test resources. */
  public static Path path(String name) {
    try {
      return Path.of(SpikeFixtures.class.getResource("/spikes/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The files that hold the recordings below. */
  public static List<Path> good() {
    return in("good");
  }

  /** The files with one fault each. */
  public static List<Path> bad() {
    return in("bad");
  }

  private static List<Path> in(String folder) {
    try (Stream<Path> files = Files.list(path(folder))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Recording {@code r} by its formula. */
  public static Recording recording(int r) {
    int events = 60 + 41 * r;
    double[] seconds = new double[events];
    int[] units = new int[events];
    for (int k = 0; k < events; k++) {
      seconds[k] = (16 * (r + 1) + 3 * (k / 2)) / 1024.0;
      units[k] = (53 * k + 101 * r) % 700;
    }
    return new Recording((7 * r + 3) % 20, seconds, units);
  }
}
