package io.afterspike.kernels.cuda.driverdouble;

import io.afterspike.kernels.cuda.emulator.EmulatedKernel;
import io.afterspike.kernels.cuda.emulator.EmulatedMemory;
import io.afterspike.kernels.cuda.emulator.EmulatedModule;
import io.afterspike.kernels.cuda.emulator.EmulatorException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** The emulator as the double's device. What its detectors find is an error of the device. */
final class EmulatedMachine implements Machine {
  private EmulatedMemory memory = new EmulatedMemory();

  /** Reading PTX takes longer than running small kernels; modules keep no state here. */
  private final Map<String, EmulatedModule> modules = new HashMap<>();

  @Override
  public void reset() {
    memory = new EmulatedMemory();
  }

  @Override
  public long allocate(long bytes) {
    return memory.allocate(bytes);
  }

  @Override
  public void free(long address) {
    found(() -> memory.free(address));
  }

  @Override
  public void write(long address, MemorySegment source) {
    found(() -> memory.write(address, source));
  }

  @Override
  public void read(long address, MemorySegment destination) {
    found(() -> memory.read(address, destination));
  }

  @Override
  public void fill(long address, int value, long count) {
    found(() -> memory.fill(address, value, count));
  }

  @Override
  public void copy(long source, long destination, long bytes) {
    found(() -> memory.copy(source, destination, bytes));
  }

  @Override
  public Program load(String ptx) {
    EmulatedModule module;
    try {
      module = modules.computeIfAbsent(ptx, EmulatedModule::load);
    } catch (EmulatorException e) {
      throw error(e);
    }
    return name -> {
      for (EmulatedKernel kernel : module.kernels()) {
        if (kernel.name().equals(name)) {
          return new Loaded(kernel);
        }
      }
      return null;
    };
  }

  private static void found(Runnable access) {
    try {
      access.run();
    } catch (EmulatorException e) {
      throw error(e);
    }
  }

  private static MachineException error(EmulatorException e) {
    int code =
        switch (e.kind()) {
          case OUT_OF_BOUNDS, USE_AFTER_FREE, INVALID_FREE -> Codes.ILLEGAL_ADDRESS;
          case MISALIGNED -> Codes.MISALIGNED_ADDRESS;
          case UNKNOWN_INSTRUCTION -> Codes.INVALID_PTX;
          default -> Codes.LAUNCH_FAILED;
        };
    return new MachineException(code, e.getMessage(), e);
  }

  /** A kernel on this memory. */
  private final class Loaded implements Kernel {
    private final EmulatedKernel kernel;

    Loaded(EmulatedKernel kernel) {
      this.kernel = kernel;
    }

    @Override
    public int parameterBytes() {
      return kernel.parameterBytes();
    }

    @Override
    public int[] parameterOffsets() {
      return kernel.parameterOffsets().stream().mapToInt(k -> k).toArray();
    }

    @Override
    public int sharedBytes() {
      return kernel.sharedBytes();
    }

    @Override
    public void launch(int[] grid, int[] block, int sharedBytes, MemorySegment parameters) {
      found(
          () ->
              kernel.launch(
                  memory,
                  grid[0],
                  grid[1],
                  grid[2],
                  block[0],
                  block[1],
                  block[2],
                  sharedBytes,
                  parameters));
    }
  }
}
