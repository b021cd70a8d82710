package io.afterspike.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class WorkerTeamTest {
  private static final long MUCH = 1 << 20;

  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "2,1", "2,9", "3,2", "3,100", "8,3", "8,8", "8,1001", "5,0"})
  void everyUnitIsDoneOnce(int threads, int units) {
    try (WorkerTeam team = new WorkerTeam(threads)) {
      for (int round = 0; round < 300; round++) {
        AtomicIntegerArray done = new AtomicIntegerArray(units);
        team.run(
            units,
            MUCH,
            (worker, from, to) -> {
              assertTrue(worker >= 0 && worker < threads);
              for (int k = from; k < to; k++) {
                done.incrementAndGet(k);
              }
            });
        for (int k = 0; k < units; k++) {
          assertEquals(1, done.get(k), "unit " + k);
        }
      }
    }
  }

  @Test
  void noWorkerIsInTwoPartsAtOnce() {
    try (WorkerTeam team = new WorkerTeam(6)) {
      AtomicIntegerArray inside = new AtomicIntegerArray(6);
      for (int round = 0; round < 500; round++) {
        team.run(
            6,
            MUCH,
            (worker, from, to) -> {
              assertEquals(1, inside.incrementAndGet(worker));
              Thread.onSpinWait();
              inside.decrementAndGet(worker);
            });
      }
    }
  }

  @Test
  void theOthersDoTheWorkOfAThreadThatIsKeptFromRunning() {
    try (WorkerTeam team = new WorkerTeam(3)) {
      CountDownLatch others = new CountDownLatch(2);
      AtomicIntegerArray workers = new AtomicIntegerArray(3);
      team.run(
          3,
          MUCH,
          (worker, from, to) -> {
            workers.incrementAndGet(worker);
            if (from == 0) {
              await(others); // kept from running until all else is done
            } else {
              others.countDown();
            }
          });
      assertEquals(3, workers.get(0) + workers.get(1) + workers.get(2));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The threads that take a part when nobody's part ends before all have begun. */
  private static Set<Thread> together(WorkerTeam team, int threads) {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(threads);
    team.run(
        threads,
        8_192,
        (worker, from, to) -> {
          seen.add(Thread.currentThread());
          all.countDown();
          await(all);
        });
    return seen;
  }

  @Test
  void muchWorkIsDividedEvenlyAndLittleIsNot() {
    try (WorkerTeam team = new WorkerTeam(3)) {
      List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
      team.run(10, MUCH, (worker, from, to) -> sizes.add(to - from));
      Collections.sort(sizes);
      assertEquals(List.of(3, 3, 4), sizes);

      AtomicInteger calls = new AtomicInteger();
      team.run(10, 8_191, (worker, from, to) -> calls.addAndGet(100 * worker + to - from));
      assertEquals(10, calls.get());
    }
  }

  @Test
  void threadsReallyShare() throws InterruptedException {
    try (WorkerTeam team = new WorkerTeam(4)) {
      assertEquals(4, together(team, 4).size());
      Thread.sleep(20); // by now they are parked
      assertEquals(4, together(team, 4).size());
    }
  }

  @Test
  void whatOneRoundWritesTheNextReads() {
    int units = 1_001;
    int[] values = new int[units];
    try (WorkerTeam team = new WorkerTeam(3)) {
      for (int round = 0; round < 500; round++) {
        int[] before = values;
        int[] after = new int[units];
        team.run(
            units,
            MUCH,
            (worker, from, to) -> {
              for (int k = from; k < to; k++) {
                after[k] = before[units - 1 - k] + 1;
              }
            });
        values = after;
      }
    }
    int[] expected = new int[units];
    Arrays.fill(expected, 500);
    assertArrayEquals(expected, values);
  }

  @ParameterizedTest
  @CsvSource({"0,false", "1,false", "2,false", "0,true", "1,true", "2,true"})
  void aFailureAnywhereIsThrownAndTheTeamGoesOn(int failing, boolean error) {
    try (WorkerTeam team = new WorkerTeam(3)) {
      Throwable planned =
          error ? new AssertionError("planned") : new IllegalStateException("planned");
      for (int round = 0; round < 3; round++) {
        Throwable thrown =
            assertThrows(
                Throwable.class,
                () ->
                    team.run(
                        9,
                        MUCH,
                        (worker, from, to) -> {
                          if (from == 3 * failing) {
                            sneak(planned);
                          }
                        }));
        assertSame(planned, thrown);
        AtomicInteger done = new AtomicInteger();
        team.run(9, MUCH, (worker, from, to) -> done.addAndGet(to - from));
        assertEquals(9, done.get());
      }
    }
  }

  @Test
  void failuresOnSeveralThreadsLeaveNothingForTheNextRound() {
    try (WorkerTeam team = new WorkerTeam(3)) {
      assertThrows(
          IllegalStateException.class,
          () ->
              team.run(
                  3,
                  MUCH,
                  (worker, from, to) -> {
                    throw new IllegalStateException("worker " + worker);
                  }));
      AtomicInteger done = new AtomicInteger();
      team.run(3, MUCH, (worker, from, to) -> done.addAndGet(to - from));
      assertEquals(3, done.get());
    }
  }

  @Test
  void closingEndsTheThreads() throws InterruptedException {
    WorkerTeam team = new WorkerTeam(4);
    Set<Thread> helpers = together(team, 4);
    team.close();
    helpers.remove(Thread.currentThread());
    assertEquals(3, helpers.size());
    for (Thread helper : helpers) {
      helper.join(10_000);
      assertTrue(!helper.isAlive(), helper + " is still alive");
    }
  }

  private static void sneak(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }
}
