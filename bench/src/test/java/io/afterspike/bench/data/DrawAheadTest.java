package io.afterspike.bench.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DrawAheadTest {
  private static RandmanRows rows(long number) {
    return new RandmanRows(1, new int[] {(int) number}, new int[] {0});
  }

  /** Notes who computed what. */
  private static final class Source implements DrawAhead.Source {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();

    @Override
    public RandmanRows draw(long seed, long number, BooleanSupplier cancelled) {
      threads.add(Thread.currentThread());
      calls.add(seed + ":" + number);
      return rows(number);
    }

    void awaitCalls(int count) throws InterruptedException {
      while (calls.size() < count) {
        Thread.sleep(1);
      }
    }
  }

  @Test
  void exactlyOneDrawIsComputedAheadByADaemon() throws InterruptedException {
    Source source = new Source();
    try (DrawAhead draws = new DrawAhead(source, true)) {
      assertEquals(List.of(), source.calls, "before anything was asked for");
      assertEquals(4, draws.get(9, 4).step()[0]);
      source.awaitCalls(2);
      Thread.sleep(20); // time for a third, which must not come
      assertEquals(List.of("9:4", "9:5"), source.calls);
      assertSame(draws.get(9, 4), draws.get(9, 4));
      assertEquals(5, draws.get(9, 5).step()[0]);
      source.awaitCalls(3);
      Thread.sleep(20);
      assertEquals(List.of("9:4", "9:5", "9:6"), source.calls);
    }
    assertSame(Thread.currentThread(), source.threads.get(0));
    assertEquals("randman-draw-ahead", source.threads.get(1).getName());
    assertTrue(source.threads.get(1).isDaemon());
    assertSame(source.threads.get(1), source.threads.get(2));
  }

  @Test
  void withoutOverlapEverythingIsComputedByTheCaller() {
    Source source = new Source();
    try (DrawAhead draws = new DrawAhead(source, false)) {
      for (int number = 0; number < 4; number++) {
        assertEquals(number, draws.get(1, number).step()[0]);
      }
    }
    assertEquals(List.of("1:0", "1:1", "1:2", "1:3"), source.calls);
    assertTrue(source.threads.stream().allMatch(t -> t == Thread.currentThread()));
  }

  @Test
  void aFailureAheadReachesTheCallerAndMayPass() {
    boolean[] broken = {true};
    DrawAhead.Source source =
        (seed, number, cancelled) -> {
          if (number == 1 && broken[0]) {
            throw new OutOfMemoryError("planted");
          }
          return rows(number);
        };
    try (DrawAhead draws = new DrawAhead(source, true)) {
      draws.get(3, 0);
      IllegalStateException e = assertThrows(IllegalStateException.class, () -> draws.get(3, 1));
      assertTrue(e.getMessage().contains("draw 1 of seed 3"), e.getMessage());
      assertEquals("planted", e.getCause().getMessage());
      assertThrows(OutOfMemoryError.class, () -> draws.get(3, 1), "and again by the caller itself");
      assertEquals(0, draws.get(3, 0).step()[0], "the draw in use is still there");
      broken[0] = false;
      assertEquals(1, draws.get(3, 1).step()[0]);
      assertEquals(2, draws.get(3, 2).step()[0]);
    }
  }

  @Test
  void aFailureNobodyAsksForIsNoFailure() {
    DrawAhead.Source source =
        (seed, number, cancelled) -> {
          if (number == 1) {
            throw new IllegalArgumentException("planted");
          }
          return rows(number);
        };
    try (DrawAhead draws = new DrawAhead(source, true)) {
      draws.get(3, 0);
      assertEquals(7, draws.get(3, 7).step()[0]);
    }
  }

  /** A source whose draws above 0 take until they are cancelled. */
  private static final class Endless implements DrawAhead.Source {
    final CountDownLatch started = new CountDownLatch(1);
    final CountDownLatch cancelledOnce = new CountDownLatch(1);
    volatile Thread background;

    @Override
    public RandmanRows draw(long seed, long number, BooleanSupplier cancelled) {
      if (number != 1) {
        return rows(number);
      }
      background = Thread.currentThread();
      started.countDown();
      while (!cancelled.getAsBoolean()) {
        Thread.onSpinWait();
      }
      cancelledOnce.countDown();
      throw new CancellationException();
    }
  }

  @Test
  void closingStopsTheBackgroundThread() throws InterruptedException {
    Endless source = new Endless();
    DrawAhead draws = new DrawAhead(source, true);
    draws.get(1, 0);
    assertTrue(source.started.await(10, TimeUnit.SECONDS));
    draws.close();
    source.background.join(10_000);
    assertFalse(source.background.isAlive());
    draws.close();
    assertThrows(IllegalStateException.class, () -> draws.get(1, 0));
  }

  @Test
  void aJumpCancelsWhatIsNotWanted() throws InterruptedException {
    Endless source = new Endless();
    try (DrawAhead draws = new DrawAhead(source, true)) {
      draws.get(1, 0);
      assertTrue(source.started.await(10, TimeUnit.SECONDS));
      assertEquals(5, draws.get(1, 5).step()[0]);
      assertTrue(source.cancelledOnce.await(10, TimeUnit.SECONDS));
      assertEquals(6, draws.get(1, 6).step()[0]);
      assertEquals(7, draws.get(1, 7).step()[0]);
    }
  }

  @Test
  void anInterruptedCallerStopsWaitingAndStaysInterrupted() throws InterruptedException {
    Endless source = new Endless();
    try (DrawAhead draws = new DrawAhead(source, true)) {
      draws.get(1, 0);
      Thread.currentThread().interrupt();
      IllegalStateException e = assertThrows(IllegalStateException.class, () -> draws.get(1, 1));
      assertTrue(Thread.interrupted());
      assertTrue(e.getMessage().contains("interrupted while waiting for draw 1"), e.getMessage());
    }
  }

  @Test
  void realDrawsStopWhenCancelled() {
    RandmanOptions options = RandmanOptions.of(RandmanCoding.TEMPORAL);
    RandmanSampler sampler = new RandmanSampler(options, RandmanStream.TRAINING_DRAW.random(1, 1));
    int[] asked = {0};
    assertThrows(
        CancellationException.class,
        () -> sampler.draw(RandmanStream.TRAINING_DRAW.random(1, 2), () -> asked[0]++ >= 3));
    assertEquals(4, asked[0]);
  }
}
