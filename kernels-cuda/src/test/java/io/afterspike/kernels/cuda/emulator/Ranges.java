package io.afterspike.kernels.cuda.emulator;

/** A set of lanes as ascending ranges, so that a step loops over neighbours. */
final class Ranges {
  private final int[] bounds;
  private int size;
  private int lanes;

  Ranges(int lanes) {
    bounds = new int[lanes + 2];
  }

  void clear() {
    size = 0;
    lanes = 0;
  }

  /** Adds a lane above all lanes that are in. */
  void add(int lane) {
    if (size > 0 && bounds[size - 1] == lane) {
      bounds[size - 1]++;
    } else {
      bounds[size] = lane;
      bounds[size + 1] = lane + 1;
      size += 2;
    }
    lanes++;
  }

  /** Adds the lanes [from, to), above all lanes that are in. */
  void add(int from, int to) {
    bounds[size] = from;
    bounds[size + 1] = to;
    size += 2;
    lanes += to - from;
  }

  /** How many lanes are in. */
  int lanes() {
    return lanes;
  }

  /** How many ranges there are. */
  int count() {
    return size >>> 1;
  }

  int from(int range) {
    return bounds[2 * range];
  }

  int to(int range) {
    return bounds[2 * range + 1];
  }
}
