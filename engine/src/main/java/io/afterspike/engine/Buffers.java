package io.afterspike.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The buffers of one owner, freed together: when it is closed, or when making it fails half-way.
 *
 * @param <B> the engine's buffers
 */
final class Buffers<B> implements AutoCloseable {
  private final Engine<B> engine;
  private final List<B> held = new ArrayList<>();

  Buffers(Engine<B> engine) {
    this.engine = engine;
  }

  /** A new buffer of {@code length} floats, all +0. */
  B allocate(int length) {
    B buffer = engine.allocate(length);
    held.add(buffer);
    return buffer;
  }

  /** Frees one of them. */
  void free(B buffer) {
    held.removeIf(other -> other == buffer);
    engine.free(buffer);
  }

  /** Frees all; the owner may go on to allocate others. */
  @Override
  public void close() {
    held.forEach(engine::free);
    held.clear();
  }
}
