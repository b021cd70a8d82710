package io.afterspike.kernels.cuda.driverdouble;

import java.lang.foreign.MemorySegment;

/** What the double's device is made of: memory, and something that runs kernels. */
interface Machine {
  /** Forgets all memory. */
  void reset();

  /** New memory of {@code bytes} bytes; what it holds is not defined. */
  long allocate(long bytes);

  /** Gives memory back. */
  void free(long address);

  /** Host to device. */
  void write(long address, MemorySegment source);

  /** Device to host. */
  void read(long address, MemorySegment destination);

  /** Sets {@code count} words of 32 bits. */
  void fill(long address, int value, long count);

  /** Device to device. */
  void copy(long source, long destination, long bytes);

  /**
   * Assembles PTX.
   *
   * @throws MachineException if it cannot
   */
  Program load(String ptx);

  /** Kernels that have been assembled. */
  interface Program {
    /** A kernel, or null if there is none with this name. */
    Kernel kernel(String name);
  }

  /** One kernel. */
  interface Kernel {
    /** How many bytes all parameters take. */
    int parameterBytes();

    /** Where each parameter begins. */
    int[] parameterOffsets();

    /** The shared memory that it declares. */
    int sharedBytes();

    /**
     * Runs it to its end.
     *
     * @throws MachineException if it does what it must not
     */
    void launch(int[] grid, int[] block, int sharedBytes, MemorySegment parameters);
  }

  /** Something that a device reports as an error. */
  final class MachineException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;

    /** The driver's code for it, and what happened. */
    MachineException(int code, String message, Throwable cause) {
      super(message, cause);
      this.code = code;
    }

    int code() {
      return code;
    }
  }
}
