package io.afterspike.engine;

/**
 * The values of many steps in one buffer, [steps][size], so that one operation can work on a whole
 * sequence.
 *
 * @param <B> the engine's buffers
 */
final class SequenceBuffer<B> {
  private final Engine<B> engine;
  private final Buffers<B> buffers;
  private final int size;
  private B values;

  /** Without any steps. */
  SequenceBuffer(Engine<B> engine, Buffers<B> buffers, int size) {
    this.engine = engine;
    this.buffers = buffers;
    this.size = size;
    this.values = buffers.allocate(0);
  }

  /** All steps there is room for. */
  B values() {
    return values;
  }

  /** Makes room for so many steps, and keeps the first {@code kept} of what was there. */
  void resize(int steps, int kept) {
    B resized = buffers.allocate(Math.multiplyExact(steps, size));
    engine.copy(values, 0, resized, 0, kept * size);
    buffers.free(values);
    values = resized;
  }

  /** Copies a buffer of one step's values to its place. */
  void keep(int step, B source) {
    engine.copy(source, 0, values, step * size, size);
  }

  /** Saves or restores the values of one step under this name. */
  void visit(StateVisitor<B> visitor, String name, int step) {
    B one = engine.allocate(size);
    try {
      engine.copy(values, step * size, one, 0, size);
      visitor.buffer(name, one);
      engine.copy(one, 0, values, step * size, size);
    } finally {
      engine.free(one);
    }
  }
}
