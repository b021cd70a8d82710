package io.afterspike.bench.sweep;

import io.afterspike.bench.train.Setting;
import io.afterspike.bench.train.TrainingConfig;
import io.afterspike.engine.Names;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads a plan from TOML:
 *
 * <pre>
 *   title = "Learning rates"          # what it is
 *   task = "train"                    # or cosines, landscape, cost
 *   seeds = [1, 2, 3, 4]              # every cell once with each; the fastest to change
 *   [base]                            # settings of all cells, as in a training's configuration
 *   data = "t-randman"
 *   [[grid]]                          # every combination of its lists, the last the fastest;
 *   mode = "offline"                  # one grid after the other
 *   rule = ["bptt", "otpe"]
 *   lr = [0.001, 0.0001]
 *   [options]                         # of the task
 *   [scale.small]                     # what --scale small changes: seeds, options, settings
 *   minibatches = 100
 * </pre>
 *
 * A scale's value replaces the setting in the base and in the grids that have it. The data {@code
 * --data} stand for the folder that is given with the flag of that name.
 */
public final class PlanFile {
  /** What a plan writes for the folder of recordings that the user names. */
  public static final String GIVEN_DATA = "--data";

  private static final String BUILT_IN = "paper/";
  private static final long LARGEST = 256 * 1024;
  private static final int MOST_CELLS = 100_000;
  private static final String[] KEYS = {
    "title", "task", "seeds", "base", "options", "grid", "scale"
  };

  private final String source;
  private final String scale;
  private final Map<Setting, List<String>> base = new EnumMap<>(Setting.class);
  private final List<Map<Setting, List<String>>> grids = new ArrayList<>();
  private final SortedMap<String, Long> options = new TreeMap<>();
  private List<String> seeds = List.of();
  private CellKind kind = CellKind.TRAIN;
  private String title = "";

  private PlanFile(String source, String scale) {
    this.source = source;
    this.scale = scale;
  }

  /**
   * The plan in a file, or the paper's plan {@code paper/NAME}.
   *
   * @param scale which of the plan's scales; empty for none
   * @param changes settings in the place of the plan's, as a scale changes them
   * @throws IllegalArgumentException if there is no such plan, or it is wrong, naming the place
   */
  public static SweepPlan read(String name, String scale, Map<String, String> changes) {
    Path file = Path.of(name);
    if (Files.isRegularFile(file)) {
      return parse(name, folderName(file), text(file), scale, changes);
    }
    if (name.startsWith(BUILT_IN)) {
      String plan = name.substring(BUILT_IN.length());
      return parse(name, plan, resource(name, plan), scale, changes);
    }
    throw new IllegalArgumentException(
        "plan: expected a TOML file, or one of the paper's such as paper/randman-offline, found '"
            + name
            + "'");
  }

