package io.afterspike.bench.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyReaderTest {
  private static final String GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

  @ParameterizedTest
  @EnumSource
  void everyTypeIsReadAsWritten(NpyType type) throws IOException {
    double[] values = type == NpyType.B1 ? new double[] {0, 1, 1, 0} : new double[] {0, 1, 100, 7};
    if (type == NpyType.U1 || type == NpyType.U2) {
      values[1] = 255;
    } else if (type != NpyType.B1) {
      values[1] = -128;
    }
    NpyArray array = NpyReader.parse("x", NpyFiles.of(type, List.of(2, 2), values));
    assertEquals(type, array.type());
    assertEquals(List.of(2, 2), array.shape());
    assertArrayEquals(values, array.toDoubles());
    assertEquals(4, array.size());
    if (!type.floating()) {
      assertArrayEquals(Arrays.stream(values).mapToInt(v -> (int) v).toArray(), array.toInts());
    } else {
      assertThrows(IllegalStateException.class, array::toInts);
    }
  }

  @Test
  void wideWholeNumbersKeepEveryDigit() throws IOException {
    byte[] file = NpyFiles.of(NpyType.I8, List.of(1), Long.MIN_VALUE);
    file[file.length - 8] = 3;
    NpyArray array = NpyReader.parse("x", file);
    assertEquals(Long.MIN_VALUE + 3, array.wholeNumber(0));
    assertThrows(ArithmeticException.class, array::toInts);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyFormatIsRead(int version) throws IOException {
    NpyArray array = NpyReader.parse("x", NpyFiles.of(version, GOOD, new byte[24]));
    assertEquals(List.of(2, 3), array.shape());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'descr':'<f4','fortran_order':False,'shape':(2,3)} | 2,3",
        "{\"shape\": (6,), \"fortran_order\": False, \"descr\": \"<f4\"} | 6",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 1,), } | 2,3,1",
      })
  void anyOrderAndSpacingOfTheHeaderIsRead(String header, String shape) throws IOException {
    NpyArray array = NpyReader.parse("x", NpyFiles.of(1, header, new byte[24]));
    assertEquals(Arrays.stream(shape.split(",")).map(Integer::valueOf).toList(), array.shape());
  }

  @Test
  void singleNumbersAndEmptyArraysAreRead() throws IOException {
    NpyArray single = NpyReader.parse("x", NpyFiles.of(NpyType.F8, List.of(), 1.5));
    assertEquals(1.5, single.number(0));
    assertEquals(1, single.size());
    assertEquals(0, NpyReader.parse("x", NpyFiles.of(NpyType.F8, List.of(3, 0))).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'descr': '>f4', 'fortran_order': False, 'shape': (6,), } | expected an element type",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (6,), } | expected an element type",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,), } | a quoted word",
        "{'descr': '<f4', 'fortran_order': None, 'shape': (6,), } | fortran_order True or False",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6), } | a comma after a single",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-6,), } | a whole number",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967302,), } | a dimension of",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (7,), } | 28 bytes of data",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (5,), } | 20 bytes of data",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'x': 1} | the keys descr",
        "{'descr': '<f4', 'fortran_order': False, } | a header with descr",
        "{'descr': '<f4', 'descr': '<f4', 'shape': (6,), } | the keys descr",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), } x | nothing after",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6,) | expected '}'",
        "{'descr': '<f4', 'fortran_order': False 'shape': (6,)} | expected '}'",
        "['descr'] | expected '{'",
      })
  void whatIsWrongInTheHeaderIsNamed(String header, String part) {
    Exception failure =
        assertThrows(
            NpyFormatException.class,
            () -> NpyReader.parse("dir/x.npy", NpyFiles.of(1, header, new byte[24])));
    assertTrue(failure.getMessage().startsWith("dir/x.npy: expected "), failure.getMessage());
    assertTrue(failure.getMessage().contains(part), failure.getMessage());
    assertTrue(failure.getMessage().contains(", found "), failure.getMessage());
  }

  @Test
  void truthValuesAreZeroOrOne() throws IOException {
    assertThrows(
        NpyFormatException.class,
        () -> NpyReader.parse("x", NpyFiles.of(NpyType.B1, List.of(2), 1, 2)));
  }

  @Test
  void filesAreReadAndLargeOnesAreRefusedUnread(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.npy");
    byte[] content = NpyFiles.of(NpyType.F4, List.of(3), 1, 2, 3);
    Files.write(file, content);
    assertArrayEquals(new float[] {1, 2, 3}, NpyReader.read(file).toFloats());
    Exception failure =
        assertThrows(NpyFormatException.class, () -> NpyReader.read(file, content.length - 1));
    assertTrue(failure.getMessage().contains("expected at most"), failure.getMessage());
    assertThrows(IOException.class, () -> NpyReader.read(folder.resolve("none.npy")));
  }

  /**
   * Every truncation, every byte of the header set to every value that means something, and random
   * damage: an array of the right size or the declared exception, in bounded memory.
   */
  @Test
  void damagedFilesGiveTheDeclaredExceptionInBoundedMemory() {
    int refused = 0;
    int tries = 0;
    for (NpyType type : new NpyType[] {NpyType.F4, NpyType.I8, NpyType.B1}) {
      byte[] good = NpyFiles.of(type, List.of(2, 3), 0, 1, 1, 0, 1, 0);
      for (int length = 0; length < good.length; length++) {
        refused += survives(Arrays.copyOf(good, length)) ? 0 : 1;
        tries++;
      }
      for (int at = 0; at < good.length; at++) {
        for (char c :
            "\0\u0001\u0002\n '\"(){}[],:<>|=0129-+.fFTidbusxL\u007f\u0080\u00ff".toCharArray()) {
          byte[] bad = good.clone();
          bad[at] = (byte) c;
          refused += survives(bad) ? 0 : 1;
          tries++;
        }
      }
      SplittableRandom random = new SplittableRandom(17);
      for (int n = 0; n < 20_000; n++) {
        byte[] bad = Arrays.copyOf(good, good.length + random.nextInt(-8, 9));
        for (int m = random.nextInt(1, 6); m > 0; m--) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
        }
        refused += survives(bad) ? 0 : 1;
        tries++;
      }
    }
    assertTrue(tries > 70_000, "tries: " + tries);
    // A change of data or of padding is no damage; most others are.
    assertTrue(refused > tries / 2 && refused < tries, refused + " of " + tries + " refused");
  }

  /** Whether the file is read; anything but an array of its size or the exception fails. */
  private static boolean survives(byte[] file) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean read;
    try {
      NpyArray array = NpyReader.parse("x", file);
      assertTrue((long) array.size() * array.type().bytes() <= file.length);
      array.toDoubles();
      read = true;
    } catch (NpyFormatException e) {
      assertTrue(e.getMessage().matches("x: expected .+, found .+"), e.getMessage());
      read = false;
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 100_000, "allocated " + allocated);
    return read;
  }
}
