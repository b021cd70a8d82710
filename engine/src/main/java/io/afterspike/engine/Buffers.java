package io.afterspike.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The buffers of one owner, freed together: when it is closed, or when making it fails half-way.
 *
 * @param <B> the engine's buffers
 */
class Buffers<B> implements AutoCloseable {
  private final Engine<B> engine;
  private final List<B> held = new ArrayList<>();

  Buffers(Engine<B> engine) {
    this.engine = engine;
  }

  /** A new buffer of {@code length} floats, all +0. */
  final B allocate(int length) {
    return hold(engine.allocate(length));
  }

  /**
   * New buffers of these lengths, all +0; an engine that can lays them one behind the other, so
   * that one kernel takes them as one.
   */
  List<B> adjacent(int... lengths) {
    List<B> buffers = new ArrayList<>();
    for (int length : lengths) {
      buffers.add(allocate(length));
    }
    return buffers;
  }

  /** Takes over a buffer of the engine's. */
  final B hold(B buffer) {
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
    held.reversed().forEach(engine::free);
    held.clear();
  }
}
