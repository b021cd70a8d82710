package io.afterspike.engine.agreement;

import io.afterspike.engine.Engine;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The buffers of one call on one engine: filled from the case's numbers, with a guard before, after
 * and between them, and all read back afterwards, so that a write to an input or beside a buffer
 * shows as well.
 */
final class Operands<B> implements AutoCloseable {
  /** What outputs and guards hold before the call: a number that no operation yields by chance. */
  private static final float UNTOUCHED = 0x1.badcap77f;

  private static final int GUARD = 16;

  final Engine<B> engine;
  final SplittableRandom random;
  final Style style;
  private final String resized;
  private final int by;
  private final Map<String, B> buffers = new LinkedHashMap<>();
  private final Map<String, float[]> initial = new LinkedHashMap<>();

  /**
   * Operands for one call.
   *
   * @param resized the name of a buffer to be made longer, or ""
   * @param by by how many elements
   */
  Operands(Engine<B> engine, SplittableRandom random, Style style, String resized, int by) {
    this.engine = engine;
    this.random = random;
    this.style = style;
    this.resized = resized;
    this.by = by;
    guard();
  }

  /** A buffer with these values. */
  B of(String name, float[] values) {
    float[] start = values;
    if (name.equals(resized)) {
      start = Arrays.copyOf(values, Math.max(0, values.length + by));
    }
    B buffer = hold(name, start);
    guard();
    return buffer;
  }

  /** Numbers of the case's style: weights, traces, signals. */
  B values(String name, int length) {
    return of(name, style.values(random, length));
  }

  /** What a layer receives. */
  B inputs(String name, int length) {
    return of(name, style.inputs(random, length));
  }

  /** Surrogate gradients. */
  B surrogates(String name, int length) {
    return of(name, style.surrogates(random, length));
  }

  /** A buffer that the call overwrites. */
  B output(String name, int length) {
    float[] untouched = new float[length];
    Arrays.fill(untouched, UNTOUCHED);
    return of(name, untouched);
  }

  private void guard() {
    float[] untouched = new float[GUARD];
    Arrays.fill(untouched, UNTOUCHED);
    hold("guard." + buffers.size(), untouched);
  }

  private B hold(String name, float[] values) {
    B buffer = engine.allocate(values.length);
    buffers.put(name, buffer);
    initial.put(name, values);
    engine.write(values, buffer);
    return buffer;
  }

  /** Writes what every buffer held at first. */
  void restore() {
    initial.forEach((name, values) -> engine.write(values, buffers.get(name)));
  }

  /** Reads all buffers. */
  Results results() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    long telling = 0;
    for (Map.Entry<String, B> entry : buffers.entrySet()) {
      float[] before = initial.get(entry.getKey());
      float[] values = new float[engine.length(entry.getValue())];
      engine.read(entry.getValue(), values);
      arrays.put(entry.getKey(), values);
      for (int k = 0; k < values.length; k++) {
        boolean written = Results.bits(values[k]) != Results.bits(before[k]);
        telling += written && Float.isFinite(values[k]) ? 1 : 0;
      }
    }
    return new Results(arrays, telling);
  }

  @Override
  public void close() {
    buffers.values().forEach(engine::free);
    buffers.clear();
  }
}
