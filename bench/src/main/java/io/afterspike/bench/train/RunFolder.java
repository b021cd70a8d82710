package io.afterspike.bench.train;

import io.afterspike.bench.report.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a run keeps its files, and their names. */
public final class RunFolder {
  private static final String CONFIG = "config.toml";

  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /**
   * A new folder: {@code out} if given, which must not exist or be empty; else {@code runs/NAME}
   * with the first free number behind it.
   *
   * @throws IllegalArgumentException if it holds files, or cannot be made
   */
  public static RunFolder create(Path out, String name) {
    Path path = out != null ? out : free(name);
    try {
      if (Files.exists(path)) {
        if (!Files.isDirectory(path)) {
          throw new IllegalArgumentException("--out: expected a folder, found the file " + path);
        }
        if (holdsFiles(path)) {
          throw new IllegalArgumentException(
              "--out: expected a new or empty folder, found files in "
                  + path
                  + "; to go on with that run use --resume "
                  + path);
        }
      }
      Files.createDirectories(path);
      if (!Files.isWritable(path)) {
        throw new IllegalArgumentException("--out: expected a writable folder, found " + path);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("--out: cannot make the folder " + path + ": " + e, e);
    }
    return new RunFolder(path);
  }

  /** Whether there is anything but what a run leaves that was killed before its first file. */
  private static boolean holdsFiles(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .anyMatch(name -> !AtomicFiles.targetOfLeftover(name).equals(Optional.of(CONFIG)));
    }
  }

  private static Path free(String name) {
    for (int number = 1; ; number++) {
      Path path = Path.of("runs", name + "-" + number);
      if (!Files.exists(path)) {
        return path;
      }
    }
  }

  /**
   * The folder of a run that was started before.
   *
   * @throws IllegalArgumentException if there is no checkpoint in it
   */
  public static RunFolder existing(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!Files.isRegularFile(folder.checkpoint())) {
      throw new IllegalArgumentException(
          "--resume: expected the folder of a run with a checkpoint, found none at "
              + folder.checkpoint());
    }
    return folder;
  }

  /**
   * The folder of a run that was started before, which may have been killed before its first
   * checkpoint.
   *
   * @throws IllegalArgumentException if there is no checkpoint in it, and either no configuration
   *     or the picture of a finished run, which had one
   */
  public static RunFolder started(Path path) {
    RunFolder folder = new RunFolder(path);
    return Files.isRegularFile(folder.config()) && !Files.exists(folder.curve())
        ? folder
        : existing(path);
  }

  /** Whether there is something to go on from, rather than to begin anew. */
  public boolean hasCheckpoint() {
    return Files.isRegularFile(checkpoint());
  }

  /**
   * Deletes what killed writers left here. A run is one process's at a time: whoever goes on with
   * it takes the folder over.
   */
  void deleteLeftovers() {
    for (Path file :
        List.of(config(), checkpoint(), metricsCsv(), metricsJson(), curve(), report())) {
      AtomicFiles.deleteLeftovers(file);
    }
  }

  /** Removes the folder if it is there and nothing was written into it. */
  public void removeIfEmpty() {
    if (!Files.isDirectory(path)) {
      return;
    }
    try (Stream<Path> files = Files.list(path)) {
      if (files.findAny().isEmpty()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder itself. */
  public Path path() {
    return path;
  }

  /** The configuration that reruns the run. */
  public Path config() {
    return path.resolve(CONFIG);
  }

  /** Everything that a resumed run needs. */
  public Path checkpoint() {
    return path.resolve("checkpoint.safetensors");
  }

  /** One line per minibatch, as comma-separated values. */
  public Path metricsCsv() {
    return path.resolve("metrics.csv");
  }

  /** One line per minibatch, as JSON. */
  public Path metricsJson() {
    return path.resolve("metrics.jsonl");
  }

  /** The learning curve. */
  public Path curve() {
    return path.resolve("learning-curve.svg");
  }

  /** The report page. */
  public Path report() {
    return path.resolve("report.html");
  }
}
