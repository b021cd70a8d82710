package io.afterspike.engine;

/**
 * How a network turns what happened into a gradient. Made for a network's layers, whose gradient
 * buffers it adds into.
 *
 * @param <B> the engine's buffers
 */
interface Learner<B> extends LearningState<B> {
  /**
   * One time step, after all layers have stepped and the output layer's learning signal is there.
   * Adds the step's gradient, or keeps what is needed for it.
   */
  void step(B input);

  /** Offline learners add the gradient of the whole sequence now. */
  void endSequence();
}
