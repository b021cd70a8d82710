package io.afterspike.bench.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/**
 * Draws of one set of manifolds, of which the latest are kept, for several threads: who asks for a
 * draw that another thread is computing waits for it. A draw of the paper's size takes 2 MB.
 */
final class RandmanMemory {
  private record Draw(RandmanStream stream, long seed, long number) {}

  private final RandmanSampler sampler;
  private final Map<Draw, CompletableFuture<RandmanRows>> kept;

  /** Keeps up to {@code capacity} draws; with 0 each is computed whenever it is asked for. */
  RandmanMemory(RandmanOptions options, int capacity) {
    this.sampler = new RandmanSampler(options, new SplittableRandom(options.seed()));
    this.kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(
              Map.Entry<Draw, CompletableFuture<RandmanRows>> eldest) {
            return size() > capacity;
          }
        };
  }

  /**
   * A draw, from memory if it is there.
   *
   * @param cancelled asked often
   * @throws CancellationException once {@code cancelled} says so
   */
  RandmanRows draw(RandmanStream stream, long seed, long number, BooleanSupplier cancelled) {
    Draw wanted = new Draw(stream, seed, number);
    while (true) {
      CompletableFuture<RandmanRows> mine = new CompletableFuture<>();
      CompletableFuture<RandmanRows> found;
      synchronized (kept) {
        found = kept.get(wanted);
        if (found == null) {
          kept.put(wanted, mine);
        }
      }
      if (found == null) {
        return compute(wanted, mine, cancelled);
      }
      try {
        return found.join();
      } catch (CancellationException | CompletionException e) {
        // The other thread gave up or failed: this one computes the draw, or fails itself.
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("this draw is not wanted any more");
        }
      }
    }
  }

  private RandmanRows compute(
      Draw wanted, CompletableFuture<RandmanRows> mine, BooleanSupplier cancelled) {
    try {
      RandmanRows rows = sampler.draw(wanted.stream.random(wanted.seed, wanted.number), cancelled);
      mine.complete(rows);
      return rows;
    } catch (RuntimeException | Error e) {
      synchronized (kept) {
        kept.remove(wanted, mine);
      }
      mine.completeExceptionally(e);
      throw e;
    }
  }
}
