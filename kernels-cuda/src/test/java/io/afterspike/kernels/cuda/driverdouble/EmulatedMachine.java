package io.afterspike.kernels.cuda.driverdouble;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stand-in until the emulator is there: knows one kernel by its name. */
final class EmulatedMachine implements Machine {
  private final Map<Long, MemorySegment> memory = new HashMap<>();
  private long next = 1;

  @Override
  public long allocate(long bytes) {
    memory.put(next, Arena.ofAuto().allocate(bytes, 8));
    return next++ << 40;
  }

  @Override
  public void free(long address) {
    memory.remove(address >>> 40);
  }

  private MemorySegment at(long address, long bytes) {
    MemorySegment found = memory.get(address >>> 40);
    long offset = address & ((1L << 40) - 1);
    if (found == null || offset + bytes > found.byteSize()) {
      throw new MachineException(Codes.ILLEGAL_ADDRESS, "out of bounds", null);
    }
    return found.asSlice(offset, bytes);
  }

  @Override
  public void write(long address, MemorySegment source) {
    at(address, source.byteSize()).copyFrom(source);
  }

  @Override
  public void read(long address, MemorySegment destination) {
    destination.copyFrom(at(address, destination.byteSize()));
  }

  @Override
  public void fill(long address, int value, long count) {
    MemorySegment all = at(address, 4 * count);
    for (long k = 0; k < count; k++) {
      all.setAtIndex(ValueLayout.JAVA_INT, k, value);
    }
  }

  @Override
  public void copy(long source, long destination, long bytes) {
    at(destination, bytes).copyFrom(at(source, bytes));
  }

  @Override
  public Program load(String ptx) {
    if (!ptx.contains(".version")) {
      throw new MachineException(Codes.INVALID_PTX, "line 1: no .version", null);
    }
    Map<String, Kernel> kernels = new HashMap<>();
    Matcher entry = Pattern.compile("\\.entry\\s+(\\w+)").matcher(ptx);
    while (entry.find()) {
      kernels.put(entry.group(1), new ScaleKernel());
    }
    return kernels::get;
  }

  private final class ScaleKernel implements Kernel {
    @Override
    public int parameterBytes() {
      return 24;
    }

    @Override
    public int[] parameterOffsets() {
      return new int[] {0, 8, 16};
    }

    @Override
    public int sharedBytes() {
      return 0;
    }

    @Override
    public void launch(int[] grid, int[] block, int sharedBytes, MemorySegment parameters) {
      float factor = parameters.get(ValueLayout.JAVA_FLOAT, 0);
      long address = parameters.get(ValueLayout.JAVA_LONG, 8);
      int count = (int) parameters.get(ValueLayout.JAVA_LONG, 16);
      MemorySegment all = at(address, 4L * count);
      for (int k = 0; k < count; k++) {
        all.setAtIndex(
            ValueLayout.JAVA_FLOAT, k, factor * all.getAtIndex(ValueLayout.JAVA_FLOAT, k));
      }
    }
  }
}
