package io.afterspike.bench.study;

import io.afterspike.bench.json.Json;
import io.afterspike.bench.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a study keeps its files:
 *
 * <pre>
 *   study.json, environment.json, index.html   what {@link Study} writes
 *   work/plan.json                             what is measured
 *   work/machine.json                          where, and the machine's limits
 *   work/cells/NAME.json                       a finished cell
 * </pre>
 */
final class StudyFolder {
  private final Path path;

  StudyFolder(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  Path log() {
    return path.resolve("work").resolve("widths.log");
  }

  private Path plan() {
    return path.resolve("work").resolve("plan.json");
  }

  private Path machine() {
    return path.resolve("work").resolve("machine.json");
  }

  private Path cells() {
    return path.resolve("work").resolve("cells");
  }

  private Path cell(StudyCell cell) {
    return cells().resolve(cell.name() + ".json");
  }

  /**
   * Makes the folder ready for a study, or finds one that it can go on with.
   *
   * @throws IllegalArgumentException if it holds another study, naming what differs
   */
  void open(StudyGrid grid) throws IOException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IllegalArgumentException("--out: expected a folder, found the file " + path);
    }
    Files.createDirectories(cells());
    Map<String, Object> wanted = grid.json();
    if (!Files.isRegularFile(plan())) {
      Study.put(plan(), Json.bytes(wanted));
      return;
    }
    Map<String, Object> found = Json.read(plan());
    for (Map.Entry<String, Object> each : wanted.entrySet()) {
      Object there = found.get(each.getKey());
      if (!each.getValue().equals(there)) {
        throw new IllegalArgumentException(
            path
                + ": expected a study with "
                + each.getKey()
                + " "
                + each.getValue()
                + ", found one with "
                + there
                + "; name another folder with --out, or begin anew with --fresh");
      }
    }
  }

  /** Forgets a study that is there; nothing else in the folder is touched. */
  void clear() throws IOException {
    if (Files.isDirectory(cells())) {
      try (Stream<Path> files = Files.list(cells())) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
          Files.delete(file);
        }
      }
    }
    for (Path file :
        List.of(plan(), machine(), path.resolve(Study.RESULTS), path.resolve(Study.ENVIRONMENT))) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(path.resolve(Study.PAGE));
  }

  Optional<StudyMachine> readMachine() {
    return Files.isRegularFile(machine())
        ? Optional.of(MachineJson.read(new JsonObject(Json.read(machine()))))
        : Optional.empty();
  }

  void write(StudyMachine machine) throws IOException {
    Study.put(machine(), Json.bytes(MachineJson.of(machine)));
  }

  boolean isFinished(StudyCell cell) {
    return Files.isRegularFile(cell(cell));
  }

  CellOutcome read(StudyCell cell) {
    JsonObject json = new JsonObject(Json.read(cell(cell)));
    return new CellOutcome(
        json.objects("rows").stream().map(JmhEntry::read).toList(),
        json.objects("notMeasured").stream().map(NotMeasured::read).toList());
  }

  void write(StudyCell cell, CellOutcome outcome, StudyMachine machine) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rows", outcome.rows().stream().map(row -> JmhEntry.of(row, machine)).toList());
    json.put("notMeasured", outcome.missing().stream().map(NotMeasured::json).toList());
    Study.put(cell(cell), Json.bytes(json));
  }
}
