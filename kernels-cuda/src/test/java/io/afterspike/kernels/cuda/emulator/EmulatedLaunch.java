package io.afterspike.kernels.cuda.emulator;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A launch written in one line: {@code EmulatedLaunch.of(kernel).grid(2).block(128).run(memory, 2f,
 * x, y, n)}. Its sizes are 1 and no dynamic shared memory until set.
 */
public final class EmulatedLaunch {
  private final EmulatedKernel kernel;
  private final int[] grid = {1, 1, 1};
  private final int[] block = {1, 1, 1};
  private int sharedBytes;

  private EmulatedLaunch(EmulatedKernel kernel) {
    this.kernel = kernel;
  }

  /** A launch of a kernel. */
  public static EmulatedLaunch of(EmulatedKernel kernel) {
    return new EmulatedLaunch(kernel);
  }

  /** Sets the blocks along x, y, z; those not given are 1. */
  public EmulatedLaunch grid(int... blocks) {
    System.arraycopy(blocks, 0, grid, 0, blocks.length);
    return this;
  }

  /** Sets the threads along x, y, z; those not given are 1. */
  public EmulatedLaunch block(int... threads) {
    System.arraycopy(threads, 0, block, 0, threads.length);
    return this;
  }

  /** Sets the dynamic shared memory. */
  public EmulatedLaunch shared(int bytes) {
    sharedBytes = bytes;
    return this;
  }

  /**
   * Runs it.
   *
   * @param arguments one for each parameter, each an Integer, Long (also for addresses), Float,
   *     Double, or byte[] for a structure
   * @throws IllegalArgumentException if they do not fit the kernel's parameters
   */
  public void run(EmulatedMemory memory, Object... arguments) {
    ByteBuffer packed = ByteBuffer.allocate(kernel.parameterBytes()).order(ByteOrder.LITTLE_ENDIAN);
    if (arguments.length != kernel.parameterOffsets().size()) {
      throw new IllegalArgumentException(
          "%d arguments for the %d parameters of %s"
              .formatted(arguments.length, kernel.parameterOffsets().size(), kernel.name()));
    }
    for (int i = 0; i < arguments.length; i++) {
      packed.position(kernel.parameterOffsets().get(i));
      int before = packed.position();
      put(packed, arguments[i]);
      if (packed.position() - before != kernel.parameterSizes().get(i)) {
        throw new IllegalArgumentException(
            "argument %d of %s: %s for %d bytes"
                .formatted(
                    i,
                    kernel.name(),
                    arguments[i].getClass().getSimpleName(),
                    kernel.parameterSizes().get(i)));
      }
    }
    kernel.launch(
        memory,
        grid[0],
        grid[1],
        grid[2],
        block[0],
        block[1],
        block[2],
        sharedBytes,
        MemorySegment.ofArray(packed.array()));
  }

  private static void put(ByteBuffer packed, Object argument) {
    if (argument instanceof Integer value) {
      packed.putInt(value);
    } else if (argument instanceof Long value) {
      packed.putLong(value);
    } else if (argument instanceof Float value) {
      packed.putFloat(value);
    } else if (argument instanceof Double value) {
      packed.putDouble(value);
    } else if (argument instanceof byte[] value) {
      packed.put(value);
    } else {
      throw new IllegalArgumentException("an argument of " + argument.getClass());
    }
  }
}
