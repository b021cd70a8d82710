package io.afterspike.bench.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of arrays come back as they were; whatever else is in a file is refused. */
class NpzTest {
  @TempDir Path folder;

  private static Map<String, NpyArray> some() {
    return Map.of(
        "a.b-c_1",
        NpyArray.of(new float[] {1, -0f, Float.NaN, Float.MIN_VALUE}, 2, 2),
        "B",
        NpyArray.of(new int[] {7}),
        "empty",
        NpyArray.of(new double[0], 3, 0),
        "longs",
        NpyArray.of(new long[] {Long.MIN_VALUE, 1L << 53}, 2));
  }

  private static byte[] bytes(Map<String, NpyArray> arrays) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npz.write(arrays, out);
    return out.toByteArray();
  }

  @Test
  void arraysComeBackAsTheyWere() throws IOException {
    byte[] bytes = bytes(some());
    assertArrayEquals(bytes, bytes(some()));
    Map<String, NpyArray> read = Npz.read(Files.write(folder.resolve("a.npz"), bytes));
    assertEquals(some().keySet(), read.keySet());
    some()
        .forEach(
            (name, array) -> {
              assertEquals(array.type(), read.get(name).type(), name);
              assertEquals(array.shape(), read.get(name).shape(), name);
              assertEquals(array.data(), read.get(name).data(), name);
            });
    assertArrayEquals(bytes, bytes(read));
  }

  /** The bytes of a single array are those of the tests' own maker of files. */
  @Test
  void arraysAreWrittenAsNumPyDoes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyWriter.write(NpyArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3), out);
    byte[] expected = NpyFiles.of(NpyType.F4, List.of(2, 3), 1, 2, 3, 4, 5, 6);
    assertArrayEquals(expected, out.toByteArray());
  }

  @Test
  void compressedArchivesAreReadToo() throws IOException {
    byte[] array = NpyFiles.of(NpyType.F8, List.of(3), 1, 2, 3);
    Path file = zip(Map.of("x.npy", array));
    assertArrayEquals(new double[] {1, 2, 3}, Npz.read(file).get("x").toDoubles());
  }

  /** NumPy writes the transposed view of a matrix in Fortran's order. */
  @Test
  void columnsFirstBecomesRowsFirst() throws IOException {
    byte[] file =
        NpyFiles.of(NpyType.I4, List.of(24), IntStream.range(0, 24).asDoubleStream().toArray());
    byte[] data = Arrays.copyOfRange(file, file.length - 96, file.length);
    String header = NpyFiles.header("<i4", List.of(2, 3, 4)).replace("False", "True");
    NpyArray array = NpyReader.parse("x", NpyFiles.of(1, header, data));
    assertEquals(List.of(2, 3, 4), array.shape());
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 4; k++) {
          assertEquals(i + 2 * j + 6 * k, array.wholeNumber((i * 3 + j) * 4 + k));
        }
      }
    }
  }

  @Test
  void aBombIsRefusedBeforeItGoesOff() throws IOException {
    Path file = folder.resolve("bomb.npz");
    try (OutputStream to = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(to)) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 200; i++) {
        zip.write(zeros);
      }
    }
    assertTrue(Files.size(file) < 1 << 20);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertRefused(file, 1 << 20, "x.npy: expected at most 1048576 bytes unpacked, found 209715200");
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 4 << 20, "allocated " + allocated);
    // An entry that claims less than it holds is read no further than it claims.
    byte[] liar = Files.readAllBytes(file);
    int directory = indexOf(liar, new byte[] {'P', 'K', 1, 2});
    liar[directory + 24] = 100; // size unpacked
    liar[directory + 25] = liar[directory + 26] = liar[directory + 27] = 0;
    assertRefused(Files.write(file, liar), 1 << 20, "found");
  }

  @Test
  void wrongArchivesAreRefused() throws IOException {
    byte[] array = NpyFiles.of(NpyType.I4, List.of(1), 5);
    assertRefused(zip(Map.of("x.txt", array)), "expected entries named *.npy, found 'x.txt'");
    assertRefused(zip(Map.of("../x.npy", array)), "expected names of letters");
    assertRefused(zip(Map.of("x.npy", new byte[20])), "x.npy: expected a NumPy array file");
    assertRefused(Files.write(folder.resolve("none.npz"), new byte[0]), "expected a sound archive");
    assertRefused(folder, "expected a file, found something else");
    assertRefused(folder.resolve("missing"), "expected a file, found nothing there");
    byte[] damaged = bytes(Map.of("x", NpyArray.of(new int[] {1, 2, 3}, 3)));
    damaged[indexOf(damaged, "NUMPY".getBytes(StandardCharsets.US_ASCII)) + 123] ^= 1;
    assertRefused(Files.write(folder.resolve("crc.npz"), damaged), "content of checksum");
    // The same name twice: in the directory of the zip, written by hand.
    byte[] twice = bytes(Map.of("a", NpyArray.of(new int[1], 1), "b", NpyArray.of(new int[1], 1)));
    for (int i = 0; i < twice.length - 4; i++) {
      if (new String(twice, i, 5, StandardCharsets.ISO_8859_1).equals("b.npy")) {
        twice[i] = 'a';
      }
    }
    assertRefused(Files.write(folder.resolve("twice.npz"), twice), "");
  }

  @Test
  void wrongNamesAreNotWritten() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> bytes(Map.of("a/b", NpyArray.of(new int[1], 1))));
    assertEquals(
        "array name: expected letters, digits, _, - and points, found 'a/b'", e.getMessage());
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; ; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
  }

  private Path zip(Map<String, byte[]> entries) throws IOException {
    Path file = Files.createTempFile(folder, "z", ".npz");
    try (OutputStream to = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(to)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  private static void assertRefused(Path file, String message) {
    assertRefused(file, Npz.MOST_BYTES, message);
  }

  private static void assertRefused(Path file, long most, String message) {
    NpyFormatException e = assertThrows(NpyFormatException.class, () -> Npz.read(file, most));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }
}
