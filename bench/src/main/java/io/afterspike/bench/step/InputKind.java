package io.afterspike.bench.step;

import java.util.Locale;

/** What a benchmark's input looks like. */
public enum InputKind {
  /** Independent spikes, 0 or 1. */
  SPIKES,
  /** Counts as of spoken digits: bursts that wander over the channels, some bins above 1. */
  COUNTS;

  /** The name on the command line and in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static InputKind named(String name) {
    for (InputKind kind : values()) {
      if (kind.label().equals(name.toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw new IllegalArgumentException("input: expected spikes or counts, found '" + name + "'");
  }
}
