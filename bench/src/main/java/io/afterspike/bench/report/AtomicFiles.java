package io.afterspike.bench.report;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes files whole or not at all: whoever reads one, also after a crash, sees the old content or
 * the new, never a part.
 */
public final class AtomicFiles {
  /** What is to be written. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code out}, which is buffered; the caller flushes and closes it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** No write takes this long; so old a temporary file has lost its writer. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private static final String PREFIX = ".";
  private static final String SUFFIX = ".tmp";

  private AtomicFiles() {}

  /**
   * Creates or replaces {@code target}: a temporary file in the same folder is written, forced to
   * the disk and moved over the target, then the folder is forced. A target that is a link is
   * replaced, not followed.
   *
   * <p>Where anything fails the target stays as it was and the temporary file is deleted. Temporary
   * files of writers that were killed are deleted by a later write, once they are an hour old. An
   * interrupted thread writes all the same and stays interrupted.
   *
   * @throws IOException if the folder is missing, full or cannot be written to; the message names
   *     the target and the reason. What {@code content} throws unchecked comes through as it is.
   */
  public static void write(Path target, Content content) throws IOException {
    write(target, content, new Disk());
  }

  static void write(Path target, Content content, Disk disk) throws IOException {
    Objects.requireNonNull(content, "content");
    Path file = target.toAbsolutePath();
    if (file.getParent() == null) {
      throw new IllegalArgumentException("target: expected a file, found " + target);
    }
    String prefix = PREFIX + file.getFileName() + ".";
    long unique = ThreadLocalRandom.current().nextLong();
    Path temporary = file.resolveSibling(prefix + Long.toHexString(unique) + SUFFIX);
    disk.deleteLeftovers(file.getParent(), prefix, SUFFIX, ABANDONED);
    try {
      try (FileOutputStream out = disk.create(temporary)) {
        OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        content.writeTo(buffered);
        buffered.flush();
        disk.force(out);
      }
      disk.move(temporary, file);
    } catch (IOException | RuntimeException | Error failure) {
      try {
        disk.delete(temporary);
      } catch (IOException | RuntimeException e) {
        failure.addSuppressed(e);
      }
      if (failure instanceof IOException) {
        throw new IOException(
            target + ": cannot be written: " + reason((IOException) failure), failure);
      }
      throw failure;
    }
    disk.forceFolder(file.getParent());
  }

  /**
   * Deletes the temporary files that killed writers of {@code target} left, however young: for a
   * caller who knows that nobody else is writing it. What cannot be deleted stays.
   */
  public static void deleteLeftovers(Path target) {
    Path file = target.toAbsolutePath();
    new Disk()
        .deleteLeftovers(
            file.getParent(), PREFIX + file.getFileName() + ".", SUFFIX, Duration.ZERO);
  }

  /** The file whose writer would make a temporary file of that name; empty if it is none. */
  public static Optional<String> targetOfLeftover(String name) {
    int end = name.length() - SUFFIX.length();
    int dot = name.endsWith(SUFFIX) ? name.lastIndexOf('.', end - 1) : -1;
    return name.startsWith(PREFIX) && dot > PREFIX.length()
        ? Optional.of(name.substring(PREFIX.length(), dot))
        : Optional.empty();
  }

  private static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "access denied";
    }
    if (failure instanceof FileSystemException known && known.getReason() != null) {
      return known.getReason();
    }
    return failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
  }
}
