package io.afterspike.bench.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SpikeFileTest {
  static List<Path> good() {
    return SpikeFixtures.good();
  }

  @ParameterizedTest
  @MethodSource("good")
  void everyLayoutAndTypeGivesTheRecordingsOfTheFormulas(Path path) {
    try (SpikeFile file = SpikeFile.open(path)) {
      assertEquals(SpikeFixtures.RECORDINGS, file.size());
      assertEquals(700, file.units());
      // Labels go to 18; the names say there are 20 classes.
      boolean named = !path.endsWith("float64.h5");
      assertEquals(named ? 20 : 19, file.classes());
      assertEquals(named ? 20 : 0, file.classNames().size());
      if (named) {
        assertEquals("fuenf", file.classNames().get(15));
        assertEquals("zero", file.classNames().get(0));
      }
      for (int r = 0; r < file.size(); r++) {
        assertSame(SpikeFixtures.recording(r), file.recording(r));
        assertEquals(SpikeFixtures.recording(r).label(), file.label(r));
        assertEquals(SpikeFixtures.recording(r).events(), file.events(r));
      }
    }
  }

  static void assertSame(Recording expected, Recording actual) {
    assertEquals(expected.label(), actual.label());
    assertArrayEquals(expected.seconds(), actual.seconds());
    assertArrayEquals(expected.units(), actual.units());
  }

  @Test
  void thereAreFilesOfEveryKind() {
    assertEquals(13, good().size());
    assertEquals(25, SpikeFixtures.bad().size());
  }

  @Test
  void keepsThePrecisionOfTimes() {
    assertEquals(TimeType.FLOAT16, typeOf("contiguous.h5"));
    assertEquals(TimeType.FLOAT32, typeOf("float32.h5"));
    assertEquals(TimeType.FLOAT64, typeOf("float64.h5"));
  }

  private static TimeType typeOf(String name) {
    try (SpikeFile file = SpikeFile.open(SpikeFixtures.path("good/" + name))) {
      return file.timeType();
    }
  }

  @Test
  void readsSilentRecordings() {
    try (SpikeFile file = SpikeFile.open(SpikeFixtures.path("silent.h5.gz"))) {
      assertEquals(3, file.size());
      assertSame(new Recording(1, new double[0], new int[0]), file.recording(1));
      assertSame(new Recording(2, new double[] {0.5}, new int[] {699}), file.recording(2));
      assertEquals(61, file.totalEvents());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          time_nan | spikes/times, recording 2, spike 5: expected a finite time of at least 0 s, found NaN s
          time_infinite | spikes/times, recording 5, spike 264: expected a finite time of at least 0 s, found Infinity s
          time_negative | spikes/times, recording 0, spike 0: expected a finite time of at least 0 s, found -0.5 s
          time_unsorted | spikes/times, recording 4, spike 100: expected ascending times (the one before is 0.2216796875 s), found 0.0 s
          unit_700 | spikes/units, recording 3, spike 7: expected 0 to 699, found 700
          unit_negative | spikes/units, recording 1, spike 9: expected 0 to 699, found -3
          label_20 | labels, recording 2: expected 0 to 19, found 20
          label_negative | labels, recording 4: expected 0 to 19, found -4
          label_1000_without_names | labels, recording 5: expected 0 to 999, found 1000
          lengths_differ | spikes/units, recording 2: expected 142 units, as there are times, found 141
          no_times | spikes/times: expected a dataset, found nothing of this name
          no_spikes | spikes/times: expected a dataset, found nothing of this name
          no_labels | labels: expected a dataset, found nothing of this name
          labels_float | labels: expected integers of 1, 2, 4 or 8 whole bytes, found FloatingPoint of 4 bytes
          labels_fewer | labels: expected 6 recordings, as in spikes/times, found 3
          labels_two_dimensions | labels: expected one dimension (recordings), found 2 dimensions
          labels_not_written | labels: expected 6 elements, found none written
          labels_chunk_missing | labels: expected 2 chunks, found 0 written
          labels_link | labels: expected the data themselves, found a link
          times_integer | spikes/times: expected floats of 16, 32 or 64 bits as in IEEE 754, found FixedPoint of 4 bytes
          times_not_sequences | spikes/times: expected a variable-length sequence for each recording, found FloatingPoint of 4 bytes
          spikes_a_dataset | spikes/times: expected a group named spikes, found something else
          no_recordings | spikes/times: expected 1 to
          layout_version_5 | HDF5: expected a sound file, found HdfException: Failed to load children for group
          size_absurd | labels: expected 1 to
          """)
  void saysWhatIsWrongAndWhere(String name, String message) {
    Path path = SpikeFixtures.path("bad/" + name + ".h5.gz");
    DataFormatException e = assertThrows(DataFormatException.class, () -> readAll(path));
    assertTrue(e.getMessage().startsWith(path + ": " + message), e.getMessage());
    assertEquals(path, e.file());
  }

  static void readAll(Path path) {
    try (SpikeFile file = SpikeFile.open(path)) {
      for (int r = 0; r < file.size(); r++) {
        file.recording(r);
      }
    }
  }

  @Test
  void refusesWhatIsNoFileOfSpikes(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing.h5");
    assertMessage(missing, ": file: expected a file, found nothing of this name");
    assertMessage(folder, ": file: expected a file, found a folder");
    Path device = Path.of("/dev/zero");
    if (Files.exists(device)) {
      assertMessage(device, ": file: expected a file, found a device or pipe");
    }
    Path text = Files.writeString(folder.resolve("text.h5"), "not HDF5");
    assertMessage(text, ": HDF5: expected a sound file, found HdfException: ");
    Path empty = Files.createFile(folder.resolve("empty.h5"));
    assertMessage(empty, ": HDF5: expected a sound file, found HdfException: ");
    Path cut = folder.resolve("cut.h5.gz");
    byte[] packed = Files.readAllBytes(SpikeFixtures.path("good/contiguous.h5.gz"));
    Files.write(cut, Arrays.copyOf(packed, packed.length / 2));
    assertMessage(cut, ": file: expected a readable file, found java.io.EOFException");
  }

  private static void assertMessage(Path path, String start) {
    DataFormatException e = assertThrows(DataFormatException.class, () -> readAll(path));
    assertTrue(e.getMessage().startsWith(path + start), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  /**
   * The tree of a group that is its own child: the HDF5 library follows it until the stack ends.
   */
  @Test
  void anEndlessTreeIsOneException(@TempDir Path folder) throws IOException {
    byte[] bytes = Files.readAllBytes(SpikeFixtures.path("good/contiguous.h5"));
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int tree = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("TREE");
    file.put(tree + 5, (byte) 1); // a level above the leaves
    file.putLong(tree + 32, tree); // its first child
    Path path = Files.write(folder.resolve("endless.h5"), bytes);
    assertMessage(path, ": HDF5: expected a sound file, found StackOverflowError");
  }

  /** Forty levels of two branches each, which meet again: a million million ways to the end. */
  @Test
  void aTreeWithoutPracticalEndIsGivenUp(@TempDir Path folder) throws IOException {
    byte[] bytes = Files.readAllBytes(SpikeFixtures.path("good/contiguous.h5"));
    int node = 544; // bytes of a node of a group's tree
    int levels = 40;
    ByteBuffer file =
        ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + levels * node))
            .order(ByteOrder.LITTLE_ENDIAN);
    int tree = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("TREE");
    for (int level = 1; level <= levels; level++) {
      // The top one takes the place of the group's tree, whose leaves move to the end of the file.
      int at = level == levels ? tree : bytes.length + level * node;
      int child = level == 1 ? bytes.length : bytes.length + (level - 1) * node;
      if (level == 1) {
        file.put(bytes.length, bytes, tree, node);
      }
      file.put(at, "TREE".getBytes(StandardCharsets.US_ASCII));
      file.put(at + 4, (byte) 0).put(at + 5, (byte) level).putShort(at + 6, (short) 2);
      file.putLong(at + 8, -1).putLong(at + 16, -1);
      file.putLong(at + 32, child).putLong(at + 48, child);
    }
    Path path = Files.write(folder.resolve("branches.h5"), file.array());
    DataFormatException e =
        assertThrows(
            DataFormatException.class, () -> SpikeFile.open(path, Duration.ofSeconds(1)).close());
    assertEquals(
        path + ": HDF5: expected a structure read within 1 s, found no end", e.getMessage());
  }

  @Test
  void leavesNoTemporaryFile() throws IOException {
    List<Path> before = temporaryFiles();
    readAll(SpikeFixtures.path("good/contiguous.h5.gz"));
    assertThrows(
        DataFormatException.class, () -> readAll(SpikeFixtures.path("bad/no_times.h5.gz")));
    assertThrows(
        DataFormatException.class, () -> readAll(SpikeFixtures.path("bad/time_nan.h5.gz")));
    assertEquals(before, temporaryFiles());
  }

  private static List<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("afterspike-"))
          .sorted()
          .toList();
    }
  }
}
