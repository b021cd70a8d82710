package io.afterspike.bench.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens recordings of any kind that is read: HDF5, plain or gzipped, and npz. */
public final class SpikeSource {
  private SpikeSource() {}

  /**
   * Opens a file; its kind is told by its first bytes.
   *
   * @throws DataFormatException if it is missing, damaged, or of another structure
   */
  public static Recordings open(Path file) {
    SpikeFile.requireRegular(file);
    try (InputStream in = Files.newInputStream(file)) {
      if (in.read() != 'P' || in.read() != 'K') {
        return SpikeFile.open(file);
      }
    } catch (IOException e) {
      throw new DataFormatException(file, "file", "a readable file", e.toString(), e);
    }
    return EventArchive.open(file);
  }
}
