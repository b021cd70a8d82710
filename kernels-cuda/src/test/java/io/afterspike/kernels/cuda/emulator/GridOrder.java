package io.afterspike.kernels.cuda.emulator;

import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order that fences and strong accesses give to the blocks of one launch. A fence and then a
 * strong write publish what the thread knows; a strong read of the same address and then a fence
 * learn it, and a barrier tells the block; also a fence of every thread, then a barrier, then a
 * strong write of one thread publish what all of them did. Only kernels with fences have one.
 */
final class GridOrder {
  private final int blocks;
  private final Clock[] blockClocks;

  /** What the fences of all threads of a block had published when it last met. */
  private final Clock[] blockReleased;

  /** By block and thread. */
  private final Map<Long, Clock> threadClocks = new HashMap<>();

  private final Map<Long, Clock> observed = new HashMap<>();
  private final Map<Long, Clock> released = new HashMap<>();
  private final Map<Long, Clock> locations = new HashMap<>();
  private final Map<AccessHistory, Map<Integer, Map<Long, Long>>> readers = new IdentityHashMap<>();

  GridOrder(int blocks) {
    this.blocks = blocks;
    blockClocks = new Clock[blocks];
    blockReleased = new Clock[blocks];
  }

  private static long key(int block, int thread) {
    return (long) block << 10 | thread;
  }

  private Clock blockClock(int block) {
    if (blockClocks[block] == null) {
      blockClocks[block] = new Clock(blocks);
    }
    return blockClocks[block];
  }

  private static void join(Map<Long, Clock> clocks, long key, Clock more) {
    Clock clock = clocks.get(key);
    if (clock == null) {
      clocks.put(key, more.copy());
    } else {
      clock.join(more);
    }
  }

  void fence(int block, int thread, int barrierTime, int time) {
    long key = key(block, thread);
    Clock seen = observed.remove(key);
    if (seen != null) {
      join(threadClocks, key, seen);
    }
    Clock known = blockClock(block).copy();
    if (threadClocks.containsKey(key)) {
      known.join(threadClocks.get(key));
    }
    known.knowAll(block, barrierTime);
    known.know(block, thread, time);
    released.put(key, known);
  }

  /** The threads of a block tell each other what they learnt and published. */
  void barrier(int block) {
    Clock known = blockClock(block);
    take(threadClocks, block, known);
    if (blockReleased[block] == null) {
      blockReleased[block] = new Clock(blocks);
    }
    take(released, block, blockReleased[block]);
    blockReleased[block].prune();
  }

  private static void take(Map<Long, Clock> clocks, int block, Clock into) {
    clocks
        .entrySet()
        .removeIf(
            entry -> {
              boolean ours = entry.getKey() >> 10 == block;
              if (ours) {
                into.join(entry.getValue());
              }
              return ours;
            });
  }

  void observe(int block, int thread, long address) {
    Clock clock = locations.get(address);
    if (clock != null) {
      join(observed, key(block, thread), clock);
    }
  }

  void publish(int block, int thread, long address) {
    join(locations, address, blockReleased[block]);
    Clock clock = released.get(key(block, thread));
    if (clock != null) {
      join(locations, address, clock);
    }
  }

  /** Whether a thread knows of an access; {@code otherThread} -1: of all threads' accesses. */
  boolean knows(int block, int thread, int otherBlock, int otherThread, int time) {
    if (blockClock(block).covers(otherBlock, otherThread, time)) {
      return true;
    }
    Clock own = threadClocks.get(key(block, thread));
    return own != null && own.covers(otherBlock, otherThread, time);
  }

  /** Remembers one more reader of a byte, and the first if it is not yet known. */
  void addReader(AccessHistory history, int offset, long first, long reader) {
    Map<Long, Long> stamps =
        readers
            .computeIfAbsent(history, h -> new HashMap<>())
            .computeIfAbsent(offset, o -> new HashMap<>(Map.of(RaceDetector.runOf(first), first)));
    stamps.merge(RaceDetector.runOf(reader), reader, RaceDetector::latest);
  }

  /** The readers of a byte since its last write, one stamp for each block; forgets them. */
  Collection<Long> takeReaders(AccessHistory history, int offset) {
    Map<Integer, Map<Long, Long>> of = readers.get(history);
    Map<Long, Long> stamps = of == null ? null : of.remove(offset);
    return stamps == null ? List.of() : stamps.values();
  }
}
