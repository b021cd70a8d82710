package io.afterspike.engine;

/**
 * Walks over everything that must survive a checkpoint, once for saving and once for restoring, so
 * that the list of what is kept is written down in one place.
 *
 * @param <B> the engine's buffers
 */
interface StateVisitor<B> {
  /** Saves the buffer, or fills it with what was saved under this name. */
  void buffer(String name, B buffer);

  /** Saves the value and returns it, or returns what was saved under this name. */
  long counter(String name, long value);

  /**
   * The same for a number of things that there are.
   *
   * @throws IllegalArgumentException if what was saved is negative or no int, naming the counter
   */
  default int count(String name, int value) {
    long saved = counter(name, value);
    if (saved < 0 || saved > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "state counter '" + name + "': expected 0 to " + Integer.MAX_VALUE + ", found " + saved);
    }
    return (int) saved;
  }

  /** The same visitor with {@code prefix} and a dot before every name. */
  default StateVisitor<B> in(String prefix) {
    StateVisitor<B> outer = this;
    return new StateVisitor<>() {
      @Override
      public void buffer(String name, B buffer) {
        outer.buffer(prefix + "." + name, buffer);
      }

      @Override
      public long counter(String name, long value) {
        return outer.counter(prefix + "." + name, value);
      }

      @Override
      public int count(String name, int value) {
        return outer.count(prefix + "." + name, value);
      }
    };
  }
}
