package io.afterspike.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that work on one operation at a time and are ready for the next at once: they spin for a
 * while, then park.
 *
 * <p>An operation is divided into one part a thread, or some. Every thread takes its own parts
 * first, so that it finds its outputs in its cache, and then parts that nobody has taken yet: where
 * other programs keep a thread from running, the others do its work instead of waiting for it.
 * Never divides a sum, so results depend neither on the number of threads nor on who takes what.
 * Nothing is allocated.
 */
final class WorkerTeam implements AutoCloseable {
  /** A part of an operation: the outputs [from, to), by worker {@code worker}. */
  interface Part {
    void run(int worker, int from, int to);
  }

  /** Waiting longer than this many spins parks the thread: some 20 µs. */
  private static final int SPINS = 4_000;

  /**
   * Waiting for a part that another thread has taken: so many spins, then the processor is given.
   */
  private static final int SPINS_BEFORE_YIELD = 400;

  /** Operations on fewer elements than this stay on the calling thread. */
  private static final int WORTH_DIVIDING = 8_192;

  /** Work that need not be in one piece has so many parts a thread. */
  private static final int FINE = 4;

  /** The low bits of a round say how many parts it has. */
  private static final int PARTS_BITS = 16;

  /** One long a cache line. */
  private static final int LINE = 16;

  private final Thread[] helpers;

  /** The last round in which each part was taken. */
  private final AtomicLongArray taken;

  /** Whether each helper is parked or about to be. */
  private final AtomicLongArray parked;

  private final AtomicInteger unfinished = new AtomicInteger();

  /** Counts the operations, above the number of the last one's parts. */
  private volatile long round;

  private volatile boolean closed;
  private volatile Throwable failure;
  private Part part;
  private int units;

  /** A team of {@code threads} with the calling thread as one of them. */
  WorkerTeam(int threads) {
    helpers = new Thread[Require.atLeast("threads", 1, threads) - 1];
    taken = new AtomicLongArray(FINE * threads * LINE);
    parked = new AtomicLongArray(threads * LINE);
    try {
      for (int h = 0; h < helpers.length; h++) {
        int worker = h + 1;
        helpers[h] = new Thread(() -> work(worker), "afterspike-worker-" + worker);
        helpers[h].setDaemon(true);
        helpers[h].start();
      }
    } catch (RuntimeException | Error e) {
      close(); // the operating system may refuse more threads
      throw e;
    }
  }

  int threads() {
    return helpers.length + 1;
  }

  /**
   * Runs {@code part} over [0, units), divided evenly; returns when all of it is done. What a part
   * throws on any thread is thrown here, and the team can go on.
   *
   * @param work about how many elements are touched: little work is not worth dividing
   */
  void run(int units, long work, Part part) {
    run(units, parts(units, work), part);
  }

  /**
   * As {@link #run}, in finer parts: for work of which a thread keeps nothing from one unit to the
   * next, so that a slower thread does less of it.
   */
  void runFine(int units, long work, Part part) {
    int parts = parts(units, work);
    run(units, parts == 1 ? 1 : Math.min(units, FINE * parts), part);
  }

  private void run(int units, int parts, Part part) {
    if (parts == 1) {
      part.run(0, 0, units);
      return;
    }
    this.part = part;
    this.units = units;
    failure = null;
    unfinished.set(parts);
    long now = ((round >>> PARTS_BITS) + 1 << PARTS_BITS) + parts;
    round = now; // publishes the fields above
    for (int h = 0; h < helpers.length; h++) {
      if (parked.get((h + 1) * LINE) != 0) {
        LockSupport.unpark(helpers[h]);
      }
    }
    takeParts(0, now);
    for (int spins = 0; unfinished.get() > 0; spins++) {
      if (spins < SPINS_BEFORE_YIELD) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    this.part = null;
    throwFailure();
  }

  /** How many parts {@link #run} makes of so many units. */
  int parts(int units, long work) {
    return work < WORTH_DIVIDING || units < 2 ? 1 : threads();
  }

  /** The end of part {@code part} of {@code parts}. */
  static int end(int part, int parts, int units) {
    return (int) ((long) units * (part + 1) / parts);
  }

  private void throwFailure() {
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }

  /** The worker's own parts, then those that nobody has taken, the last ones first. */
  private void takeParts(int worker, long now) {
    int parts = (int) (now & (1 << PARTS_BITS) - 1);
    int from = end(worker - 1, threads(), parts);
    int to = end(worker, threads(), parts);
    for (int p = from; p < to; p++) {
      take(p, parts, worker, now);
    }
    for (int p = parts - 1; p >= 0; p--) {
      if (p < from || p >= to) {
        take(p, parts, worker, now);
      }
    }
  }

  private void take(int p, int parts, int worker, long now) {
    long last = taken.get(p * LINE);
    // A thread that comes late from an earlier round finds every part taken in that round or a
    // later one; once it has taken one, the round cannot end, so the fields are that round's.
    if (last < now && taken.compareAndSet(p * LINE, last, now)) {
      try {
        part.run(worker, end(p - 1, parts, units), end(p, parts, units));
      } catch (RuntimeException | Error e) {
        failure = e; // an error must not end this thread, nor leave its part unfinished
      } finally {
        unfinished.decrementAndGet();
      }
    }
  }

  private void work(int worker) {
    long seen = 0;
    while (true) {
      int spins = 0;
      while (round == seen && !closed) {
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          park(worker, seen);
        }
      }
      if (closed) {
        return;
      }
      seen = round;
      takeParts(worker, seen);
    }
  }

  private void park(int worker, long seen) {
    parked.set(worker * LINE, 1);
    if (round == seen && !closed) {
      LockSupport.park(this);
    }
    parked.set(worker * LINE, 0);
  }

  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
