package io.afterspike.kernels.cuda.emulator;

import java.util.Arrays;

/**
 * Who last wrote and read each word of a piece of memory: a stamp a cell, see {@link RaceDetector}.
 * Cells are words until someone touches less than a word; from then on they are bytes.
 */
final class AccessHistory {
  /** Stamps of the last writes, 0 for none. */
  long[] writes;

  /** Stamps of the last reads, 0 for none. */
  long[] reads;

  /** Cell of a byte: its offset shifted right by this. */
  int shift = 2;

  /** Whether it is a block's own memory, so that what other blocks did does not count. */
  final boolean shared;

  AccessHistory(int words, boolean shared) {
    this.shared = shared;
    writes = new long[words];
    reads = new long[words];
  }

  /** Makes every byte a cell. */
  void refine() {
    if (shift == 2) {
      writes = fourTimes(writes);
      reads = fourTimes(reads);
      shift = 0;
    }
  }

  private static long[] fourTimes(long[] stamps) {
    long[] finer = new long[stamps.length * 4];
    for (int i = 0; i < stamps.length; i++) {
      Arrays.fill(finer, 4 * i, 4 * i + 4, stamps[i]);
    }
    return finer;
  }
}
