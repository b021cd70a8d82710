package io.afterspike.bench.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventCacheTest {
  @TempDir Path folder;
  private Path data;
  private Path user;
  private EventCache cache;

  @BeforeEach
  void makeFolders() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    user = folder.resolve("user");
    cache = new EventCache(user);
  }

  private Path copy(String fixture, String name) throws IOException {
    return Files.copy(SpikeFixtures.path(fixture), data.resolve(name));
  }

  @Test
  void keepsEveryRecordingExactly() throws IOException {
    for (String name : List.of("contiguous.h5", "contiguous.h5.gz", "float32.h5", "float64.h5")) {
      Path source = copy("good/" + name, name);
      try (EventFile events = cache.open(source);
          SpikeFile original = SpikeFile.open(source)) {
        assertEquals(data.resolve(name + ".events"), events.path());
        assertEquals(source, events.file());
        assertEquals(original.size(), events.size());
        assertEquals(original.classes(), events.classes());
        assertEquals(original.classNames(), events.classNames());
        assertEquals(original.timeType(), events.timeType());
        assertEquals(original.units(), events.units());
        assertEquals(original.totalEvents(), events.totalEvents());
        for (int r = 0; r < events.size(); r++) {
          SpikeFileTest.assertSame(SpikeFixtures.recording(r), events.recording(r));
          assertEquals(SpikeFixtures.recording(r).events(), events.events(r));
        }
      }
    }
  }

  @Test
  void keepsSilentRecordings() throws IOException {
    try (EventFile events = cache.open(copy("silent.h5.gz", "silent.h5.gz"))) {
      SpikeFileTest.assertSame(new Recording(1, new double[0], new int[0]), events.recording(1));
      SpikeFileTest.assertSame(
          new Recording(2, new double[] {0.5}, new int[] {699}), events.recording(2));
    }
  }

  @Test
  void convertsOnceOnly() throws IOException {
    Path source = copy("good/contiguous.h5", "a.h5");
    Path converted = data.resolve("a.h5.events");
    cache.open(source).close();
    FileTime mark = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(converted, mark);
    // Another time stamp of the source is no reason to convert again.
    Files.setLastModifiedTime(source, mark);
    cache.open(source).close();
    assertEquals(mark, Files.getLastModifiedTime(converted));
    assertEquals(List.of("a.h5", "a.h5.events"), names(data));
    assertFalse(Files.exists(user));
  }

  @Test
  void convertsAgainWhenTheSourceChanges() throws IOException {
    Path source = copy("silent.h5.gz", "a.h5");
    cache.open(source).close();
    byte[] other = Files.readAllBytes(SpikeFixtures.path("good/contiguous.h5"));
    FileTime before = Files.getLastModifiedTime(source);
    Files.write(source, other);
    Files.setLastModifiedTime(source, before);
    try (EventFile events = cache.open(source)) {
      assertEquals(SpikeFixtures.RECORDINGS, events.size());
    }
  }

  /** The same length: only the content tells. */
  @Test
  void noticesAChangeOfOneByte() throws IOException {
    Path source = copy("good/contiguous.h5", "a.h5");
    cache.open(source).close();
    byte[] bytes = Files.readAllBytes(source);
    int at = indexOf(bytes, new byte[] {3, 0, 10, 0, 17, 0, 4, 0, 11, 0, 18, 0});
    bytes[at] = 2;
    Files.write(source, bytes);
    try (EventFile events = cache.open(source)) {
      assertEquals(2, events.label(0));
      assertEquals(10, events.label(1));
    }
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new IllegalStateException("not there");
  }

  @Test
  void aDamagedCacheIsRefusedAndMadeAgain() throws IOException {
    Path source = copy("good/contiguous.h5", "a.h5");
    Path converted = data.resolve("a.h5.events");
    cache.open(source).close();
    byte[] sound = Files.readAllBytes(converted);
    SourceIdentity identity = SourceIdentity.of(source);
    int tries = 1000;
    for (int n = 0; n < tries; n++) {
      byte[] damaged = FileMutations.mutate(sound, new SplittableRandom(n));
      Files.write(converted, damaged);
      if (Arrays.equals(damaged, sound)) {
        EventFile.open(converted, source, identity).close();
      } else {
        DataFormatException e =
            assertThrows(
                DataFormatException.class,
                () -> EventFile.open(converted, source, identity).close());
        assertEquals(converted, e.file());
      }
    }
    try (EventFile events = cache.open(source)) {
      assertEquals(SpikeFixtures.RECORDINGS, events.size());
    }
    assertArrayEquals(sound, Files.readAllBytes(converted));
  }

  @Test
  void everyCutIsRefused() throws IOException {
    Path source = copy("silent.h5.gz", "a.h5");
    Path converted = data.resolve("a.h5.events");
    cache.open(source).close();
    byte[] sound = Files.readAllBytes(converted);
    SourceIdentity identity = SourceIdentity.of(source);
    for (int length = 0; length < sound.length; length++) {
      Files.write(converted, Arrays.copyOf(sound, length));
      assertThrows(
          DataFormatException.class, () -> EventFile.open(converted, source, identity).close());
    }
  }

  @Test
  void aBadSourceLeavesNothing() throws IOException {
    Path source = copy("bad/time_infinite.h5.gz", "a.h5");
    DataFormatException e = assertThrows(DataFormatException.class, () -> cache.open(source));
    assertTrue(e.getMessage().contains("recording 5, spike 264"), e.getMessage());
    assertEquals(List.of("a.h5"), names(data));
    assertFalse(Files.exists(user));
    assertThrows(DataFormatException.class, () -> cache.open(data.resolve("missing.h5")));
  }

  @Test
  void aReadOnlyFolderIsLeftAlone() throws IOException {
    requirePosix();
    Path source = copy("good/contiguous.h5", "a.h5");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      Path expected;
      try (EventFile events = cache.open(source)) {
        expected = events.path();
        assertEquals(user, expected.getParent());
        assertTrue(expected.getFileName().toString().matches("a\\.h5-[0-9a-f]+\\.events"));
        SpikeFileTest.assertSame(SpikeFixtures.recording(5), events.recording(5));
      }
      FileTime mark = FileTime.fromMillis(1_000_000);
      Files.setLastModifiedTime(expected, mark);
      cache.open(source).close();
      assertEquals(mark, Files.getLastModifiedTime(expected));
      assertEquals(List.of("a.h5"), names(data));
    } finally {
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void saysSoWhereNothingCanBeKept() throws IOException {
    requirePosix();
    Path source = copy("good/contiguous.h5", "a.h5");
    Files.createFile(user); // a file where the folder should be
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> cache.open(source));
      assertTrue(e.getMessage().startsWith("cannot keep the events of " + source), e.getMessage());
    } finally {
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private void requirePosix() throws IOException {
    FileStore store = Files.getFileStore(data);
    Assumptions.assumeTrue(
        store.supportsFileAttributeView("posix"), "no POSIX permissions on " + store);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
