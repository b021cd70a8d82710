package io.afterspike.bench.bundle;

import io.afterspike.bench.console.ProgressLine;
import io.afterspike.bench.console.Screen;
import io.afterspike.bench.report.AtomicFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A bundle that was made.
 *
 * @param file where it is
 * @param bytes its size
 * @param files how many files are in it
 */
public record Bundle(Path file, long bytes, int files) {
  /**
   * Makes a bundle, whole or not at all. Order, times and owners of its files are fixed; of their
   * bytes only those of the image's {@code lib/modules} vary, which {@code jlink} does not repeat.
   *
   * @param target the file to create or replace
   * @param sources what goes into it
   * @param screen where progress is shown
   * @throws IOException if that is not possible, with the reason
   */
  public static Bundle make(Path target, BundleSources sources, Screen screen) throws IOException {
    check(target);
    Path work = Files.createTempDirectory("afterspike-bundle");
    try {
      Path launcher = text(work, "afterspike.sh");
      Path readme = text(work, "README.txt");
      Path image = work.resolve("java");
      if (screen.kind() != Screen.Kind.SILENT) {
        screen.out().println("bundle: making the run-time image");
        screen.out().flush();
      }
      RuntimeImage.make(image);
      List<BundleEntry> entries = sources.entries(image, launcher, readme);
      write(target, entries, screen);
      return new Bundle(target, Files.size(target), entries.size());
    } finally {
      delete(work);
    }
  }

  /** What can be known before the work. */
  private static void check(Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (Files.isDirectory(target) || folder == null) {
      throw new IOException(target + ": expected a file, found a folder");
    }
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IOException(target + ": expected a folder that can be written to, found " + folder);
    }
  }

  /** Writes the archive, whole or not at all. */
  static void write(Path target, List<BundleEntry> entries, Screen screen) throws IOException {
    try (ProgressLine progress = new ProgressLine(screen, "files", 0, entries.size())) {
      AtomicFiles.write(
          target,
          out -> {
            GZIPOutputStream compressed = new GZIPOutputStream(out, 1 << 16);
            TarWriter tar = new TarWriter(compressed);
            int done = 0;
            for (BundleEntry entry : entries) {
              progress.update(done++, entry::name);
              try (InputStream content = Files.newInputStream(entry.content())) {
                tar.add(entry.name(), entry.executable(), Files.size(entry.content()), content);
              }
            }
            tar.finish();
            compressed.finish();
          });
      progress.finish(entries.size(), target::toString);
    }
  }

  private static Path text(Path work, String name) throws IOException {
    Path file = work.resolve(name);
    try (InputStream in = Bundle.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException("bundle: " + name + " is not in the program's jar");
      }
      Files.copy(in, file);
    }
    return file;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
