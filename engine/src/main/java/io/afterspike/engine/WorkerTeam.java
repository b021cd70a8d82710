package io.afterspike.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that work on one operation at a time, each on its own range of outputs, and are ready for
 * the next at once: they spin for a while, then park.
 *
 * <p>Never divides a sum, so results do not depend on the number of threads.
 */
final class WorkerTeam implements AutoCloseable {
  /** A part of an operation: the outputs [from, to), by worker {@code worker}. */
  interface Part {
    void run(int worker, int from, int to);
  }

  /** Waiting longer than this many spins parks the thread: some 20 µs. */
  private static final int SPINS = 4_000;

  /** Operations on fewer elements than this stay on the calling thread. */
  private static final int WORTH_DIVIDING = 8_192;

  private final Thread[] helpers;
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile int round;
  private volatile boolean closed;
  private volatile Throwable failure;
  private Part part;
  private int units;

  /** A team of {@code threads} with the calling thread as one of them. */
  WorkerTeam(int threads) {
    helpers = new Thread[Require.atLeast("threads", 1, threads) - 1];
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
    if (helpers.length == 0 || work < WORTH_DIVIDING) {
      part.run(0, 0, units);
      return;
    }
    this.part = part;
    this.units = units;
    failure = null;
    unfinished.set(helpers.length);
    round++; // publishes the fields above
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
    try {
      part.run(0, 0, end(0));
    } finally {
      int spins = 0;
      while (unfinished.get() > 0) {
        // With more threads than processors a spinning caller would keep a helper from running.
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
      this.part = null;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }

  private int end(int worker) {
    return (int) ((long) units * (worker + 1) / threads());
  }

  private void work(int worker) {
    int seen = 0;
    while (true) {
      int spins = 0;
      while (round == seen && !closed) {
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      seen++;
      try {
        part.run(worker, end(worker - 1), end(worker));
      } catch (RuntimeException | Error e) {
        failure = e; // an error must not end this thread: the next round would wait for it forever
      } finally {
        unfinished.decrementAndGet();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
