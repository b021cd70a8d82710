package io.afterspike.kernels.cuda.emulator;

import io.afterspike.kernels.cuda.emulator.EmulatorException.Kind;
import java.util.Arrays;

/**
 * Finds accesses of two threads to the same cell, one of them a write, that nothing orders.
 *
 * <p>Every access has a stamp {@code run | time | thread | flags}. The run is a number of this
 * block, unique in its memory; the time counts the block's barriers and fences. What the same
 * thread did is ordered; what a thread of the same block did is ordered if its time is before the
 * last barrier, or before the last barrier of the warp if it is of the same warp; earlier launches
 * are ordered; what another block did is ordered only by fences and atomics ({@link GridOrder}).
 *
 * <p>A cell has the stamp of its last write and of its last read. Readers that are not ordered
 * among themselves share the stamp of the latest, with a flag that says how many they are.
 */
final class RaceDetector {
  private static final int RUN_SHIFT = 36;
  private static final int TIME_SHIFT = 14;
  private static final int THREAD_SHIFT = 4;
  private static final long THREAD_MASK = 1023L << THREAD_SHIFT;
  private static final int MAX_TIME = (1 << (RUN_SHIFT - TIME_SHIFT)) - 1;

  /** Runs are below this. */
  static final long MAX_RUN = 1L << (63 - RUN_SHIFT);

  /** An atomic or volatile access: such accesses do not race with each other. */
  private static final long STRONG = 1;

  /** Several threads of one warp, of several warps, of several blocks. */
  private static final long MANY_LANES = 2;

  private static final long MANY_WARPS = 4;
  private static final long MANY_RUNS = 8;
  private static final long MANY = MANY_LANES | MANY_WARPS | MANY_RUNS;

  private final BlockRun block;
  private final GridOrder order;
  private final int firstRun;
  private final long[] warpBarriers;
  private int run;
  private int time;

  /** Stamps below are of earlier launches, of earlier blocks. */
  private final long launchFloor;

  private long blockFloor;

  /** The stamp of thread 0 now. */
  private long now;

  /** Stamps of this block below are before its last barrier. */
  private long barrier;

  /**
   * A detector for the blocks of a launch, one after another.
   *
   * @param order what orders the blocks, or null if nothing does
   */
  RaceDetector(BlockRun block, GridOrder order, long firstRun, int warps) {
    this.block = block;
    this.order = order;
    this.firstRun = (int) firstRun;
    launchFloor = firstRun << RUN_SHIFT;
    warpBarriers = new long[warps];
  }

  /** Starts with a block of the launch, counted from 0. */
  void start(int blockOfLaunch) {
    run = firstRun + blockOfLaunch;
    blockFloor = (long) run << RUN_SHIFT;
    time = 0;
    barrier();
  }

  private void tick() {
    if (++time > MAX_TIME) {
      throw new IllegalStateException("more than " + MAX_TIME + " barriers in a block");
    }
    now = blockFloor | (long) time << TIME_SHIFT;
  }

  /** All threads of the block have met. */
  void barrier() {
    tick();
    barrier = now;
    Arrays.fill(warpBarriers, now);
    if (order != null) {
      order.barrier(run - firstRun);
    }
  }

  /** The threads of a warp have met. */
  void warpBarrier(int warp) {
    tick();
    warpBarriers[warp] = now;
  }

  /** A thread fences; {@link #endFences} follows after the last one. */
  void fence(int lane) {
    if (order != null) {
      order.fence(run - firstRun, lane, timeOf(barrier), time);
    }
  }

  void endFences() {
    tick();
  }

  private static int timeOf(long stamp) {
    return (int) (stamp >>> TIME_SHIFT) & MAX_TIME;
  }

  private static int threadOf(long stamp) {
    return (int) ((stamp & THREAD_MASK) >>> THREAD_SHIFT);
  }

  /** The run of a stamp. */
  static long runOf(long stamp) {
    return stamp >>> RUN_SHIFT;
  }

  /** One stamp for two readers of the same block. */
  static long latest(long a, long b) {
    return Math.max(a, b) | (sameThread(a, b) ? (a | b) & MANY : MANY_WARPS);
  }

  private long floor(AccessHistory history) {
    return history.shared ? blockFloor : launchFloor;
  }

  /** A thread reads a cell. */
  void read(AccessHistory history, int cell, int lane) {
    long mine = now | (long) lane << THREAD_SHIFT;
    long write = history.writes[cell];
    if (write >= floor(history)) {
      check(history, cell, write, mine, "reads what %s wrote");
    }
    long read = history.reads[cell];
    if (read != mine) {
      history.reads[cell] = read < floor(history) ? mine : merged(history, cell, read, mine);
    }
  }

