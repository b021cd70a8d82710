package io.afterspike.bench.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a file whole or not at all: whoever reads it sees the old content or the new. */
public final class AtomicFile {
  private static final AtomicLong NAMES = new AtomicLong();

  /** What is to be written. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code out}, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Replaces {@code target}: writes a temporary file beside it, forces it to the disk, moves it.
   * Where anything fails the temporary file is deleted and the target stays as it was.
   *
   * @throws IOException if the folder cannot be written to, or is full
   */
  public static void write(Path target, Content content) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    // Its own name in every process and thread; made with the usual permissions, unlike the private
    // temporary files of the JDK, because others may be meant to read the target.
    String unique = ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
    Path temporary = folder.resolve("." + target.getFileName() + "-" + unique + ".tmp");
    boolean moved = false;
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      moved = true;
      force(folder);
    } finally {
      if (!moved) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /** Makes the new name itself last. Some systems cannot open a folder; then there is no way to. */
  private static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      System.getLogger(AtomicFile.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot force " + folder, e);
    }
  }
}
