package io.afterspike.kernels.cuda.emulator;

import java.util.HashMap;
import java.util.Map;

/**
 * What is known to have happened: for each block of a launch the time up to which all of its
 * threads' accesses are known, and for single threads a later time. Times are the counters of
 * {@link RaceDetector}.
 */
final class Clock {
  /** Accesses of block b before this time are known. */
  private int[] all;

  /** By block and thread: accesses of this thread up to and with this time are known. */
  private final Map<Long, Integer> single = new HashMap<>();

  Clock(int blocks) {
    all = new int[blocks];
  }

  Clock copy() {
    Clock copy = new Clock(0);
    copy.all = all.clone();
    copy.single.putAll(single);
    return copy;
  }

  private static long key(int block, int thread) {
    return (long) block << 32 | thread;
  }

  void knowAll(int block, int before) {
    all[block] = Math.max(all[block], before);
  }

  void know(int block, int thread, int upTo) {
    single.merge(key(block, thread), upTo, Math::max);
  }

  void join(Clock other) {
    for (int b = 0; b < all.length; b++) {
      all[b] = Math.max(all[b], other.all[b]);
    }
    other.single.forEach((key, upTo) -> single.merge(key, upTo, Math::max));
  }

  /** Forgets single threads of which all is known. */
  void prune() {
    single.entrySet().removeIf(entry -> entry.getValue() < all[(int) (entry.getKey() >>> 32)]);
  }

  boolean covers(int block, int thread, int time) {
    if (time < all[block]) {
      return true;
    }
    Integer upTo = single.get(key(block, thread));
    return upTo != null && time <= upTo;
  }
}
