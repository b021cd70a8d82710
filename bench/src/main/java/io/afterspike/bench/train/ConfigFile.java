package io.afterspike.bench.train;

import io.afterspike.engine.Names;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/** Reads and writes a run's configuration as TOML: one key a {@link Setting}, no tables. */
public final class ConfigFile {
  /** No configuration is larger; a larger file is refused before it is parsed. */
  private static final long LARGEST = 64 * 1024;

  private ConfigFile() {}

  /**
   * The settings that a file changes.
   *
   * @throws IllegalArgumentException if the file cannot be read, is not TOML, or holds an unknown
   *     key or a value of a wrong kind, naming file, line and column
   */
  public static Map<Setting, String> read(Path file) {
    String text;
    try {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(
            "configuration "
                + file
                + ": expected a TOML file, found "
                + (Files.exists(file) ? "something else" : "nothing there"));
      }
      if (Files.size(file) > LARGEST) {
        throw new IllegalArgumentException(
            "configuration "
                + file
                + ": expected at most "
                + LARGEST
                + " bytes, found "
                + Files.size(file));
      }
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException("configuration " + file + ": expected UTF-8 text", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("configuration " + file + ": cannot be read: " + e, e);
    }
    return parse(file.toString(), text);
  }

  /** The settings that a text changes; {@code source} names it in errors. */
  public static Map<Setting, String> parse(String source, String text) {
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
          source
              + ":"
              + first.position().line()
              + ":"
              + first.position().column()
              + ": "
              + first.getMessage());
    }
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    for (String key : toml.keySet()) {
      TomlPosition position = toml.inputPositionOf(List.of(key));
      String where = source + ":" + position.line() + ":" + position.column();
      Object value = toml.get(List.of(key));
      if (!(value instanceof String
          || value instanceof Long
          || value instanceof Double
          || value instanceof Boolean)) {
        throw new IllegalArgumentException(
            where + ": " + key + ": expected a string, a number or a boolean");
      }
      settings.put(setting(where, key), value.toString());
    }
    return settings;
  }

  private static Setting setting(String where, String key) {
    for (Setting setting : Setting.values()) {
      if (setting.key().equals(key)) {
        return setting;
      }
    }
    throw new IllegalArgumentException(
        where + ": unknown key '" + key + "'" + Names.hint(key, Setting.values(), Setting::key));
  }

  /** The text of a file that reruns {@code config}. */
  public static String write(TrainingConfig config) {
    StringBuilder text = new StringBuilder();
    text.append("# Reruns this training: ./afterspike train --config THIS-FILE\n");
    for (Setting setting : Setting.values()) {
      String value = config.get(setting);
      if (setting == Setting.LEAK && value.isEmpty()
          || setting == Setting.TAU && !config.get(Setting.LEAK).isEmpty()) {
        continue;
      }
      text.append("\n# ").append(setting.meaning()).append('\n');
      text.append(setting.key()).append(" = ").append(quoted(value)).append('\n');
    }
    return text.toString();
  }

  private static String quoted(String value) {
    // Bare only what reads back letter by letter, so that a file rewritten is the same file.
    if (value.equals("true") || value.equals("false") || value.matches("0|-?[1-9][0-9]{0,17}")) {
      return value;
    }
    if (value.matches("-?[0-9]{1,17}\\.[0-9]{1,17}")
        && value.equals(Double.toString(Double.parseDouble(value)))) {
      return value;
    }
    StringBuilder text = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c == 127) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
