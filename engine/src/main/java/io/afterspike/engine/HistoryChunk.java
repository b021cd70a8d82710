package io.afterspike.engine;

import io.afterspike.kernels.cpu.EventTable;
import io.afterspike.kernels.cpu.Lanes;

/**
 * Some neighbouring past steps of a layer: their events, sorted by input, and their factors,
 * [block][row][width of the block] with row = step · batch + sample.
 */
final class HistoryChunk {
  /** Rows of a chunk: as many weighted factors of a block as stay in the cache near the core. */
  private static final int ROWS = 384;

  private final LayerShape shape;
  private final int capacity;
  private final float[] factors;
  private final EventTable events;

  /** Steps below this one are forgotten. */
  private int from;

  private int steps;

  HistoryChunk(LayerShape shape, int capacity, int width) {
    this.shape = shape;
    this.capacity = capacity;
    factors = new float[Math.multiplyExact(capacity * shape.batch(), width)];
    events = new EventTable(shape.pre());
  }

  /** How many steps make a chunk. */
  static int steps(int batch) {
    return Math.max(1, ROWS / batch);
  }

  void clear() {
    from = 0;
    steps = 0;
    events.clear();
  }

  /** Takes a step's input; its factors are still to be entered. */
  void append(float[] input) {
    events.append(input, steps * shape.batch(), shape.batch());
    steps++;
  }

  void forgetFirst() {
    from++;
    events.forget(from * shape.batch());
  }

  int from() {
    return from;
  }

  /** All steps, the forgotten ones included. */
  int steps() {
    return steps;
  }

  int live() {
    return steps - from;
  }

  float[] factors() {
    return factors;
  }

  EventTable events() {
    return events;
  }

  /**
   * @param k the number of the step among those alive
   */
  void readInput(int k, float[] destination) {
    events.restore(destination, (from + k) * shape.batch(), shape.batch());
  }

  /** Copies a step's factors to or from [batch][post]. */
  void copyFactor(int k, NeuronBlocks blocks, float[] rows, boolean write) {
    int batch = shape.batch();
    int post = shape.post();
    for (int block = 0; block < blocks.count(); block++) {
      int column = blocks.column(block);
      int width = blocks.vectors(block) * Lanes.FLOATS.length();
      int neurons = Math.min(width, post - column);
      int at = column * capacity * batch + (from + k) * batch * width;
      for (int b = 0; b < batch; b++) {
        if (write) {
          System.arraycopy(rows, b * post + column, factors, at + b * width, neurons);
        } else {
          System.arraycopy(factors, at + b * width, rows, b * post + column, neurons);
        }
      }
    }
  }
}
