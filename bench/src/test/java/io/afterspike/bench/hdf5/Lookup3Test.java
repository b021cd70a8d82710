package io.afterspike.bench.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Lookup3Test {
  /** Values that the author of the hash gives in its source. */
  @Test
  void knownValues() {
    byte[] text = "Four score and seven years ago".getBytes(StandardCharsets.US_ASCII);
    assertEquals(0x17770551, Lookup3.of(text, text.length));
    assertEquals(0xdeadbeef, Lookup3.of(new byte[0], 0));
  }
}