  private static String folderName(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.toml$", "");
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new IllegalArgumentException(
            file + ": expected at most " + LARGEST + " bytes, found " + Files.size(file));
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": expected UTF-8 text", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e, e);
    }
  }

  private static String resource(String name, String plan) {
    try (InputStream in =
        plan.matches("[a-z0-9-]+")
            ? PlanFile.class.getResourceAsStream("/io/afterspike/bench/paper/" + plan + ".toml")
            : null) {
      if (in == null) {
        throw new IllegalArgumentException(
            "plan: expected a file or one of the paper's plans, which ./afterspike paper lists,"
                + " found '"
                + name
                + "'");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + ": cannot be read from the program", e);
    }
  }

  /** The plan in a text; {@code source} names it in errors. */
  static SweepPlan parse(
      String source, String name, String text, String scale, Map<String, String> changes) {
    TomlParseResult toml;
    try {
      toml = Toml.parse(text);
    } catch (RuntimeException | StackOverflowError e) {
      throw new IllegalArgumentException(
          source + ": expected TOML, found what cannot be parsed", e);
    }
    if (toml.hasErrors()) {
      var first = toml.errors().get(0);
      throw new IllegalArgumentException(
          place(source, first.position()) + ": " + first.getMessage());
    }
    PlanFile file = new PlanFile(source, scale);
    file.read(toml);
    changes.forEach(file::change);
    return file.plan(name);
  }

  private static String place(String source, TomlPosition position) {
    return source + ":" + position.line() + ":" + position.column();
  }

  private void read(TomlTable toml) {
    for (String key : keys(toml)) {
      String where = where(toml, key);
      Object value = toml.get(List.of(key));
      switch (key) {
        case "title" -> title = string(where, key, value);
        case "task" -> kind = located(where, () -> CellKind.named(string(where, key, value)));
        case "seeds" -> seeds = texts(where, key, value);
        case "base" -> readBase(table(where, key, value));
        case "options", "scale" -> table(where, key, value); // below, once the task is known
        case "grid" -> readGrids(where, value);
        default ->
            throw new IllegalArgumentException(
                where + ": unknown key '" + key + "'" + Names.hint(key, KEYS, k -> k));
      }
    }
    if (grids.isEmpty()) {
      grids.add(new LinkedHashMap<>());
    }
    if (toml.get(List.of("options")) instanceof TomlTable table) {
      readOptions(table);
    }
    if (!scale.isEmpty()) {
      readScale(toml);
    }
  }

  /** In the order of the file. */
  private static List<String> keys(TomlTable table) {
    List<String> keys = new ArrayList<>(table.keySet());
    keys.sort(
        Comparator.comparing(
            key -> table.inputPositionOf(List.of(key)),
            Comparator.comparingInt(TomlPosition::line).thenComparingInt(TomlPosition::column)));
    return keys;
  }

  private String where(TomlTable table, String key) {
    return place(source, table.inputPositionOf(List.of(key)));
  }

  private void readBase(TomlTable table) {
    for (String key : keys(table)) {
      String where = where(table, key);
      base.put(setting(where, key), List.of(text(where, key, table.get(List.of(key)))));
    }
  }

  private void readGrids(String where, Object value) {
    if (!(value instanceof TomlArray array)) {
      throw new IllegalArgumentException(where + ": grid: expected tables [[grid]]");
    }
    for (int g = 0; g < array.size(); g++) {
      if (!(array.get(g) instanceof TomlTable table)) {
        throw new IllegalArgumentException(where + ": grid: expected tables [[grid]]");
      }
      Map<Setting, List<String>> grid = new LinkedHashMap<>();
      for (String key : keys(table)) {
        String place = where(table, key);
        grid.put(setting(place, key), texts(place, key, table.get(List.of(key))));
      }
      grids.add(grid);
    }
  }

  private void readOptions(TomlTable table) {
    for (String key : keys(table)) {
      String where = where(table, key);
      if (!kind.options().contains(key)) {
        throw new IllegalArgumentException(
            where
                + ": unknown option '"
                + key
                + "' of the task "
                + kind.label()
                + ": expected one of "
                + kind.options());
      }
      if (!(table.get(List.of(key)) instanceof Long number) || number < 1) {
        throw new IllegalArgumentException(
            where + ": " + key + ": expected a positive whole number");
      }
      options.put(key, number);
    }
  }

  private void readScale(TomlTable toml) {
    TomlTable scales =
        toml.get(List.of("scale")) instanceof TomlTable table ? table : Toml.parse("");
    if (!(scales.get(List.of(scale)) instanceof TomlTable table)) {
      throw new IllegalArgumentException(
          source
              + ": scale: expected "
              + (scales.isEmpty() ? "none, the plan has one size" : keys(scales))
              + ", found '"
              + scale
              + "'");
    }
    for (String key : keys(table)) {
      String where = where(table, key);
      Object value = table.get(List.of(key));
      if (key.equals("seeds")) {
        seeds = texts(where, key, value);
      } else if (key.equals("options")) {
        readOptions(table(where, key, value));
      } else {
        replace(where, setting(where, key), texts(where, key, value));
      }
    }
  }

  /** A change of the command line: {@code seeds} or a setting. */
  private void change(String key, String value) {
    String where = "--set";
    if (key.equals("seeds")) {
      seeds = Arrays.asList(value.split(",", -1));
    } else {
      replace(where, setting(where, key), List.of(value));
    }
  }

  private void replace(String where, Setting setting, List<String> values) {
    boolean found = false;
    for (Map<Setting, List<String>> grid : grids) {
      found |= grid.replace(setting, values) != null;
    }
    if (!found && values.size() != 1) {
      throw new IllegalArgumentException(
          where + ": " + setting.key() + ": expected one value, since no grid has this setting");
    }
    if (!found) {
      base.put(setting, values);
    }
  }

  private SweepPlan plan(String name) {
    if (kind == CellKind.LANDSCAPE) {
      options.putIfAbsent("points", 25L);
    }
    if (kind == CellKind.COST) {
      options.putIfAbsent("repetitions", 5L);
    }
    List<Cell> cells = new ArrayList<>();
    for (Map<Setting, List<String>> grid : grids) {
      addCells(grid, cells);
    }
    return new SweepPlan(name, title, scale, cells);
  }

  private void addCells(Map<Setting, List<String>> grid, List<Cell> cells) {
    Map<Setting, List<String>> axes = new LinkedHashMap<>(base);
    if (grid.containsKey(Setting.LEAK)) {
      axes.remove(Setting.TAU);
    }
    if (grid.containsKey(Setting.TAU)) {
      axes.remove(Setting.LEAK);
    }
    // First removed: a grid's setting stands where the grid has it.
    axes.keySet().removeAll(grid.keySet());
    axes.putAll(grid);
    if (!seeds.isEmpty() && !grid.containsKey(Setting.SEED)) {
      axes.remove(Setting.SEED);
      axes.put(Setting.SEED, seeds);
    }
    long count = cells.size();
    long combinations = 1;
    for (List<String> values : axes.values()) {
      combinations *= values.size();
      if (count + combinations > MOST_CELLS) {
        throw new IllegalArgumentException(
            source + ": expected at most " + MOST_CELLS + " cells, found more");
      }
    }
    for (long c = 0; c < combinations; c++) {
      cells.add(cell(cells.size(), axes, combinations, c));
    }
  }

  /** Combination number {@code c}, whose last axis changes fastest. */
  private Cell cell(int index, Map<Setting, List<String>> axes, long combinations, long c) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    long block = combinations;
    long rest = c;
    for (Map.Entry<Setting, List<String>> axis : axes.entrySet()) {
      block /= axis.getValue().size();
      settings.put(axis.getKey(), axis.getValue().get((int) (rest / block)));
      rest %= block;
    }
    return located(
        source + ": cell " + index,
        () -> new Cell(index, kind, options, TrainingConfig.of(settings)));
  }

  private interface Checked<T> {
    T get();
  }

  /** What is wrong is said with the place where it stands. */
  private static <T> T located(String where, Checked<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
  }

  private static Setting setting(String where, String key) {
    for (Setting setting : Setting.values()) {
      if (setting.key().equals(key)) {
        return setting;
      }
    }
    throw new IllegalArgumentException(
        where
            + ": unknown setting '"
            + key
            + "'"
            + Names.hint(key, Setting.values(), Setting::key));
  }

  private static TomlTable table(String where, String key, Object value) {
    if (value instanceof TomlTable table) {
      return table;
    }
    throw new IllegalArgumentException(where + ": " + key + ": expected a table");
  }

  private static String string(String where, String key, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(where + ": " + key + ": expected a string");
  }

  private static String text(String where, String key, Object value) {
    if (value instanceof String
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean) {
      return value.toString();
    }
    throw new IllegalArgumentException(
        where + ": " + key + ": expected a string, a number or a boolean");
  }

  private static List<String> texts(String where, String key, Object value) {
    if (!(value instanceof TomlArray array)) {
      return List.of(text(where, key, value));
    }
    if (array.isEmpty()) {
      throw new IllegalArgumentException(where + ": " + key + ": expected at least one value");
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      texts.add(text(where, key, array.get(i)));
    }
    return texts;
  }
}
