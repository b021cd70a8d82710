package io.afterspike.bench.sweep;

import io.afterspike.bench.json.Json;
import io.afterspike.bench.report.AtomicFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a sweep keeps its files:
 *
 * <pre>
 *   cells/ID.json          a finished cell's result
 *   times/ID.json          how long it took, and where
 *   work/ID.safetensors    an unfinished cell's checkpoint
 *   work/ID.snapshots      what an unfinished landscape keeps beside it
 *   work/ID.lock           held by the process that works on the cell
 *   table.csv, table.json  all results, once merged
 * </pre>
 *
 * Several processes, on one machine or on several that share the folder, may work in it at once.
 */
public final class SweepFolder {
  /** The ending of what a landscape keeps beside its checkpoint. */
  static final String SNAPSHOTS = ".snapshots";

  private static final String CELLS = "cells";
  private static final String TIMES = "times";
  private static final String WORK = "work";
  private static final List<String> FOLDERS = List.of(CELLS, TIMES, WORK);

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
    return path.resolve(CELLS);
  }

  Path result(Cell cell) {
    return results().resolve(cell.id() + ".json");
  }

  private Path times(Cell cell) {
    return path.resolve(TIMES).resolve(cell.id() + ".json");
  }

  Path checkpoint(Cell cell) {
    return path.resolve(WORK).resolve(cell.id() + ".safetensors");
  }

  private Path snapshots(Cell cell) {
    return path.resolve(WORK).resolve(cell.id() + SNAPSHOTS);
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
    Files.deleteIfExists(snapshots(cell));
  }

  /**
   * Deletes what killed processes left of a cell; for whoever holds the claim. Of a finished cell
   * that is all that was kept for going on.
   */
  void tidy(Cell cell) throws IOException {
    Path snapshots = snapshots(cell);
    for (Path file : List.of(result(cell), times(cell), checkpoint(cell), snapshots)) {
      AtomicFiles.deleteLeftovers(file);
    }
    if (finished(cell)) {
      Files.deleteIfExists(checkpoint(cell));
      Files.deleteIfExists(snapshots);
    }
  }

  /** The cells, by {@link Cell#id}, that left something for going on, or parts of files. */
  Set<String> untidy() throws IOException {
    Set<String> ids = new HashSet<>();
    for (String folder : FOLDERS) {
      if (!Files.isDirectory(path.resolve(folder))) {
        continue;
      }
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path.resolve(folder))) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          String left = AtomicFiles.targetOfLeftover(name).orElse(folder.equals(WORK) ? name : "");
          if (left.lastIndexOf('.') > 0) {
            ids.add(left.substring(0, left.lastIndexOf('.')));
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return ids;
  }

  private static void write(Path file, Map<String, Object> object) throws IOException {
    byte[] bytes = Json.bytes(object);
    AtomicFiles.write(file, out -> out.write(bytes));
  }

  void create() throws IOException {
    for (String name : FOLDERS) {
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
    Path file = path.resolve(WORK).resolve(cell.id() + ".lock");
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
