package io.afterspike.bench.peers;

import java.util.Locale;

/** How exactly the peers multiply matrices of float32 while they are timed. */
public enum PeerPrecision {
  /** In float32. */
  HIGHEST("in float32"),
  /** As each library does unless told otherwise: on a GPU JAX in tf32, PyTorch in float32. */
  DEFAULT("at each library's default (on a GPU JAX tf32, PyTorch float32)"),
  /** In tf32, where the device has it. */
  TF32("in tf32 where the device has it");

  private final String meaning;

  PeerPrecision(String meaning) {
    this.meaning = meaning;
  }

  /**
   * The precision with this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PeerPrecision named(String name) {
    for (PeerPrecision precision : values()) {
      if (precision.toString().equals(name)) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "precision: expected highest, default or tf32, found '" + name + "'");
  }

  /** For reports. */
  public String meaning() {
    return meaning;
  }

  /** The name, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
