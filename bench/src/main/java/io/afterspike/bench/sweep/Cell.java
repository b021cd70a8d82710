package io.afterspike.bench.sweep;

import io.afterspike.bench.train.Setting;
import io.afterspike.bench.train.TrainingConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One piece of work of a plan.
 *
 * @param index its place in the plan, from 0
 * @param kind what is to be done
 * @param options of the kind, by name
 * @param config the settings
 */
public record Cell(
    int index, CellKind kind, SortedMap<String, Long> options, TrainingConfig config) {
  /** They change how fast and how safely, but not what comes out. */
  private static final Set<Setting> WITHOUT_EFFECT =
      EnumSet.of(Setting.ENGINE, Setting.THREADS, Setting.CHECKPOINT_EVERY);

  private static final int ID_DIGITS = 16;

  /** Copies the options. */
  public Cell {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  /**
   * The settings that decide the result, by key. Of a data folder only its own name, so that the
   * same data may lie elsewhere on another machine.
   */
  public Map<String, String> settings() {
    SortedMap<String, String> settings = new TreeMap<>();
    for (Setting setting : Setting.values()) {
      if (!WITHOUT_EFFECT.contains(setting)) {
        settings.put(setting.key(), text(setting));
      }
    }
    return settings;
  }

  /** A setting as results carry it; see {@link #settings}. */
  public String text(Setting setting) {
    String value = config.get(setting);
    if (setting != Setting.DATA || value.endsWith("-randman")) {
      return value;
    }
    Path last = Path.of(value).toAbsolutePath().normalize().getFileName();
    return last == null ? value : last.toString();
  }

  /**
   * A name made of what is to be done: two cells with the same name have the same result, in
   * whatever plan and place.
   */
  public String id() {
    StringBuilder text = new StringBuilder(kind.label()).append('\n');
    options.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    settings().forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
