package io.afterspike.engine;

import java.util.Set;

/**
 * What a learning rule keeps for one layer. Opaque; made by {@link Engine#traces}, on which all its
 * buffers live.
 *
 * <p>A time step is: {@link #step} once the layer's neurons have stepped; then, from the output
 * layer down, {@link #postsynapticFactor} and {@link #accumulate}. The forms of a matrix trace
 * ({@link TraceForm}) are different roundings of one quantity: each is exact to the last bit in
 * itself, and they agree within the bound of their depth.
 *
 * @param <B> the engine's buffers
 */
public interface Traces<B> extends AutoCloseable {
  /** Traces composed of the engine's operations. */
  static <B> Traces<B> composed(Engine<B> engine, TraceSpec spec) {
    Buffers<B> buffers = new Buffers<>(engine);
    try {
      if (!spec.rule().hasMatrixTrace()) {
        return new PresynapticTraces<>(engine, buffers, spec);
      }
      return switch (spec.chosenForm()) {
        case HISTORY -> new HistoryTraces<>(engine, buffers, spec);
        case PUBLISHED -> new PublishedTraces<>(engine, buffers, spec);
        default -> new MatrixTraces<>(engine, buffers, spec);
      };
    } catch (RuntimeException | Error e) {
      buffers.close();
      throw e;
    }
  }

  /** The form in which the traces are kept. */
  TraceForm form();

  /** Starts a new sequence: every trace is 0. */
  void reset();

  /**
   * Advances by one time step.
   *
   * @param input x of this step, [batch][pre]
   * @param surrogate g of this step, [batch][post]; must stay as it is until the step's gradient
   *     has been accumulated
   */
  void step(B input, B surrogate);

  /**
   * {@code factor = δ∘g}, or {@code δ∘ḡ} for OTPE and Approx OTPE: what the layer sends down
   * through its weights.
   *
   * @param learningSignal δ, [batch][post]
   * @param factor overwritten, [batch][post]
   */
  void postsynapticFactor(B learningSignal, B factor);

  /**
   * Adds this step's gradient.
   *
   * @param learningSignal δ, [batch][post]
   * @param factor what {@link #postsynapticFactor} made of it
   * @param weightGradient [pre][post], added into
   * @param biasGradient [post], added into
   */
  void accumulate(B learningSignal, B factor, B weightGradient, B biasGradient);

  /** The traces that {@link #read} can give. */
  Set<TraceName> readable();

  /**
   * Copies a trace as the dense array of its definition.
   *
   * @throws IllegalArgumentException if the rule does not keep that trace
   */
  void read(TraceName name, float[] destination);

  /** Frees the buffers. */
  @Override
  void close();
}
