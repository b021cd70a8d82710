package io.afterspike.kernels.cuda.emulator;

import io.afterspike.kernels.cuda.emulator.EmulatorException.Kind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory of an emulated device. An address is {@code allocation id << 40 | offset}, ids are
 * never used again, so every access is checked against its own allocation, and freed memory stays
 * known as freed. New memory is uninitialised; reading it is an error, for kernels and for {@link
 * #read}. Safe for use by several threads, launches excepted: one at a time.
 */
public final class EmulatedMemory {
  static final int OFFSET_BITS = 40;
  static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;

  /** Ids of the generic addresses of shared and local memory; no allocation reaches them. */
  static final long SHARED_ID = 0x7FFFFF;

  static final long LOCAL_ID = 0x7FFFFE;

  private final List<Cells> allocations = new ArrayList<>();
  private final Map<EmulatedModule, Map<String, Cells>> variables = new HashMap<>();
  private long liveBytes;
  private int liveAllocations;

  /** The number of the next run of a block; the stamps of {@link RaceDetector} carry it. */
  private long nextRun = 1;

  /** An empty memory. */
  public EmulatedMemory() {
    allocations.add(new Cells("null", 0, 0, Cells.Space.GLOBAL));
  }

  /**
   * Allocates {@code bytes} uninitialised bytes, aligned for every access.
   *
   * @return their address
   * @throws IllegalArgumentException if {@code bytes} is not positive or above 4 GiB
   */
  public synchronized long allocate(long bytes) {
    if (bytes <= 0 || bytes > 1L << 32) {
      throw new IllegalArgumentException("bytes must be in 1 to 2^32, not " + bytes);
    }
    liveBytes += bytes;
    liveAllocations++;
    return cells(bytes, null).id << OFFSET_BITS;
  }

  private Cells cells(long bytes, String name) {
    Cells cells = new Cells(name, allocations.size(), bytes, Cells.Space.GLOBAL);
    allocations.add(cells);
    return cells;
  }

  /**
   * Frees what {@link #allocate} gave. An address of 0 is ignored, as cuMemFree does.
   *
   * @throws EmulatorException INVALID_FREE if the address is not the start of live memory
   */
  public synchronized void free(long address) {
    if (address == 0) {
      return;
    }
    Cells cells = lookup(address);
    if (cells == null || (address & OFFSET_MASK) != 0 || isVariable(cells)) {
      throw new EmulatorException(
          Kind.INVALID_FREE, "address %#x is no allocation's".formatted(address));
    }
    if (cells.freed()) {
      throw new EmulatorException(Kind.INVALID_FREE, cells.name() + " was freed before");
    }
    liveBytes -= cells.bytes;
    liveAllocations--;
    cells.free();
  }

  private boolean isVariable(Cells cells) {
    return variables.values().stream().anyMatch(of -> of.containsValue(cells));
  }

  /** The allocation of an address, freed ones too; null if there never was one. */
  Cells lookup(long address) {
    long id = address >>> OFFSET_BITS;
    return id > 0 && id < allocations.size() ? allocations.get((int) id) : null;
  }

  private Cells checked(long address, long bytes) {
    Cells cells = lookup(address);
    long offset = address & OFFSET_MASK;
    if (cells == null || bytes < 0 || offset + bytes > cells.bytes) {
      throw new EmulatorException(
          Kind.OUT_OF_BOUNDS,
          "%d bytes at %#x, offset %d of %s"
              .formatted(bytes, address, offset, cells == null ? "no allocation" : cells.name()));
    }
    if (cells.freed()) {
      throw new EmulatorException(Kind.USE_AFTER_FREE, cells.name() + " was freed");
    }
    return cells;
  }

  /** Copies all of {@code source} (not modified) to {@code address}. */
  public synchronized void write(long address, MemorySegment source) {
    Cells cells = checked(address, source.byteSize());
    long offset = address & OFFSET_MASK;
    MemorySegment.copy(source, 0, MemorySegment.ofArray(cells.words), offset, source.byteSize());
    cells.initialise(offset, source.byteSize());
  }

  /**
   * Fills {@code destination} with the bytes from {@code address} on.
   *
   * @throws EmulatorException also if any of them was never written
   */
  public synchronized void read(long address, MemorySegment destination) {
    Cells cells = checked(address, destination.byteSize());
    long offset = address & OFFSET_MASK;
    requireInitialised(cells, offset, destination.byteSize());
    MemorySegment.copy(
        MemorySegment.ofArray(cells.words), offset, destination, 0, destination.byteSize());
  }

  private static void requireInitialised(Cells cells, long offset, long bytes) {
    if (!cells.isInitialised(offset, bytes)) {
      long at = offset;
      while (cells.isInitialised(at, 1)) {
        at++;
      }
      throw new EmulatorException(
          Kind.UNINITIALISED, "the host reads byte " + at + " of " + cells.name());
    }
  }

  /** Sets {@code words} words of 4 bytes from {@code address} on, a multiple of 4. */
  public synchronized void fill(long address, int word, long words) {
    Cells cells = checked(address, 4 * words);
    long offset = address & OFFSET_MASK;
    if ((offset & 3) != 0) {
      throw new EmulatorException(Kind.MISALIGNED, "a fill at offset " + offset);
    }
    Arrays.fill(cells.words, (int) (offset >>> 2), (int) ((offset >>> 2) + words), word);
    cells.initialise(offset, 4 * words);
  }

  /** Sets {@code bytes} bytes from {@code address} on, as cuMemsetD8 does. */
  public synchronized void fillBytes(long address, byte value, long bytes) {
    Cells cells = checked(address, bytes);
    long offset = address & OFFSET_MASK;
    MemorySegment.ofArray(cells.words).asSlice(offset, bytes).fill(value);
    cells.initialise(offset, bytes);
  }

  /**
   * Copies {@code bytes} bytes; the two ranges may overlap. What is uninitialised at {@code from}
   * is so at {@code to}.
   */
  public synchronized void copy(long from, long to, long bytes) {
    Cells source = checked(from, bytes);
    Cells target = checked(to, bytes);
    boolean[] written = new boolean[Math.toIntExact(bytes)];
    for (int i = 0; i < bytes; i++) {
      written[i] = source.isInitialised((from & OFFSET_MASK) + i, 1);
    }
    MemorySegment.copy(
        MemorySegment.ofArray(source.words),
        from & OFFSET_MASK,
        MemorySegment.ofArray(target.words),
        to & OFFSET_MASK,
        bytes);
    for (int i = 0; i < bytes; i++) {
      target.initialise((to & OFFSET_MASK) + i, written[i]);
    }
  }

  /** Bytes allocated and not freed; variables of modules do not count. */
  public synchronized long liveBytes() {
    return liveBytes;
  }

  /** Allocations not freed; variables of modules do not count. */
  public synchronized int liveAllocations() {
    return liveAllocations;
  }

  /** The variables of a module in this memory, by name; initialised when first asked for. */
  synchronized Map<String, Cells> variables(EmulatedModule module) {
    return variables.computeIfAbsent(
        module,
        m -> {
          Map<String, Cells> of = new HashMap<>();
          for (PtxVariable variable : m.variables()) {
            Cells cells = cells(variable.bytes(), "variable " + variable.name());
            if (variable.initial() != null) {
              MemorySegment.copy(
                  MemorySegment.ofArray(variable.initial()),
                  0,
                  MemorySegment.ofArray(cells.words),
                  0,
                  variable.bytes());
            }
            cells.initialise(0, variable.bytes()); // PTX: zero where the text says nothing
            cells.constant = variable.space().equals("const");
            of.put(variable.name(), cells);
          }
          return of;
        });
  }

  /** Forgets the variables of a module, as unloading it does. */
  synchronized void release(EmulatedModule module) {
    Map<String, Cells> of = variables.remove(module);
    if (of != null) {
      of.values().forEach(Cells::free);
    }
  }

  /** Reserves numbers for the blocks of a launch; returns the first. */
  synchronized long reserveRuns(long blocks) {
    if (nextRun + blocks > RaceDetector.MAX_RUN) { // earlier launches do not count any more
      allocations.forEach(Cells::forget);
      nextRun = 1;
    }
    long first = nextRun;
    nextRun += blocks;
    return first;
  }
}
