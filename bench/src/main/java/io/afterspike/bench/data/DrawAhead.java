package io.afterspike.bench.data;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The draw in use, and the next one, computed on a background thread meanwhile: never more than one
 * ahead. Whether a draw was computed ahead changes nothing in it. Calls come from one thread.
 */
final class DrawAhead implements AutoCloseable {
  /** Computes draws, on any thread. */
  interface Source {
    /** Draw {@code number} of the run with {@code seed}; gives up once {@code cancelled}. */
    RandmanRows draw(long seed, long number, BooleanSupplier cancelled);
  }

  private record Draw(long seed, long number) {}

  private record Ahead(Draw draw, Future<RandmanRows> rows, AtomicBoolean cancelled) {}

  private final Source source;
  private final ExecutorService background;
  private Draw current;
  private RandmanRows rows;
  private Ahead ahead;
  private boolean closed;

  /**
   * Nothing is computed before it is asked for.
   *
   * @param overlapped whether to compute ahead at all
   */
  DrawAhead(Source source, boolean overlapped) {
    this.source = source;
    this.background = overlapped ? Executors.newSingleThreadExecutor(DrawAhead::daemon) : null;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "randman-draw-ahead");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * A draw, at once if it is the one in use, and computed here if it is neither that nor the next.
   *
   * @throws IllegalStateException if this is closed, the calling thread is interrupted while it
   *     waits, or computing the draw ahead failed, with the reason as its cause; asking again
   *     computes it anew
   */
  RandmanRows get(long seed, long number) {
    if (closed) {
      throw new IllegalStateException("this data set is closed");
    }
    Draw wanted = new Draw(seed, number);
    if (!wanted.equals(current)) {
      RandmanRows found = find(wanted);
      current = wanted;
      rows = found;
      startNext();
    }
    return rows;
  }

  private RandmanRows find(Draw wanted) {
    Ahead next = ahead;
    ahead = null;
    if (next == null) {
      return source.draw(wanted.seed, wanted.number, () -> false);
    }
    if (!wanted.equals(next.draw)) {
      cancel(next);
      return source.draw(wanted.seed, wanted.number, () -> false);
    }
    try {
      return next.rows.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "draw " + wanted.number + " of seed " + wanted.seed + " failed: " + e.getCause(),
          e.getCause());
    } catch (InterruptedException e) {
      cancel(next);
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while waiting for draw " + wanted.number + " of seed " + wanted.seed, e);
    }
  }

  private void startNext() {
    if (background == null || current.number == Long.MAX_VALUE) {
      return;
    }
    Draw next = new Draw(current.seed, current.number + 1);
    AtomicBoolean cancelled = new AtomicBoolean();
    ahead =
        new Ahead(
            next,
            background.submit(() -> source.draw(next.seed, next.number, cancelled::get)),
            cancelled);
  }

  private static void cancel(Ahead unwanted) {
    unwanted.cancelled.set(true);
    unwanted.rows.cancel(false);
  }

  /** Stops the background thread and waits until it has ended. Closing again does nothing. */
  @Override
  public void close() {
    closed = true;
    current = null;
    rows = null;
    if (ahead != null) {
      cancel(ahead);
      ahead = null;
    }
    if (background != null) {
      background.shutdown();
      try {
        // The source is asked often whether it is cancelled: this is a matter of milliseconds.
        background.awaitTermination(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
