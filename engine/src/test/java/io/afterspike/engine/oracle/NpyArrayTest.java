package io.afterspike.engine.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyArrayTest {
  @Test
  void readsEveryType() throws IOException {
    NpyArray floats = NpyArray.parse("f4", file("<f4", "False", "(2, 1)", buffer(8, -1.5f, 3f)));
    assertArrayEquals(new int[] {2, 1}, floats.shape());
    assertArrayEquals(new double[][] {{-1.5}, {3}}, floats.matrix());
    ByteBuffer doubles =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, Math.PI);
    assertArrayEquals(
        new double[] {Math.PI},
        NpyArray.parse("f8", file("<f8", "False", "(1,)", doubles)).values());
    ByteBuffer ints = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, -7);
    assertArrayEquals(
        new int[] {-7}, NpyArray.parse("i4", file("<i4", "False", "()", ints)).integers());
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {(byte) 255, 0, 1, 2});
    assertArrayEquals(
        new double[][][] {{{255}, {0}}, {{1}, {2}}},
        NpyArray.parse("u1", file("|u1", "False", "(2, 2, 1)", bytes)).cube());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        ">f4  | False | (2,)   | 8",
        "<f4  | True  | (2,)   | 8",
        "<f4  | False | (2,)   | 7",
        "<f4  | False | (2,)   | 9",
        "<f2  | False | (2,)   | 4",
        "<i8  | False | (1,)   | 8",
        "<f4  | False | (-2,)  | 8",
        "<f4  | False | 2      | 8",
      })
  void refusesEverythingElse(String type, String order, String shape, int bytes) {
    byte[] file = file(type, order, shape, ByteBuffer.allocate(bytes));
    assertThrows(IOException.class, () -> NpyArray.parse("bad", file));
  }

  @Test
  void refusesDamagedFiles() {
    byte[] good = file("<f4", "False", "(2,)", ByteBuffer.allocate(8));
    for (int length = 0; length < good.length; length++) {
      byte[] shorter = Arrays.copyOf(good, length);
      assertThrows(IOException.class, () -> NpyArray.parse("short", shorter), "length " + length);
    }
    byte[] version2 = good.clone();
    version2[6] = 2;
    IOException thrown =
        assertThrows(IOException.class, () -> NpyArray.parse("version.npy", version2));
    assertTrue(thrown.getMessage().startsWith("version.npy: "), thrown.getMessage());
    assertEquals("version.npy: expected format version 1.0", thrown.getMessage());
  }

  private static ByteBuffer buffer(int bytes, float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.rewind();
  }

  private static byte[] file(String type, String order, String shape, ByteBuffer values) {
    byte[] header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }   \n"
            .formatted(type, order, shape)
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(10 + header.length + values.remaining())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length)
        .put(header)
        .put(values)
        .array();
  }
}
