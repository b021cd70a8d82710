package io.afterspike.bench.sweep;

import io.afterspike.bench.json.Json;
import io.afterspike.bench.report.AtomicFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a sweep keeps its files:
 *
 * <pre>
 *   cells/ID.json          a finished cell's result
 *   times/ID.json          how long it took, and where
 *   work/ID.safetensors    an unfinished cell's checkpoint
 *   work/ID.lock           held by the process that works on the cell
 *   table.csv, table.json  all results, once merged
 * </pre>
 *
 * Several processes, on one machine or on several that share the folder, may work in it at once.
 */
public final class SweepFolder {
  private final Path path;

  /** The folder at {@code path}, which need not exist yet. */
  public SweepFolder(Path path) {
    this.path = path;
  }

  /** The folder itself. */
  public Path path() {
    return path;
  }

  Path results() {
    return path.resolve("cells");
  }

  Path result(Cell cell) {
    return results().resolve(cell.id() + ".json");
  }

  private Path times(Cell cell) {
    return path.resolve("times").resolve(cell.id() + ".json");
  }

  Path checkpoint(Cell cell) {
    return path.resolve("work").resolve(cell.id() + ".safetensors");
  }

  /** Whether the cell's result is there. */
  public boolean finished(Cell cell) {
    return Files.isRegularFile(result(cell));
  }

  /**
   * A finished cell's result.
   *
   * @throws IllegalArgumentException if the file holds another cell's result or none
   */
  public CellResult read(Cell cell) {
    Path file = result(cell);
    CellResult result = CellResult.read(file);
    if (!result.id().equals(cell.id())) {
      throw new IllegalArgumentException(
          file + ": expected the result of cell " + cell.id() + ", found that of " + result.id());
    }
    return result;
  }

  /** How long a finished cell took, and what else was timed; empty if that is not known. */
  public Map<String, Double> readTimes(Cell cell) {
    Map<String, Double> times = new LinkedHashMap<>();
    Path file = times(cell);
    if (Files.isRegularFile(file)) {
      Json.read(file)
          .forEach(
              (name, value) -> {
                if (value instanceof Double number) {
                  times.put(name, number);
                }
              });
    }
    return times;
  }

  /** Keeps a result; the times first, so that a finished cell has them. */
  void write(Cell cell, CellResult result, Map<String, Object> times) throws IOException {
    write(times(cell), times);
    write(result(cell), result.json());
    Files.deleteIfExists(checkpoint(cell));
  }

  private static void write(Path file, Map<String, Object> object) throws IOException {
    byte[] bytes = Json.bytes(object);
    AtomicFiles.write(file, out -> out.write(bytes));
  }

  void create() throws IOException {
    for (String name : new String[] {"cells", "times", "work"}) {
      Files.createDirectories(path.resolve(name));
    }
  }

  /** Held while a cell is worked on; must be closed. */
  record Claim(FileChannel channel, Path file) {
    /** Lets others have it. */
    void close() throws IOException {
      // Before it is let go: who opened the file meanwhile finds the result, or no checkpoint lost.
      Files.deleteIfExists(file);
      channel.close();
    }
  }

  /** The right to work on a cell, unless another process has it. */
  Optional<Claim> claim(Cell cell) throws IOException {
    Path file = path.resolve("work").resolve(cell.id() + ".lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new Claim(channel, file));
      }
    } catch (OverlappingFileLockException e) {
      // another thread of this process has it
    }
    channel.close();
    return Optional.empty();
  }
}
