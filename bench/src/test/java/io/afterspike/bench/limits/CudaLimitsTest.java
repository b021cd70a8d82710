package io.afterspike.bench.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CudaLimitsTest {
  /** 1000 operations, 100 bytes of memory or 400 of the cache a second; a cache of 80 bytes. */
  private static final CudaLimits LIMITS = new CudaLimits(80, 1000, 100, 400, 1, 1, 1, 1, 1, 1, 1);

  @Test
  void theLongerOfTwoIsTheLeastTime() {
    LaunchWork large = new LaunchWork(500, 200, 40);
    assertEquals(2.4, LIMITS.leastSeconds(large), 1e-12);
    assertEquals("DRAM", LIMITS.limiting(large));
    LaunchWork heavy = new LaunchWork(5000, 200, 40);
    assertEquals(5, LIMITS.leastSeconds(heavy), 1e-12);
    assertEquals("FMA", LIMITS.limiting(heavy));
  }

  @Test
  void whatFitsIntoTheCacheIsTakenToLieThere() {
    LaunchWork small = new LaunchWork(0, 80, 80); // one array of 80 bytes in place
    assertEquals(0.4, LIMITS.leastSeconds(small), 1e-12);
    assertEquals("L2", LIMITS.limiting(small));
    CudaLimits slowCache = new CudaLimits(80, 1000, 100, 50, 1, 1, 1, 1, 1, 1, 1);
    assertEquals(1.6, slowCache.leastSeconds(small), 1e-12);
  }

  @Test
  void workAddsUp() {
    LaunchWork work = LaunchWork.NONE.reading(2).writing(3).updating(5).computing(7);
    assertEquals(new LaunchWork(7, 28, 32), work);
    assertEquals(60, work.bytes());
    assertEquals(new LaunchWork(21, 84, 96), work.plus(work.times(2)));
  }

  @Test
  void theDriversVersionIsRead() {
    assertEquals(
        "580.65.06",
        DriverVersion.of(
            "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build\n"
                + "GCC version:  gcc version 12.3.0"));
    assertEquals(
        "535.129.03",
        DriverVersion.of("NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03 "));
    assertEquals("", DriverVersion.of("none"));
  }
}
