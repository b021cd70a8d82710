package io.afterspike.bench.peers;

import java.util.List;
import java.util.Locale;

/** What the peers run on. */
public enum PeerDevice {
  /** The processor. */
  CPU,
  /** The first NVIDIA GPU. */
  GPU;

  /**
   * The device with this name; an empty one is that of {@code engine}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PeerDevice named(String name, String engine) {
    return switch (name) {
      case "" -> engine.equals("cuda") ? GPU : CPU;
      case "cpu" -> CPU;
      case "gpu" -> GPU;
      default ->
          throw new IllegalArgumentException("device: expected cpu or gpu, found '" + name + "'");
    };
  }

  /** The peers that run on it. */
  public List<String> programs() {
    return this == GPU
        ? List.of("jax", "torch-eager", "torch-compiled", "torch-graph")
        : List.of("jax", "torch-eager", "torch-compiled");
  }

  /** The name, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
