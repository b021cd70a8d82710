package io.afterspike.engine;

/**
 * How a network turns what happened into a gradient. Made for a network's layers, whose gradient
 * buffers it adds into.
 *
 * @param <B> the engine's buffers
 */
interface Learner<B> {
  /** Starts a new sequence. */
  void reset();

  /**
   * One time step, after all layers have stepped and the output layer's learning signal is there.
   * Adds the step's gradient, or keeps what is needed for it.
   */
  void step(B input);

  /** Offline learners add the gradient of the whole sequence now. */
  void endSequence();

  /** The form in which a layer keeps its traces. */
  TraceForm form(int layer);

  /** Copies a trace; throws IllegalArgumentException if it is not kept. */
  void readTrace(int layer, TraceName name, float[] destination);

  /** Saves or restores everything that a later step depends on. */
  void visit(StateVisitor<B> visitor);

  /** Frees what is not among the network's buffers. */
  default void close() {}
}
