package io.afterspike.bench.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.zip.CRC32C;

/** CRC32C checksums as 8 hexadecimal digits. */
final class Checksums {
  private Checksums() {}

  /** Of the elements as a file holds them. */
  static String of(Tensor tensor) {
    return "%08x".formatted(tensor.crc32c());
  }

  /**
   * Of every key and text in the order of the keys (compared as UTF-16), each as its length in
   * bytes (4 bytes, little endian) and its UTF-8.
   */
  static String of(SortedMap<String, String> metadata) {
    CRC32C sum = new CRC32C();
    metadata.forEach(
        (key, text) -> {
          update(sum, key);
          update(sum, text);
        });
    return "%08x".formatted((int) sum.getValue());
  }

  private static void update(CRC32C sum, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sum.update(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bytes.length)
            .flip());
    sum.update(bytes);
  }
}
