package io.afterspike.bench.limits;

import io.afterspike.kernels.cuda.CudaStream;

/**
 * The best a GPU did just now, by kernels of our own, and what launches cost. Rates are a second,
 * times in seconds.
 *
 * @param l2Bytes the size of the cache that all multiprocessors share
 * @param flops multiply-adds in registers, which count two
 * @param copy bytes read and written by a copy that is much larger than the cache
 * @param l2Copy bytes read and written by a copy within the cache; a launch of it is short, so that
 *     the gap to the next one, which is in it, counts
 * @param upload bytes from pinned host memory
 * @param download bytes to pinned host memory
 * @param launchHost how long the host takes to enqueue a launch
 * @param launchDevice from one of the smallest launches to the next, where they wait in a row
 * @param launchTimed what {@link io.afterspike.kernels.cuda.LaunchProfile} finds of the smallest
 *     launch: no time in a breakdown can be shorter
 * @param graphHost how long the host takes to enqueue a graph of 100 launches
 * @param graphNode from one of the smallest launches to the next within a graph
 */
public record CudaLimits(
    long l2Bytes,
    double flops,
    double copy,
    double l2Copy,
    double upload,
    double download,
    double launchHost,
    double launchDevice,
    double launchTimed,
    double graphHost,
    double graphNode) {
  /** Measures them on the stream's device, in about a second; first waits for what is under way. */
  public static CudaLimits measure(CudaStream stream) {
    return CudaLimitLoops.measure(stream);
  }

  /**
   * The shortest time in seconds that the device could take: for its operations or for its memory,
   * whichever is longer, as if arrays that fit into the cache lay there.
   */
  public double leastSeconds(LaunchWork work) {
    return Math.max(work.flops() / flops, work.bytes() / memory(work));
  }

  /** Which limit {@link #leastSeconds} is: {@code FMA}, {@code L2} or {@code DRAM}. */
  public String limiting(LaunchWork work) {
    if (work.flops() / flops >= work.bytes() / memory(work)) {
      return "FMA";
    }
    return cached(work) ? "L2" : "DRAM";
  }

  private double memory(LaunchWork work) {
    return cached(work) ? Math.max(copy, l2Copy) : copy;
  }

  /** Arrays that are changed in place are in both counts. */
  private boolean cached(LaunchWork work) {
    return Math.max(work.readBytes(), work.writtenBytes()) <= l2Bytes;
  }
}
