package io.afterspike.kernels.cuda.emulator;

import io.afterspike.kernels.cuda.emulator.EmulatorException.Kind;

/**
 * Memory as the threads of a block see it: every access is checked for its bounds, its alignment,
 * the life of its allocation, values that nobody wrote, and races.
 */
final class BlockMemory {
  /** Addresses of allocations, {@code id << 40 | offset}. */
  static final int GLOBAL = 0;

  /** Offsets in the block's shared memory. */
  static final int SHARED = 1;

  /** Offsets in the thread's local memory. */
  static final int LOCAL = 2;

  /** Addresses of any of them; shared and local ones have ids of their own. */
  static final int GENERIC = 3;

  private final BlockRun block;
  private final EmulatedMemory memory;
  private final RaceDetector races;
  private final Cells shared;
  private final Cells[] locals;
  private final int localBytes;
  private Cells last;
  private long changes;

  BlockMemory(BlockRun block, Launch launch) {
    this.block = block;
    memory = launch.memory();
    races = block.races;
    last = new Cells("the null pointer", 0, 0, Cells.Space.GLOBAL);
    int bytes = launch.sharedBytes();
    shared =
        new Cells("the %d bytes of shared memory".formatted(bytes), 0, bytes, Cells.Space.SHARED);
    locals = new Cells[launch.threads()];
    localBytes = launch.kernel().localBytes();
  }

  /** How often memory was written so far; atomics that leave a value as it was do not count. */
  long changes() {
    return changes;
  }

  /** Forgets what the block before wrote to shared and local memory. */
  void clear() {
    shared.clear();
    for (Cells local : locals) {
      if (local != null) {
        local.clear();
      }
    }
  }

  private Cells find(int space, long address, int bytes, int lane) {
    Cells cells;
    if (space == GLOBAL) {
      cells = address >>> EmulatedMemory.OFFSET_BITS == last.id ? last : allocation(address, lane);
    } else {
      cells = other(space, address, lane);
    }
    long offset = address & EmulatedMemory.OFFSET_MASK;
    if (offset + bytes > cells.bytes || (offset & (bytes - 1)) != 0 || cells.words == null) {
      throw invalid(cells, address, bytes, lane);
    }
    return cells;
  }

  private Cells allocation(long address, int lane) {
    Cells cells = memory.lookup(address);
    if (cells == null) {
      throw block.fault(
          Kind.OUT_OF_BOUNDS, "address %#x is in no allocation".formatted(address), lane);
    }
    last = cells;
    return cells;
  }

  private Cells other(int space, long address, int lane) {
    long id = address >>> EmulatedMemory.OFFSET_BITS;
    if (space == GENERIC) {
      if (id == EmulatedMemory.SHARED_ID) {
        return shared;
      }
      return id == EmulatedMemory.LOCAL_ID ? local(lane) : allocation(address, lane);
    }
    if (id != 0) {
      throw block.fault(
          Kind.OUT_OF_BOUNDS,
          "address %#x is not in %s memory"
              .formatted(address, space == SHARED ? "shared" : "local"),
          lane);
    }
    return space == SHARED ? shared : local(lane);
  }

  private Cells local(int lane) {
    if (locals[lane] == null) {
      locals[lane] =
          new Cells(
              "the %d bytes of local memory".formatted(localBytes),
              0,
              localBytes,
              Cells.Space.LOCAL);
    }
    return locals[lane];
  }

  private EmulatorException invalid(Cells cells, long address, int bytes, int lane) {
    long offset = address & EmulatedMemory.OFFSET_MASK;
    String place = "%d bytes at offset %d of %s".formatted(bytes, offset, cells.name());
    if (offset + bytes > cells.bytes) {
      return block.fault(Kind.OUT_OF_BOUNDS, place, lane);
    }
    if (cells.freed()) {
      return block.fault(Kind.USE_AFTER_FREE, cells.name() + " was freed", lane);
    }
    return block.fault(Kind.MISALIGNED, place, lane);
  }

  private EmulatorException uninitialised(Cells cells, long address, int lane) {
    return block.fault(
        Kind.UNINITIALISED,
        "offset %d of %s was never written"
            .formatted(address & EmulatedMemory.OFFSET_MASK, cells.name()),
        lane);
  }

  private static int word(long address) {
    return (int) ((address & EmulatedMemory.OFFSET_MASK) >>> 2);
  }

  /** Checks bounds and alignment of an access of several elements. */
  void check(int space, long address, int bytes, int lane) {
    find(space, address, bytes, lane);
  }

  /** The word at an address. */
  int loadWord(int space, long address, int lane) {
    Cells cells = find(space, address, 4, lane);
    int word = word(address);
    if (cells.initialised[word] != Cells.WHOLE) {
      throw uninitialised(cells, address, lane);
    }
    AccessHistory history = cells.history;
    if (history != null) {
      if (history.shift == 2) {
        races.read(history, word, lane);
      } else {
        for (int i = 0; i < 4; i++) {
          races.read(history, 4 * word + i, lane);
        }
      }
    }
    return cells.words[word];
  }

