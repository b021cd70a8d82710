package io.afterspike.bench.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SteadyRateTest {
  private final SteadyRate rate = new SteadyRate(0);
  private double now;
  private long done;

  @Test
  void unknownAtFirst() {
    assertEquals(0, rate.perSecond());
  }

  @Test
  void evenWork() {
    work(1000, 0.02);
    assertEquals(50, rate.perSecond(), 0.5);
  }

  @Test
  void aSlowStartIsForgotten() {
    now = 20;
    work(1000, 0.02);
    assertEquals(50, rate.perSecond(), 1);
  }

  @Test
  void aSinglePauseDoesNotCount() {
    work(1000, 0.02);
    now += 15;
    work(500, 0.02);
    assertEquals(50, rate.perSecond(), 2.5);
  }

  @Test
  void regularPausesCount() {
    for (int i = 0; i < 40; i++) {
      work(100, 0.01);
      now += 1;
    }
    assertEquals(50, rate.perSecond(), 3);
  }

  @Test
  void aLastingChangeIsNoticed() {
    work(1000, 0.02);
    work(1000, 0.1);
    assertEquals(10, rate.perSecond(), 0.5);
  }

  private void work(int items, double seconds) {
    for (int i = 0; i < items; i++) {
      now += seconds;
      rate.add(now, ++done);
    }
  }
}
