package io.afterspike.bench.data;

import io.jhdf.HdfFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The bytes of an open HDF5 file. They are mapped: a part of a mapping is a view of it, whereas
 * jhdf, reading from a channel, allocates what a structure claims to have before it looks whether
 * the file is as long. Closing unmaps; whatever still reads then fails.
 */
final class Hdf5Storage implements AutoCloseable {
  private final FileChannel channel;
  private final Arena arena;

  private Hdf5Storage(FileChannel channel) {
    this.channel = channel;
    this.arena = Arena.ofShared();
  }

  static Hdf5Storage open(Path file) throws IOException {
    return new Hdf5Storage(FileChannel.open(file));
  }

  /** The structure of the file, as far as jhdf reads it at once. */
  HdfFile hdf() {
    try {
      if (channel.size() > Integer.MAX_VALUE) {
        return new HdfFile(channel); // longer than a buffer can be
      }
      return HdfFile.fromByteBuffer(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena).asByteBuffer());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    channel.close();
  }
}
