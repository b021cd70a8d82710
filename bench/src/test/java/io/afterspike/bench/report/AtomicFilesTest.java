package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  private static final byte[] OLD = {1, 2, 3};

  /** Longer than two buffers, so that there are several writes. */
  private static final byte[] NEW = new byte[200_000];

  static {
    Arrays.fill(NEW, (byte) 7);
  }

  @TempDir Path folder;
  private Path target;

  @BeforeEach
  void old() throws IOException {
    target = folder.resolve("target.bin");
    Files.write(target, OLD);
  }

  @Test
  void createsAndReplaces() throws IOException {
    AtomicFiles.write(target, out -> out.write(NEW));
    Path fresh = folder.resolve("fresh.bin");
    AtomicFiles.write(fresh, out -> out.write(OLD));

    assertArrayEquals(NEW, Files.readAllBytes(target));
    assertArrayEquals(OLD, Files.readAllBytes(fresh));
    assertEquals(List.of(fresh, target), files());
  }

  @Test
  void newFilesHaveTheUsualPermissions() throws IOException {
    Path usual = Files.createFile(folder.resolve("usual"));
    AtomicFiles.write(target, out -> out.write(NEW));

    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      assertEquals(Files.getPosixFilePermissions(usual), Files.getPosixFilePermissions(target));
    }
  }

  @Test
  void everyFailingCallLeavesTheOldFileAndNoOther() throws IOException {
    FaultyDisk sound = new FaultyDisk(Integer.MAX_VALUE, null, false);
    AtomicFiles.write(folder.resolve("sound"), out -> out.write(NEW, 0, 100_000), sound);
    Files.delete(folder.resolve("sound"));
    // Create, two halves of the buffer's content, force, close, move.
    assertEquals(5, sound.calls());

    for (int n = 0; n < sound.calls(); n++) {
      FaultyDisk disk = new FaultyDisk(n, AtomicFilesTest::full, false);

      IOException e =
          assertThrows(
              IOException.class,
              () -> AtomicFiles.write(target, out -> out.write(NEW, 0, 100_000), disk));

      assertEquals(target + ": cannot be written: No space left on device", e.getMessage());
      assertEquals("No space left on device", e.getCause().getMessage());
      assertArrayEquals(OLD, Files.readAllBytes(target), "after call " + n);
      assertEquals(List.of(target), files(), "after call " + n);
    }
  }

  @Test
  void theFirstFailureIsReportedWhereDeletingFailsToo() throws IOException {
    FaultyDisk disk = new FaultyDisk(2, AtomicFilesTest::full, true);

    IOException e =
        assertThrows(
            IOException.class, () -> AtomicFiles.write(target, out -> out.write(NEW), disk));

    assertTrue(e.getMessage().endsWith("No space left on device"), e.getMessage());
    assertArrayEquals(OLD, Files.readAllBytes(target));
  }

  @Test
  void whatTheContentThrowsLeavesTheOldFile() throws IOException {
    for (Throwable t :
        List.of(
            new IllegalStateException("no"),
            new OutOfMemoryError("no"),
            new UncheckedIOException(new IOException("no")))) {
      Throwable thrown =
          assertThrows(
              t.getClass(),
              () ->
                  AtomicFiles.write(
                      target,
                      out -> {
                        out.write(NEW);
                        if (t instanceof Error) {
                          throw (Error) t;
                        }
                        throw (RuntimeException) t;
                      }));

      assertSame(t, thrown);
      assertArrayEquals(OLD, Files.readAllBytes(target));
      assertEquals(List.of(target), files());
    }
  }

  @Test
  void messagesNameTheReason() throws IOException {
    Path noFolder = folder.resolve("missing").resolve("file");
    Path underFile = target.resolve("file");
    Path onFolder = Files.createDirectories(folder.resolve("folder").resolve("inner")).getParent();

    assertEquals(noFolder + ": cannot be written: no such folder", messageOf(noFolder));
    assertTrue(messageOf(underFile).startsWith(underFile + ": cannot be written: "));
    assertTrue(messageOf(onFolder).startsWith(onFolder + ": cannot be written: "));
    assertEquals(
        target + ": cannot be written: access denied",
        assertThrows(
                IOException.class,
                () ->
                    AtomicFiles.write(
                        target,
                        out -> {},
                        new FaultyDisk(0, () -> new AccessDeniedException("x"), false)))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> AtomicFiles.write(folder.getRoot(), out -> out.write(1)));
    assertEquals(List.of(onFolder, target), files());
  }

  private static String messageOf(Path file) {
    return assertThrows(
            IOException.class, () -> AtomicFiles.write(file, out -> out.write(OLD)), file::toString)
        .getMessage();
  }

  @Test
  void anInterruptedThreadWritesAllTheSame() throws IOException {
    boolean forced;
    boolean stays;
    Thread.currentThread().interrupt();
    try {
      AtomicFiles.write(target, out -> out.write(NEW));
      forced = new Disk().forceFolder(folder);
    } finally {
      stays = Thread.interrupted();
    }

    assertTrue(forced || System.getProperty("os.name").startsWith("Windows"));
    assertTrue(stays);
    assertArrayEquals(NEW, Files.readAllBytes(target));
  }

  @Test
  void leftoversOfKilledWritersGo() throws IOException {
    Path old = Files.write(folder.resolve(".target.bin.1f.tmp"), OLD);
    Path recent = Files.write(folder.resolve(".target.bin.2f.tmp"), OLD);
    Path other = Files.write(folder.resolve(".other.bin.1f.tmp"), OLD);
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
    Files.setLastModifiedTime(old, longAgo);
    Files.setLastModifiedTime(other, longAgo);

    AtomicFiles.write(target, out -> out.write(NEW));

    assertFalse(Files.exists(old));
    assertEquals(List.of(other, recent, target), files());
  }

  @Test
  void whoOwnsAFileDeletesYoungLeftoversToo() throws IOException {
    Files.write(folder.resolve(".target.bin.1f.tmp"), OLD);
    Path other = Files.write(folder.resolve(".other.bin.1f.tmp"), OLD);

    AtomicFiles.deleteLeftovers(target);

    assertEquals(List.of(other, target), files());
    assertEquals(Optional.of("other.bin"), AtomicFiles.targetOfLeftover(".other.bin.1f.tmp"));
    for (String name : List.of("other.bin", ".other.bin", ".tmp", "..tmp", "x.1f.tmp", ".1f.tmp")) {
      assertEquals(Optional.empty(), AtomicFiles.targetOfLeftover(name), name);
    }
  }

  private static IOException full() {
    return new IOException("No space left on device");
  }

  /** Kills at random hardly ever hit a move, so that it is in one piece is seen by reading. */
  @Test
  void aReaderMeanwhileSeesTheOldFileOrTheNew() throws Exception {
    Disk unforced =
        new Disk() {
          @Override
          void force(FileOutputStream out) {}
        };
    Files.write(target, NEW);
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> reader =
        CompletableFuture.supplyAsync(
            () -> {
              int reads = 0;
              for (; !done.get(); reads++) {
                requireWhole();
              }
              return reads;
            });
    for (int n = 0; n < 200 && !reader.isDone(); n++) {
      byte[] content = NEW.clone();
      Arrays.fill(content, (byte) n);
      AtomicFiles.write(target, out -> out.write(content), unforced);
    }
    done.set(true);

    assertTrue(reader.get(1, TimeUnit.MINUTES) > 10, "too few reads to see anything");
  }

  private void requireWhole() {
    try {
      byte[] content = Files.readAllBytes(target);
      byte[] expected = new byte[NEW.length];
      Arrays.fill(expected, content[0]);
      assertArrayEquals(expected, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