  /** A thread reads a cell that no thread may write during the launch. */
  void readOnly(AccessHistory history, int cell, int lane) {
    if (history.writes[cell] >= floor(history)) {
      long mine = now | (long) lane << THREAD_SHIFT;
      race(history, history.writes[cell], mine, "reads as read-only (ld.global.nc) what %s wrote");
    }
    read(history, cell, lane);
  }

  /** A thread writes a cell. */
  void write(AccessHistory history, int cell, int lane) {
    write(history, cell, now | (long) lane << THREAD_SHIFT);
  }

  private void write(AccessHistory history, int cell, long mine) {
    long floor = floor(history);
    long write = history.writes[cell];
    if (write >= floor) {
      check(history, cell, write, mine, "writes what %s wrote");
    }
    long read = history.reads[cell];
    if (read >= floor) {
      check(history, cell, read, mine, "writes what %s reads");
      history.reads[cell] = 0;
    }
    history.writes[cell] = mine;
  }

  /** A thread reads a cell with a volatile load. */
  void strongRead(AccessHistory history, int cell, int lane, long address) {
    long mine = now | (long) lane << THREAD_SHIFT | STRONG;
    long write = history.writes[cell];
    if (write >= floor(history)) {
      check(history, cell, write, mine, "reads what %s wrote");
    }
    if (history.reads[cell] < floor(history)) {
      history.reads[cell] = mine;
    }
    if (order != null) {
      order.observe(run - firstRun, lane, address);
    }
  }

  /** A thread writes a cell with an atomic or a volatile store. */
  void strongWrite(AccessHistory history, int cell, int lane, long address) {
    write(history, cell, now | (long) lane << THREAD_SHIFT | STRONG);
    if (order != null) {
      order.publish(run - firstRun, lane, address);
    }
  }

  /** The stamp of the readers of a cell after one more. */
  private long merged(AccessHistory history, int cell, long read, long mine) {
    boolean many = (read & MANY) != 0;
    if (!many && sameThread(read, mine)) {
      return mine;
    }
    if ((read & MANY_RUNS) == 0 && ordered(read, mine)) {
      return mine;
    }
    if ((read & MANY_RUNS) != 0 || read >>> RUN_SHIFT != run) {
      if (order != null) {
        order.addReader(history, cell << history.shift, read & ~MANY_RUNS, mine & ~STRONG);
      }
      return mine | MANY_RUNS;
    }
    boolean oneWarp = (read & MANY_WARPS) == 0 && threadOf(read) >> 5 == threadOf(mine) >> 5;
    return mine | (oneWarp ? MANY_LANES : MANY_WARPS) | read & MANY;
  }

  private static boolean sameThread(long a, long b) {
    return a >>> RUN_SHIFT == b >>> RUN_SHIFT && ((a ^ b) & THREAD_MASK) == 0;
  }

  private void check(AccessHistory history, int cell, long before, long mine, String what) {
    if ((before & MANY) == 0 && sameThread(before, mine)
        || (before & mine & STRONG) != 0
        || ordered(history, cell, before, mine)) {
      return;
    }
    race(history, before, mine, what);
  }

  private boolean ordered(AccessHistory history, int cell, long before, long mine) {
    if ((before & MANY_RUNS) == 0) {
      return ordered(before, mine);
    }
    if (order == null) {
      return false;
    }
    for (long reader : order.takeReaders(history, cell << history.shift)) {
      boolean own = (reader & MANY) == 0 && sameThread(reader, mine);
      if (!own && !ordered(reader, mine)) {
        return false;
      }
    }
    return true;
  }

  private boolean ordered(long before, long mine) {
    int thread = threadOf(mine);
    if (before >>> RUN_SHIFT == run) {
      if (before < barrier) {
        return true;
      }
      int warp = thread >> 5;
      if ((before & MANY_WARPS) == 0
          && threadOf(before) >> 5 == warp
          && before < warpBarriers[warp]) {
        return true;
      }
    }
    return order != null
        && order.knows(
            run - firstRun,
            thread,
            (int) (before >>> RUN_SHIFT) - firstRun,
            (before & MANY) != 0 ? -1 : threadOf(before),
            timeOf(before));
  }

  private void race(AccessHistory history, long before, long mine, String what) {
    int otherRun = (int) (before >>> RUN_SHIFT) - firstRun;
    String other =
        (before & MANY) != 0
            ? "several threads, one of them"
            : (before & STRONG) != 0 ? "the atomic access of" : "";
    other =
        (other + " thread " + block.threadName(threadOf(before))).strip()
            + (otherRun == run - firstRun ? "" : " of block " + block.blockName(otherRun));
    throw block.fault(
        history.shared ? Kind.SHARED_RACE : Kind.GLOBAL_RACE,
        what.formatted(other) + ", and no barrier or fence is between",
        threadOf(mine));
  }
}
