package io.afterspike.bench.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Which content a cache was made from: length and CRC32C of the whole source file. Reading the
 * source for it costs little beside reading the events, and unlike a time stamp it survives copying
 * and cannot be right by chance.
 */
record SourceIdentity(long length, int checksum) {
  /**
   * The identity of {@code source} as it is now.
   *
   * @throws DataFormatException if it cannot be read
   */
  static SourceIdentity of(Path source) {
    SpikeFile.requireRegular(source);
    try (InputStream in = Files.newInputStream(source)) {
      CRC32C checksum = new CRC32C();
      byte[] block = new byte[1 << 18];
      long length = 0;
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        checksum.update(block, 0, n);
        length += n;
      }
      return new SourceIdentity(length, (int) checksum.getValue());
    } catch (IOException e) {
      throw new DataFormatException(source, "file", "a readable file", e.toString(), e);
    }
  }
}
