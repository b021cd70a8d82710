package io.afterspike.engine;

/**
 * A sequence in an engine's buffers.
 *
 * @param <B> the engine's buffers
 */
final class KeptSequence<B> implements InputSequence {
  private final Engine<B> engine;
  private final int steps;

  /** [steps][batch][inputs]. */
  private final B inputs;

  /** [batch]. */
  private final B labels;

  private final boolean owned;
  private boolean closed;

  /**
   * Buffers that hold a sequence.
   *
   * @param owned whether closing this frees the buffers
   */
  KeptSequence(Engine<B> engine, int steps, B inputs, B labels, boolean owned) {
    this.engine = engine;
    this.steps = steps;
    this.inputs = inputs;
    this.labels = labels;
    this.owned = owned;
  }

  @Override
  public int steps() {
    return steps;
  }

  B inputs() {
    open();
    return inputs;
  }

  B labels() {
    open();
    return labels;
  }

  Engine<B> engine() {
    return engine;
  }

  private void open() {
    if (closed) {
      throw new IllegalStateException("sequence is closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (owned) {
        engine.free(inputs);
        engine.free(labels);
      }
    }
  }
}
