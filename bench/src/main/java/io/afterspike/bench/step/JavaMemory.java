package io.afterspike.bench.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much memory this process uses. */
public final class JavaMemory {
  private static final int COLLECTIONS = 3;
  private static final long PAUSE_MILLIS = 30;

  private JavaMemory() {}

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The bytes of all live Java objects, by collecting the others. */
  public static long live() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int n = 0; n < COLLECTIONS; n++) {
      System.gc();
      pause(); // threads that are ending, and what waits for a finished collection, still hold some
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** The most memory this process has ever had in use (VmHWM); 0 where the system does not say. */
  public static long peak() {
    return peakOf(ProcessHandle.current().pid());
  }

  /** The most memory that a process has had in use so far; 0 where the system does not say. */
  public static long peakOf(long pid) {
    try {
      return peak(Files.readAllLines(Path.of("/proc/" + pid + "/status")));
    } catch (IOException e) {
      return 0;
    }
  }

  static long peak(List<String> status) {
    for (String line : status) {
      if (line.matches("VmHWM:\\s+[0-9]{1,15} kB")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    return 0;
  }
}
