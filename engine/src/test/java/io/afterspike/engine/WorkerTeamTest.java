package io.afterspike.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
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
  void everyUnitIsDoneOnceByOneWorker(int threads, int units) {
    try (WorkerTeam team = new WorkerTeam(threads)) {
      for (int round = 0; round < 50; round++) {
        AtomicIntegerArray done = new AtomicIntegerArray(units);
        AtomicIntegerArray parts = new AtomicIntegerArray(threads);
        team.run(
            units,
            MUCH,
            (worker, from, to) -> {
              parts.incrementAndGet(worker);
              for (int k = from; k < to; k++) {
                done.incrementAndGet(k);
              }
            });
        for (int k = 0; k < units; k++) {
          assertEquals(1, done.get(k), "unit " + k);
        }
        for (int worker = 0; worker < threads; worker++) {
          assertEquals(1, parts.get(worker), "worker " + worker);
        }
      }
    }
  }

  @Test
  void muchWorkIsDividedEvenlyAndLittleIsNot() {
    try (WorkerTeam team = new WorkerTeam(3)) {
      int[] sizes = new int[3];
      team.run(10, MUCH, (worker, from, to) -> sizes[worker] = to - from);
      assertEquals(10, Arrays.stream(sizes).sum());
      assertTrue(Arrays.stream(sizes).allMatch(size -> size == 3 || size == 4));

      AtomicInteger calls = new AtomicInteger();
      team.run(10, 8_191, (worker, from, to) -> calls.addAndGet(100 * worker + to - from));
      assertEquals(10, calls.get());
    }
  }

  @Test
  void threadsReallyShare() {
    ConcurrentHashMap<Thread, Boolean> seen = new ConcurrentHashMap<>();
    try (WorkerTeam team = new WorkerTeam(4)) {
      team.run(4, 8_192, (worker, from, to) -> seen.put(Thread.currentThread(), true));
    }
    assertEquals(4, seen.size());
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
                          if (worker == failing) {
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
    ConcurrentHashMap<Thread, Boolean> helpers = new ConcurrentHashMap<>();
    WorkerTeam team = new WorkerTeam(4);
    team.run(4, MUCH, (worker, from, to) -> helpers.put(Thread.currentThread(), true));
    team.close();
    helpers.remove(Thread.currentThread());
    assertEquals(3, helpers.size());
    for (Thread helper : helpers.keySet()) {
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
