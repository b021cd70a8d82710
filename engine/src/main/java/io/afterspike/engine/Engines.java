package io.afterspike.engine;

import io.afterspike.kernels.cuda.DeviceBuffer;
import java.util.List;

/** Finds engines by name, and the best one that is here. */
public final class Engines {
  private static final System.Logger LOG = System.getLogger(Engines.class.getName());

  /** All names, best first. */
  private static final String[] NAMES = {CudaEngine.NAME, SimdEngine.NAME, ReferenceEngine.NAME};

  private Engines() {}

  /** The names that {@link #named} understands, best first. */
  public static List<String> names() {
    return List.of(NAMES);
  }

  /** The scalar reference. */
  public static Engine<float[]> reference() {
    return new ReferenceEngine();
  }

  /**
   * The vector kernels, on as many threads as the property {@code afterspike.threads} says, by
   * default one per processor.
   *
   * @throws EngineUnavailableException if Java runs without the Vector API
   */
  public static Engine<float[]> simd() {
    return new SimdEngine();
  }

  /**
   * The kernels for NVIDIA GPUs, on the first one.
   *
   * @throws EngineUnavailableException if there is no GPU that can be used, with the reason
   */
  public static Engine<DeviceBuffer> cuda() {
    return new CudaEngine();
  }

  /**
   * The engine with this name; never another one.
   *
   * @throws IllegalArgumentException if there is no such name
   * @throws EngineUnavailableException if it cannot run here, with the reason
   */
  public static Engine<?> named(String name) {
    return named(name, 0);
  }

  /**
   * The same on a number of threads; 0 leaves it to the engine, the reference always has one, and a
   * GPU takes none.
   */
  public static Engine<?> named(String name, int threads) {
    Require.atLeast("threads", 0, threads);
    return switch (name) {
      case ReferenceEngine.NAME -> new ReferenceEngine();
      case SimdEngine.NAME -> threads == 0 ? new SimdEngine() : new SimdEngine(threads);
      case CudaEngine.NAME -> new CudaEngine();
      default ->
          throw new IllegalArgumentException(
              "engine: expected one of "
                  + Names.listed(NAMES, n -> n)
                  + ", found '"
                  + name
                  + "'"
                  + Names.hint(name, NAMES, n -> n));
    };
  }

  /**
   * The engine that the property {@code afterspike.engine} names, or else the fastest that runs
   * here. Logs one line: the choice, and why not each better one.
   */
  public static Engine<?> best() {
    return best(0);
  }

  /** The same on a number of threads; 0 leaves it to the engine. */
  public static Engine<?> best(int threads) {
    String forced = System.getProperty("afterspike.engine", "");
    if (!forced.isEmpty()) {
      return named(forced, threads);
    }
    StringBuilder reasons = new StringBuilder();
    for (String name : NAMES) {
      try {
        Engine<?> engine = named(name, threads);
        LOG.log(
            System.Logger.Level.INFO, "engine {0}: {1}{2}", name, engine.description(), reasons);
        return engine;
      } catch (EngineUnavailableException e) {
        reasons.append("; ").append(e.getMessage());
      }
    }
    throw new IllegalStateException("the reference engine runs everywhere");
  }
}
