package io.afterspike.engine;

import io.afterspike.kernels.cpu.VectorModule;

/**
 * The engine for CPUs: hand-vectorised kernels on the Vector API, and threads that share the
 * outputs of each operation. Every result has the bits of {@link ReferenceEngine}'s, at any vector
 * width and on any number of threads.
 *
 * <p>Java must run with {@code --add-modules jdk.incubator.vector}. The system property {@code
 * afterspike.vectorBits} (128, 256, 512) forces a vector width.
 */
public final class SimdEngine extends ArrayEngine {
  /** The name it is asked for by. */
  public static final String NAME = "simd";

  private final VectorKernels kernels;
  private final boolean fused;

  /** On as many threads as the property {@code afterspike.threads} says, or one per processor. */
  public SimdEngine() {
    this(configuredThreads());
  }

  /**
   * On {@code threads} threads, the caller's included.
   *
   * @throws EngineUnavailableException if Java runs without the Vector API
   */
  public SimdEngine(int threads) {
    this(kernels(threads), true);
  }

  private SimdEngine(VectorKernels kernels, boolean fused) {
    super(NAME, kernels);
    this.kernels = kernels;
    this.fused = fused;
  }

  /**
   * The same engine without its own traces: they are composed of its operations. Slower; for
   * checking one against the other.
   *
   * @throws EngineUnavailableException if Java runs without the Vector API
   */
  public static SimdEngine composed(int threads) {
    return new SimdEngine(kernels(threads), false);
  }

  @Override
  public Traces<float[]> traces(TraceSpec spec) {
    open();
    TraceForm form = spec.chosenForm();
    if (!fused || !spec.rule().hasMatrixTrace() || form == TraceForm.PUBLISHED) {
      return super.traces(spec);
    }
    Buffers<float[]> buffers = new Buffers<>(this);
    try {
      return form == TraceForm.HISTORY
          ? new BlockedHistoryTraces(this, kernels.team(), buffers, spec)
          : new TiledMatrixTraces(this, kernels.team(), buffers, spec);
    } catch (RuntimeException | Error e) {
      buffers.close();
      throw e;
    }
  }

  private static VectorKernels kernels(int threads) {
    Require.atLeast("threads", 1, threads);
    try {
      VectorModule.require();
    } catch (IllegalStateException e) {
      throw new EngineUnavailableException(NAME, e.getMessage());
    }
    return new VectorKernels(threads);
  }

  private static int configuredThreads() {
    String property = System.getProperty("afterspike.threads", "");
    if (property.isEmpty()) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      return Require.atLeast("afterspike.threads", 1, Integer.parseInt(property));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "afterspike.threads: expected a whole number of at least 1, found '" + property + "'");
    }
  }
}
