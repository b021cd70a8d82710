package io.afterspike.bench.report;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/** The calls of {@link AtomicFiles} that can fail, so that a test can make each of them fail. */
class Disk {
  /**
   * Creates a file that did not exist, with the permissions that new files have.
   *
   * @return a plain stream: an interrupt would close a channel in the middle of the write
   */
  FileOutputStream create(Path file) throws IOException {
    Files.createFile(file);
    return new FileOutputStream(file.toFile());
  }

  void force(FileOutputStream out) throws IOException {
    out.getFD().sync();
  }

  void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /**
   * Makes a new name in the folder last. Not every system can open a folder; then there is no way
   * to, and the file is in place all the same, so this is no failure.
   *
   * @return whether it has been done
   */
  boolean forceFolder(Path folder) {
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (IOException e) {
      log("cannot force folder " + folder, e);
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Deletes files of that name which are older than {@code age}; what cannot be deleted stays. */
  void deleteLeftovers(Path folder, String prefix, String suffix, Duration age) {
    Instant limit = Instant.now().minus(age);
    DirectoryStream.Filter<Path> abandoned =
        path -> {
          String name = path.getFileName().toString();
          return name.startsWith(prefix)
              && name.endsWith(suffix)
              && (age.isZero() || Files.getLastModifiedTime(path).toInstant().isBefore(limit));
        };
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, abandoned)) {
      for (Path path : found) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | DirectoryIteratorException e) {
      log("cannot look for abandoned files in " + folder, e);
    }
  }

  private static void log(String message, Exception reason) {
    System.getLogger(Disk.class.getName()).log(System.Logger.Level.DEBUG, message, reason);
  }
}
