package io.afterspike.engine;

/**
 * The inputs and labels of a whole sequence, kept where an engine works, so that a network can take
 * them again and again, or all at once. Made by {@link Network#sequence}; can be used by every
 * network of the same engine with as many inputs and samples.
 */
public interface InputSequence extends AutoCloseable {
  /** The number of time steps. */
  int steps();

  /** Frees its memory. Closing twice does nothing. */
  @Override
  void close();
}
