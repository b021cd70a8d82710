package io.afterspike.kernels.cuda.emulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The copies that {@code cp.async} has begun. They reach shared memory when their thread waits for
 * them, so whoever reads earlier finds what was there before, or nothing.
 */
final class AsyncCopies {
  private record Copy(long target, int[] words) {}

  private static final class Of {
    final Deque<List<Copy>> groups = new ArrayDeque<>();
    List<Copy> open = new ArrayList<>();
  }

  private final Of[] lanes;

  AsyncCopies(int lanes) {
    this.lanes = new Of[lanes];
  }

  void clear() {
    Arrays.fill(lanes, null);
  }

  private Of of(int lane) {
    if (lanes[lane] == null) {
      lanes[lane] = new Of();
    }
    return lanes[lane];
  }

  /** Begins to copy words to an address of shared memory. */
  void begin(int lane, long target, int[] words) {
    of(lane).open.add(new Copy(target, words));
  }

  /** Ends a group of copies. */
  void commit(int lane) {
    Of of = of(lane);
    of.groups.add(of.open);
    of.open = new ArrayList<>();
  }

  /** Finishes all but the latest {@code pending} groups. */
  void await(BlockMemory memory, int lane, int pending) {
    Of of = of(lane);
    while (of.groups.size() > pending) {
      for (Copy copy : of.groups.remove()) {
        for (int i = 0; i < copy.words.length; i++) {
          memory.storeWord(BlockMemory.SHARED, copy.target + 4L * i, copy.words[i], lane);
        }
      }
    }
  }
}
