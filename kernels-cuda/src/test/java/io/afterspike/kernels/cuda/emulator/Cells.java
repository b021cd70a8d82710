package io.afterspike.kernels.cuda.emulator;

import java.util.Arrays;

/**
 * A piece of memory: an allocation, the shared memory of a block, or the local memory of a thread.
 */
final class Cells {
  /** All four bytes of a word were written. */
  static final byte WHOLE = 15;

  /** What it is, for messages; null for allocations. */
  private final String name;

  /** The high bits of its addresses. */
  final long id;

  final long bytes;

  /** The bytes, least significant first; null once freed. */
  int[] words;

  /** A bit for each byte of a word: whether it was ever written. */
  byte[] initialised;

  /** Who touched what; null if only one thread can. */
  AccessHistory history;

  /** Whether kernels may only read it. */
  boolean constant;

  /** Where it is. */
  enum Space {
    GLOBAL,
    SHARED,
    LOCAL
  }

  Cells(String name, long id, long bytes, Space space) {
    int count = Math.toIntExact((bytes + 3) >>> 2);
    this.name = name;
    this.id = id;
    this.bytes = bytes;
    words = new int[count];
    initialised = new byte[count];
    history = space == Space.LOCAL ? null : new AccessHistory(count, space == Space.SHARED);
  }

  /** What it is, for messages. */
  String name() {
    return name != null ? name : "allocation " + id + " of " + bytes + " bytes";
  }

  boolean freed() {
    return words == null;
  }

  void free() {
    words = null;
    initialised = null;
    history = null;
  }

  /** Forgets who touched what. */
  void forget() {
    if (history != null) {
      history = new AccessHistory(words.length, history.shared);
    }
  }

  /** Forgets the values: nothing is initialised any more. */
  void clear() {
    Arrays.fill(initialised, (byte) 0);
  }

  /** The bits of {@link #initialised} that an access of fewer than four bytes touches. */
  static int mask(int offset, int size) {
    return ((1 << size) - 1) << (offset & 3);
  }

  /** Whether every byte in [offset, offset + size) was written. */
  boolean isInitialised(long offset, long size) {
    for (long at = offset; at < offset + size; ) {
      if ((at & 3) == 0 && at + 4 <= offset + size) {
        if (initialised[(int) (at >>> 2)] != WHOLE) {
          return false;
        }
        at += 4;
      } else {
        if ((initialised[(int) (at >>> 2)] & mask((int) at, 1)) == 0) {
          return false;
        }
        at++;
      }
    }
    return true;
  }

  /** Marks the byte at {@code offset} as written or not. */
  void initialise(long offset, boolean written) {
    int bit = mask((int) offset, 1);
    int word = (int) (offset >>> 2);
    initialised[word] = (byte) (written ? initialised[word] | bit : initialised[word] & ~bit);
  }

  /** Marks [offset, offset + size) as written. */
  void initialise(long offset, long size) {
    for (long at = offset; at < offset + size; ) {
      if ((at & 3) == 0 && at + 4 <= offset + size) {
        initialised[(int) (at >>> 2)] = WHOLE;
        at += 4;
      } else {
        initialised[(int) (at >>> 2)] |= (byte) mask((int) at, 1);
        at++;
      }
    }
  }
}
