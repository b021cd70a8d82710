package io.afterspike.bench.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much memory this process uses. */
public final class JavaMemory {
  private JavaMemory() {}

  /** The bytes of all live Java objects, by collecting the others. */
  public static long live() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int n = 0; n < 2; n++) {
      System.gc();
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
