package io.afterspike.bench.study;

import io.afterspike.bench.json.Json;
import io.afterspike.bench.json.JsonObject;
import io.afterspike.bench.report.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All results of one machine or of several.
 *
 * @param machines the machines
 * @param rows what was measured
 * @param missing what was not
 */
public record Study(List<StudyMachine> machines, List<StudyRow> rows, List<NotMeasured> missing) {
  /** The results as JMH has them. */
  public static final String RESULTS = "study.json";

  /** The machines, their limits, and what was not measured. */
  public static final String ENVIRONMENT = "environment.json";

  /** The page. */
  public static final String PAGE = "index.html";

  /** Copies the lists. */
  public Study {
    machines = List.copyOf(machines);
    rows = List.copyOf(rows);
    missing = List.copyOf(missing);
  }

  /** Whether nothing went wrong. */
  public boolean passed() {
    return missing.stream().noneMatch(NotMeasured::failed);
  }

  /** Writes the results, the environment and the page into a folder. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Map<String, StudyMachine> byName = new HashMap<>();
    machines.forEach(machine -> byName.put(machine.name(), machine));
    List<Object> entries = new ArrayList<>();
    rows.forEach(row -> entries.add(JmhEntry.of(row, byName.get(row.machine()))));
    put(folder.resolve(RESULTS), Json.bytes(entries));
    put(folder.resolve(ENVIRONMENT), Json.bytes(environment()));
    StudyPage.of(this).write(folder.resolve(PAGE));
  }

  private Map<String, Object> environment() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machines", machines.stream().map(MachineJson::of).toList());
    json.put("notMeasured", missing.stream().map(NotMeasured::json).toList());
    return json;
  }

  static void put(Path file, byte[] bytes) throws IOException {
    AtomicFiles.write(file, out -> out.write(bytes));
  }

  /**
   * The study in a file {@code study.json}, with the {@code environment.json} beside it.
   *
   * @throws IllegalArgumentException if they are not a study's, naming the file and what is wrong
   */
  public static Study read(Path file) {
    Path environment = file.resolveSibling(ENVIRONMENT);
    List<StudyRow> rows = new ArrayList<>();
    List<Object> entries = Json.readList(file);
    for (int n = 0; n < entries.size(); n++) {
      rows.add(row(file, n, entries.get(n)));
    }
    if (!Files.isRegularFile(environment)) {
      throw new IllegalArgumentException(
          file + ": expected " + ENVIRONMENT + " beside it, which says where it was measured");
    }
    JsonObject json = new JsonObject(Json.read(environment));
    try {
      List<StudyMachine> machines =
          json.objects("machines").stream().map(MachineJson::read).toList();
      List<NotMeasured> missing =
          json.objects("notMeasured").stream().map(NotMeasured::read).toList();
      for (StudyRow row : rows) {
        if (machines.stream().noneMatch(machine -> machine.name().equals(row.machine()))) {
          throw new IllegalArgumentException(
              "machines: expected '" + row.machine() + "', as in " + file + ", found others");
        }
      }
      return new Study(machines, rows, missing);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(environment + ": " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("unchecked") // the names of all fields are texts
  private static StudyRow row(Path file, int n, Object entry) {
    if (!(entry instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(
          file + ", entry " + n + ": expected a JSON object, found " + entry);
    }
    try {
      return JmhEntry.read(new JsonObject((Map<String, Object>) map));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + ", entry " + n + ": not a result of 'afterspike study': " + e.getMessage(), e);
    }
  }

  /**
   * The studies of several files as one. Machines of equal names get a number behind.
   *
   * @throws IllegalArgumentException if a file is not a study's, or holds one that another has
   */
  public static Study merged(List<Path> files) {
    List<StudyMachine> machines = new ArrayList<>();
    List<StudyRow> rows = new ArrayList<>();
    List<NotMeasured> missing = new ArrayList<>();
    Map<StudyMachine, Path> origins = new LinkedHashMap<>();
    for (Path file : files) {
      Study study = read(file);
      for (StudyMachine machine : study.machines()) {
        for (StudyMachine earlier : origins.keySet()) {
          if (earlier.named("").equals(machine.named(""))) {
            throw new IllegalArgumentException(
                file
                    + ": expected another study than in "
                    + origins.get(earlier)
                    + ", found it again");
          }
        }
        String name = free(machine.name(), machines);
        origins.put(machine, file);
        machines.add(machine.named(name));
        study.rows().stream()
            .filter(row -> row.machine().equals(machine.name()))
            .forEach(row -> rows.add(row.on(name)));
        for (NotMeasured each : study.missing()) {
          if (each.machine().equals(machine.name())) {
            missing.add(new NotMeasured(name, each.what(), each.reason(), each.failed()));
          }
        }
      }
    }
    return new Study(machines, rows, missing);
  }

  private static String free(String name, List<StudyMachine> taken) {
    String free = name;
    for (int n = 2; isTaken(free, taken); n++) {
      free = name + " (" + n + ")";
    }
    return free;
  }

  private static boolean isTaken(String name, List<StudyMachine> machines) {
    return machines.stream().anyMatch(machine -> machine.name().equals(name));
  }
}
