package io.afterspike.engine;

/**
 * What a learning rule keeps of a network's past.
 *
 * @param <B> the engine's buffers
 */
interface LearningState<B> {
  /** Starts a new sequence. */
  void reset();

  /** The form in which a layer keeps its traces. */
  TraceForm form(int layer);

  /** Copies a trace; throws IllegalArgumentException if it is not kept. */
  void readTrace(int layer, TraceName name, float[] destination);

  /** Saves or restores everything that a later step depends on. */
  void visit(StateVisitor<B> visitor);

  /** Frees what is not among the network's buffers. */
  default void close() {}
}
