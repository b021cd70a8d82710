package io.afterspike.bench.sweep;

import io.afterspike.bench.json.Json;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.bench.train.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The results of a plan's cells in one table, each exactly once. */
public final class SweepTable {
  private static final int MOST_NAMED = 10;

  private final SweepPlan plan;
  private final List<CellResult> results;

  private SweepTable(SweepPlan plan, List<CellResult> results) {
    this.plan = plan;
    this.results = results;
  }

  /**
   * Collects the results from one folder or several, which different machines may have filled.
   *
   * @throws IncompleteSweepException if a cell has no result, or more than one, or results do not
   *     belong together, naming them
   * @throws IllegalArgumentException if a file holds no result
   */
  public static SweepTable collect(SweepPlan plan, List<SweepFolder> folders) {
    Map<String, List<Path>> files = files(folders);
    List<String> missing = new ArrayList<>();
    List<String> doubled = new ArrayList<>();
    List<CellResult> results = new ArrayList<>();
    for (Cell cell : plan.cells()) {
      List<Path> found = files.getOrDefault(cell.id(), List.of());
      if (found.isEmpty()) {
        missing.add(Integer.toString(cell.index()));
      } else if (found.size() > 1) {
        doubled.add(cell.index() + " (" + found.get(0) + ", " + found.get(1) + ")");
      } else {
        results.add(CellResult.read(found.get(0)));
      }
    }
    if (!missing.isEmpty()) {
      throw new IncompleteSweepException(
          plan.name()
              + ": expected a result of each of the "
              + plan.cells().size()
              + " cells, found none of "
              + named(missing));
    }
    if (!doubled.isEmpty()) {
      throw new IncompleteSweepException(
          plan.name() + ": expected one result a cell, found two of " + named(doubled));
    }
    requireOneOrigin(plan, results);
    return new SweepTable(plan, results);
  }

  /** By the id that each file holds, whatever its name is. */
  private static Map<String, List<Path>> files(List<SweepFolder> folders) {
    Map<String, List<Path>> files = new TreeMap<>();
    for (SweepFolder folder : new LinkedHashSet<>(folders)) {
      if (!Files.isDirectory(folder.results())) {
        throw new IncompleteSweepException(
            folder.path() + ": expected the folder of a sweep, found no folder cells in it");
      }
      try (Stream<Path> list = Files.list(folder.results())) {
        list.filter(file -> file.getFileName().toString().matches("[^.].*\\.json"))
            .sorted()
            .forEach(
                file ->
                    files
                        .computeIfAbsent(CellResult.read(file).id(), id -> new ArrayList<>())
                        .add(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  private static String named(List<String> cells) {
    String names = String.join(", ", cells.subList(0, Math.min(MOST_NAMED, cells.size())));
    return cells.size() > MOST_NAMED
        ? names + " and " + (cells.size() - MOST_NAMED) + " more"
        : names;
  }

  /** One version, and where cells name the same data, the same data. */
  private static void requireOneOrigin(SweepPlan plan, List<CellResult> results) {
    Map<String, Integer> versions = new LinkedHashMap<>();
    Map<String, CellResult> data = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      CellResult result = results.get(i);
      versions.putIfAbsent(result.version(), i);
      CellResult other = data.putIfAbsent(result.settings().get(Setting.DATA.key()), result);
      if (other != null && !other.data().equals(result.data())) {
        throw new IncompleteSweepException(
            plan.name()
                + ": expected the same data in all cells, found in cell "
                + i
                + " "
                + result.data()
                + " and before "
                + other.data());
      }
    }
    if (versions.size() > 1) {
      throw new IncompleteSweepException(
          plan.name()
              + ": expected results of one version, found "
              + versions.keySet()
              + ", first in cells "
              + versions.values());
    }
  }

  /** The results in the order of the plan. */
  public List<CellResult> results() {
    return List.copyOf(results);
  }

  /** One line a cell: what varies, and the single numbers. */
  String csv() {
    List<Setting> varied = plan.varied();
    Set<String> names = new LinkedHashSet<>();
    results.forEach(result -> names.addAll(result.values().keySet()));
    List<String> header = new ArrayList<>(List.of("cell", "id"));
    varied.forEach(setting -> header.add(setting.key()));
    header.addAll(names);
    header.add("remark");
    StringBuilder csv = new StringBuilder(String.join(",", header)).append('\n');
    for (int i = 0; i < results.size(); i++) {
      CellResult result = results.get(i);
      List<String> line = new ArrayList<>(List.of(Integer.toString(i), result.id()));
      varied.forEach(setting -> line.add(field(result.settings().get(setting.key()))));
      for (String name : names) {
        double value = result.value(name);
        line.add(Double.isFinite(value) ? Json.text(value) : "");
      }
      line.add(field(result.remark()));
      csv.append(String.join(",", line)).append('\n');
    }
    return csv.toString();
  }

  private static String field(String text) {
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Writes {@code table.csv} and {@code table.json}: the same results give the same bytes. */
  public void write(SweepFolder folder) throws IOException {
    byte[] csv = csv().getBytes(StandardCharsets.UTF_8);
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("plan", plan.name());
    table.put("title", plan.title());
    table.put("scale", plan.scale());
    table.put("cells", results.stream().map(CellResult::json).toList());
    byte[] json = Json.bytes(table);
    AtomicFiles.write(folder.path().resolve("table.json"), out -> out.write(json));
    AtomicFiles.write(folder.path().resolve("table.csv"), out -> out.write(csv));
  }
}