  /** As {@link #loadWord}, from memory that no thread may write during the launch. */
  int loadReadOnly(long address, int lane) {
    Cells cells = find(GLOBAL, address, 4, lane);
    int cell = word(address) << 2 - cells.history.shift;
    for (int i = 0; i < 4 >> cells.history.shift; i++) {
      races.readOnly(cells.history, cell + i, lane);
    }
    return loadWord(GLOBAL, address, lane);
  }

  /** One or two bytes, zero-extended. */
  int loadPart(int space, long address, int bytes, int lane) {
    Cells cells = find(space, address, bytes, lane);
    int offset = (int) (address & 3);
    int word = word(address);
    int mask = Cells.mask(offset, bytes);
    if ((cells.initialised[word] & mask) != mask) {
      throw uninitialised(cells, address, lane);
    }
    if (cells.history != null) {
      cells.history.refine();
      for (int i = 0; i < bytes; i++) {
        races.read(cells.history, 4 * word + offset + i, lane);
      }
    }
    return cells.words[word] >>> 8 * offset & (bytes == 1 ? 0xFF : 0xFFFF);
  }

  /** Writes the word at an address. */
  void storeWord(int space, long address, int value, int lane) {
    Cells cells = find(space, address, 4, lane);
    int word = word(address);
    AccessHistory history = cells.history;
    if (history != null) {
      if (cells.constant) {
        throw block.fault(Kind.OUT_OF_BOUNDS, cells.name() + " is constant", lane);
      }
      if (history.shift == 2) {
        races.write(history, word, lane);
      } else {
        for (int i = 0; i < 4; i++) {
          races.write(history, 4 * word + i, lane);
        }
      }
    }
    cells.initialised[word] = Cells.WHOLE;
    cells.words[word] = value;
    changes++;
  }

  /** Writes the lowest one or two bytes of a value. */
  void storePart(int space, long address, int value, int bytes, int lane) {
    Cells cells = find(space, address, bytes, lane);
    int offset = (int) (address & 3);
    int word = word(address);
    if (cells.history != null) {
      cells.history.refine();
      for (int i = 0; i < bytes; i++) {
        races.write(cells.history, 4 * word + offset + i, lane);
      }
    }
    int bits = (bytes == 1 ? 0xFF : 0xFFFF) << 8 * offset;
    cells.initialised[word] |= (byte) Cells.mask(offset, bytes);
    cells.words[word] = cells.words[word] & ~bits | value << 8 * offset & bits;
    changes++;
  }

  long loadWide(int space, long address, int lane) {
    find(space, address, 8, lane);
    return loadWord(space, address, lane) & 0xFFFFFFFFL
        | (long) loadWord(space, address + 4, lane) << 32;
  }

  void storeWide(int space, long address, long value, int lane) {
    find(space, address, 8, lane);
    storeWord(space, address, (int) value, lane);
    storeWord(space, address + 4, (int) (value >>> 32), lane);
  }

  /** A volatile load of one or two words: it may see what other threads write, and polls. */
  long loadStrong(int space, long address, int bytes, int lane) {
    block.look();
    return strong(space, address, bytes, lane);
  }

  private long strong(int space, long address, int bytes, int lane) {
    Cells cells = find(space, address, bytes, lane);
    long value = 0;
    for (int i = 0; i < bytes / 4; i++) {
      int word = word(address) + i;
      if (cells.initialised[word] != Cells.WHOLE) {
        throw uninitialised(cells, address, lane);
      }
      if (cells.history != null) {
        races.strongRead(cells.history, word << 2 - cells.history.shift, lane, address);
      }
      value |= (cells.words[word] & 0xFFFFFFFFL) << 32 * i;
    }
    return value;
  }

  /** A volatile store of one or two words. */
  void storeStrong(int space, long address, long value, int bytes, int lane) {
    Cells cells = find(space, address, bytes, lane);
    for (int i = 0; i < bytes / 4; i++) {
      int word = word(address) + i;
      if (cells.history != null) {
        races.strongWrite(cells.history, word << 2 - cells.history.shift, lane, address);
      }
      int part = (int) (value >>> 32 * i);
      changes += cells.words[word] == part && cells.initialised[word] == Cells.WHOLE ? 0 : 1;
      cells.initialised[word] = Cells.WHOLE;
      cells.words[word] = part;
    }
  }

  /** What an atomic makes of the value in memory. */
  @FunctionalInterface
  interface Update {
    long apply(long old);
  }

  /** Replaces one or two words at once; returns what was there. */
  long update(int space, long address, int bytes, Update update, int lane) {
    block.poll();
    long old = strong(space, address, bytes, lane);
    storeStrong(space, address, update.apply(old), bytes, lane);
    return old;
  }
}
