package io.afterspike.bench.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The limits, and what they say of a piece of work. */
class MachineLimitsTest {
  private static final MachineLimits ROUND =
      new MachineLimits(
          512,
          1,
          100e9,
          Map.of(
              MemoryLevel.L1,
              400e9,
              MemoryLevel.L2,
              100e9,
              MemoryLevel.L3,
              50e9,
              MemoryLevel.DRAM,
              10e9),
          Map.of(
              MemoryLevel.L1,
              200e9,
              MemoryLevel.L2,
              80e9,
              MemoryLevel.L3,
              40e9,
              MemoryLevel.DRAM,
              10e9));

  @Test
  void theLongerOfArithmeticAndMemory() {
    WorkCount arithmetic = new WorkCount(1e6, 1000, 0);
    assertEquals(1e-5, ROUND.leastSeconds(arithmetic), 1e-12);
    assertEquals("FMA", ROUND.limiting(arithmetic));
    WorkCount memory = new WorkCount(10, 4000, 4000);
    assertEquals(4000 / 400e9 + 4000 / 200e9, ROUND.leastSeconds(memory), 1e-15);
    assertEquals("L1", ROUND.limiting(memory));
    WorkCount far = new WorkCount(10, 1L << 40, 0);
    assertEquals((1L << 40) / 10e9, ROUND.leastSeconds(far), 1e-6);
    assertEquals("DRAM", ROUND.limiting(far));
  }

  @Test
  void levelsHoldMoreForMoreThreads() {
    long first = MemoryLevel.L1.bytes(1);
    assertEquals(MemoryLevel.L1, MemoryLevel.holding(first, 1));
    assertEquals(MemoryLevel.L2, MemoryLevel.holding(first + 1, 1));
    assertEquals(MemoryLevel.L1, MemoryLevel.holding(first + 1, 2));
    assertEquals(MemoryLevel.L3.bytes(1), MemoryLevel.L3.bytes(2), "cores share it");
    assertEquals(MemoryLevel.DRAM, MemoryLevel.holding(Long.MAX_VALUE, 1));
  }

  @Test
  void sizesOfCaches() {
    assertEquals(48 << 10, MemoryLevel.bytes("48K", 7));
    assertEquals(32 << 20, MemoryLevel.bytes("32M", 7));
    assertEquals(512, MemoryLevel.bytes("512", 7));
    assertEquals(7, MemoryLevel.bytes("", 7));
    assertEquals(7, MemoryLevel.bytes("huge", 7));
  }

  @Test
  void somethingIsMeasured() {
    MachineLimits limits = MachineLimits.measure(2, 1e-4);
    assertEquals(2, limits.threads());
    assertTrue(limits.flops() > 0);
    for (MemoryLevel level : MemoryLevel.values()) {
      assertTrue(limits.read().get(level) > 0 && limits.update().get(level) > 0);
    }
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> MachineLimits.measure(0, 0.1));
    assertThrows(IllegalArgumentException.class, () -> MachineLimits.measure(1, Double.NaN));
  }

  @Test
  void theProcessorHasAName() {
    assertEquals(
        "Fast CPU", Surroundings.processor(List.of("x: y", "model name\t: Fast CPU", "z")));
    assertEquals("unknown processor", Surroundings.processor(List.of()));
    Surroundings here = new Surroundings("CPU", 2, "Linux", "Java", 512, "GPU", 3.5);
    assertTrue(here.busy() && here.toString().contains("(busy)"));
    assertTrue(here.toString().contains("512-bit vectors; GPU; load"), here.toString());
  }
}
