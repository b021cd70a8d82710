package io.afterspike.bench.sweep;

import io.afterspike.bench.json.Json;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a cell's work came to. It holds no time and no place: an interrupted and resumed cell has
 * the same bytes as an undisturbed one.
 *
 * @param id the cell's, see {@link Cell#id}
 * @param kind what was done
 * @param version of the program
 * @param settings that decided it, by key
 * @param data it was made with
 * @param remark what should be known about it, such as that a training diverged; may be empty
 * @param values single numbers by name; NaN where there is none
 * @param columns rows of numbers, as columns by name; of one kind, such as all that was measured
 *     when a run was validated, or the values of a grid
 */
public record CellResult(
    String id,
    String kind,
    String version,
    Map<String, String> settings,
    DataFacts data,
    String remark,
    Map<String, Double> values,
    Map<String, double[]> columns) {

  /** Copies the maps (not the arrays); values and columns keep their order. */
  public CellResult {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(version, "version");
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(remark, "remark");
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /** A result of {@code cell} by this program. */
  static CellResult of(
      Cell cell,
      DataFacts data,
      String remark,
      Map<String, Double> values,
      Map<String, double[]> columns) {
    return new CellResult(
        cell.id(),
        cell.kind().label(),
        Version.NUMBER,
        cell.settings(),
        data,
        remark,
        values,
        columns);
  }

  /** A single number; NaN if there is none of this name. */
  public double value(String name) {
    return values.getOrDefault(name, Double.NaN);
  }

  /** A copy of a column; empty if there is none of this name. */
  public double[] column(String name) {
    return columns.getOrDefault(name, new double[0]).clone();
  }

  /** The result as a JSON object. */
  Map<String, Object> json() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", data.name());
    facts.put("training", data.training());
    facts.put("validation", data.validation());
    facts.put("test", data.test());
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("id", id);
    object.put("task", kind);
    object.put("version", version);
    object.put("settings", settings);
    object.put("data", facts);
    object.put("remark", remark);
    object.put("values", values);
    object.put("columns", columns);
    return object;
  }

  /**
   * Reads a result.
   *
   * @throws IllegalArgumentException if the file cannot be read or holds no result, naming it
   */
  static CellResult read(Path file) {
    Map<String, Object> object = Json.read(file);
    try {
      Map<String, Object> facts = map(object, "data");
      double training = number(facts, "training");
      Map<String, String> settings = new TreeMap<>();
      map(object, "settings").forEach((key, value) -> settings.put(key, (String) value));
      Map<String, Double> values = new LinkedHashMap<>();
      map(object, "values").forEach((key, value) -> values.put(key, (Double) value));
      Map<String, double[]> columns = new LinkedHashMap<>();
      map(object, "columns").forEach((key, value) -> columns.put(key, numbers(value)));
      return new CellResult(
          (String) object.get("id"),
          (String) object.get("task"),
          (String) object.get("version"),
          settings,
          new DataFacts(
              (String) facts.get("name"),
              Double.isNaN(training) ? Double.POSITIVE_INFINITY : training,
              (int) number(facts, "validation"),
              (int) number(facts, "test")),
          (String) object.get("remark"),
          values,
          columns);
    } catch (ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException(
          file + ": expected a cell's result, found other JSON: " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("unchecked") // the reader makes no other maps
  private static Map<String, Object> map(Map<String, Object> object, String name) {
    return (Map<String, Object>) Objects.requireNonNull(object.get(name), name);
  }

  private static double number(Map<String, Object> object, String name) {
    return (Double) Objects.requireNonNull(object.get(name), name);
  }

  private static double[] numbers(Object list) {
    return ((List<?>) list).stream().mapToDouble(number -> (Double) number).toArray();
  }
}
