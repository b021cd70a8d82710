package io.afterspike.bench.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where data lie: three caches and the memory behind them. */
public enum MemoryLevel {
  /** The first cache of each core. */
  L1("L1", 32 << 10, true),
  /** The second cache of each core. */
  L2("L2", 1 << 20, true),
  /** The cache that cores share. */
  L3("L3", 32 << 20, false),
  /** What no cache holds. */
  DRAM("DRAM", Integer.MAX_VALUE, false);

  private final String label;
  private final boolean eachCore;
  private final long bytes;

  MemoryLevel(String label, int usualBytes, boolean eachCore) {
    this.label = label;
    this.eachCore = eachCore;
    this.bytes = ordinal() == 3 ? Long.MAX_VALUE : size(ordinal() + 1, usualBytes);
  }

  /** The name in reports. */
  public String label() {
    return label;
  }

  /**
   * How many bytes {@code threads} threads can keep there; where the system says it, else usual.
   */
  public long bytes(int threads) {
    return eachCore ? bytes * threads : bytes;
  }

  /** The first level that holds {@code footprint} bytes used by {@code threads} threads. */
  public static MemoryLevel holding(long footprint, int threads) {
    for (MemoryLevel level : values()) {
      if (footprint <= level.bytes(threads)) {
        return level;
      }
    }
    return DRAM;
  }

  private static long size(int level, long usual) {
    try {
      for (int index = 0; index < 8; index++) {
        Path cache = Path.of("/sys/devices/system/cpu/cpu0/cache/index" + index);
        if (Files.isDirectory(cache)
            && read(cache.resolve("level")).equals(String.valueOf(level))
            && !read(cache.resolve("type")).equals("Instruction")) {
          return bytes(read(cache.resolve("size")), usual);
        }
      }
    } catch (IOException e) {
      // A machine that does not say it: the usual size.
    }
    return usual;
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  /** The bytes of a size such as {@code 48K}; {@code usual} if it is none. */
  static long bytes(String size, long usual) {
    if (!size.matches("[1-9][0-9]{0,8}[KM]?")) {
      return usual;
    }
    char unit = size.charAt(size.length() - 1);
    int shift = unit == 'K' ? 10 : unit == 'M' ? 20 : 0;
    String digits = shift == 0 ? size : size.substring(0, size.length() - 1);
    return Long.parseLong(digits) << shift;
  }
}
