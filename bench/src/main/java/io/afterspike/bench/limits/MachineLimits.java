package io.afterspike.bench.limits;

import io.afterspike.kernels.cpu.Lanes;
import io.afterspike.kernels.cpu.LimitLoops;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/**
 * The best this machine did just now, at the kernels' vector width, on a number of threads.
 *
 * <p>{@code read} and {@code update} count each byte of an array once. An update in place reads and
 * writes it, so twice as many bytes move; it takes little longer than reading.
 *
 * @param vectorBits the width of a vector
 * @param threads the threads that ran the loops at once
 * @param flops multiply-adds count two: operations a second
 * @param read bytes a second of arrays that are read, by where they lie
 * @param update bytes a second of arrays that are changed in place, by where they lie
 */
public record MachineLimits(
    int vectorBits,
    int threads,
    double flops,
    Map<MemoryLevel, Double> read,
    Map<MemoryLevel, Double> update) {
  private static final int TURNS = 2_000;

  /** Each loop runs so often before, and so long, that Java has compiled it. */
  private static final int WARM_CALLS = 5_000;

  private static final double WARM_SECONDS = 0.5;
  private static final double MOST_WARM_SECONDS = 8;

  private static final int REPEATS = 5;

  /** All levels are measured this many times, since another process may disturb one. */
  private static final int SWEEPS = 3;

  /** Starts tried in small caches: one of these eight lies on a 64-byte border. */
  private static final int STARTS = 16;

  /** Copies the maps. */
  public MachineLimits {
    read = Map.copyOf(read);
    update = Map.copyOf(update);
  }

  /**
   * Measures them, in about four seconds.
   *
   * @param seconds how long to repeat each loop; 0.02 is enough on a quiet machine
   * @throws IllegalArgumentException if there is no thread or no time
   */
  public static MachineLimits measure(int threads, double seconds) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected at least 1, found " + threads);
    }
    if (!(seconds > 0 && seconds <= 10)) {
      throw new IllegalArgumentException(
          "seconds: expected more than 0 and at most 10, found " + seconds);
    }
    float[][] out = new float[threads][16];
    float[] warmed = new float[LimitLoops.stride() * 16];
    warm(() -> LimitLoops.multiplyAdd(TURNS, out[0]));
    warm(() -> LimitLoops.read(warmed, 0, warmed.length, out[0]));
    warm(() -> LimitLoops.update(warmed, 0, warmed.length));
    double flops = 0;
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double work = LimitLoops.flops(TURNS);
      flops =
          Math.max(flops, best(threads, seconds, work, w -> LimitLoops.multiplyAdd(TURNS, out[w])));
    }
    Map<MemoryLevel, Double> read = new EnumMap<>(MemoryLevel.class);
    Map<MemoryLevel, Double> update = new EnumMap<>(MemoryLevel.class);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      sweep(threads, seconds, out, read, update);
    }
    return new MachineLimits(Lanes.FLOATS.vectorBitSize(), threads, flops, read, update);
  }

  private static void sweep(
      int threads,
      double seconds,
      float[][] out,
      Map<MemoryLevel, Double> read,
      Map<MemoryLevel, Double> update) {
    for (MemoryLevel level : MemoryLevel.values()) {
      int length = floats(level, threads);
      boolean small = level == MemoryLevel.L1 || level == MemoryLevel.L2;
      float[][] values = new float[threads][length + STARTS];
      // Passes long enough to be timed.
      int passes = Math.max(1, (1 << 20) / length);
      double bytes = 4.0 * length * passes;
      for (int start = 0; start < (small ? STARTS : 2); start += 2) {
        int from = start;
        int to = start + length;
        double time = small ? seconds / 2 : seconds;
        double reads =
            best(
                threads, time, bytes, w -> repeat(passes, () -> read(values[w], from, to, out[w])));
        double updates =
            best(threads, time, bytes, w -> repeat(passes, () -> update(values[w], from, to)));
        read.merge(level, reads, Math::max);
        update.merge(level, updates, Math::max);
      }
    }
  }

  private static void read(float[] values, int from, int to, float[] out) {
    LimitLoops.read(values, from, to, out);
  }

  private static void update(float[] values, int from, int to) {
    LimitLoops.update(values, from, to);
  }

  private static void repeat(int passes, Runnable pass) {
    for (int p = 0; p < passes; p++) {
      pass.run();
    }
  }

  /** Half of what the level holds a thread, so that nothing else drives it out. */
  private static int floats(MemoryLevel level, int threads) {
    long bytes =
        level == MemoryLevel.DRAM
            ? 4 * MemoryLevel.L3.bytes(1) / threads
            : level.bytes(threads) / threads / 2;
    long floats = Math.min(bytes / 4, 64 << 20);
    return (int) (floats / LimitLoops.stride() * LimitLoops.stride());
  }

  /** What one of several threads does in one turn. */
  private interface Turn {
    void run(int worker);
  }

  /** The most work a second that all threads together did in one of a few turns. */
  private static double best(int threads, double seconds, double work, Turn turn) {
    if (threads == 1) {
      return alone(seconds, work, turn);
    }
    double[] rates = new double[threads];
    CyclicBarrier barrier = new CyclicBarrier(threads);
    Thread[] others = new Thread[threads];
    for (int w = 0; w < threads; w++) {
      int worker = w;
      others[w] =
          new Thread(
              () -> {
                try {
                  barrier.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                  return; // the rate stays 0
                }
                rates[worker] = alone(seconds, work, ignored -> turn.run(worker));
              },
              "afterspike-limits-" + w);
      others[w].start();
    }
    double sum = 0;
    for (int w = 0; w < threads; w++) {
      try {
        others[w].join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while measuring the machine's limits");
      }
      sum += rates[w];
    }
    return sum;
  }

  private static void warm(Runnable loop) {
    long start = System.nanoTime();
    double seconds = 0;
    for (int calls = 0;
        seconds < MOST_WARM_SECONDS && (calls < WARM_CALLS || seconds < WARM_SECONDS);
        calls++) {
      loop.run();
      seconds = (System.nanoTime() - start) * 1e-9;
    }
  }

  private static double alone(double seconds, double work, Turn turn) {
    long shortest = Long.MAX_VALUE;
    long start = System.nanoTime();
    int done = 0;
    while (done < REPEATS || System.nanoTime() - start < seconds * 1e9) {
      long before = System.nanoTime();
      turn.run(0);
      shortest = Math.min(shortest, Math.max(1, System.nanoTime() - before));
      done++;
    }
    return work / (shortest * 1e-9);
  }

  /**
   * The shortest time in seconds that the machine could take: for its operations or for its memory,
   * whichever is longer, as if all operands lay in the smallest level that holds them.
   */
  public double leastSeconds(WorkCount work) {
    MemoryLevel level = MemoryLevel.holding(work.bytes(), threads);
    double memory = work.readBytes() / read.get(level) + work.updatedBytes() / update.get(level);
    return Math.max(work.flops() / flops, memory);
  }

  /** Which limit {@link #leastSeconds} is: {@code FMA}, or the name of a level. */
  public String limiting(WorkCount work) {
    MemoryLevel level = MemoryLevel.holding(work.bytes(), threads);
    double memory = work.readBytes() / read.get(level) + work.updatedBytes() / update.get(level);
    return work.flops() / flops >= memory ? "FMA" : level.label();
  }
}
