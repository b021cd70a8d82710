package io.afterspike.kernels.cuda;

import io.afterspike.kernels.cuda.ptx.KernelSignature;
import io.afterspike.kernels.cuda.ptx.KernelSignature.Argument;
import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.driver.CUfunction;

/**
 * A kernel bound to its grid and arguments: checked once, launched as often as wanted with nothing
 * allocated. Its buffers must stay open. Scalars may be changed between launches, each of which
 * takes the values of its own time.
 *
 * <p>The arguments lie in one native block: first the table of pointers that the driver wants, then
 * the values, eight bytes for each.
 */
public final class Launch {
  private final CudaKernel kernel;
  private final int[] grid;
  private final int[] block;
  private final int askedSharedBytes;
  private final MemorySegment arguments;
  private final int count;
  private final int[] floats;
  private final Pointer table;

  private Launch(Binder binder) {
    kernel = binder.kernel;
    grid = binder.grid.clone();
    block = binder.block.clone();
    askedSharedBytes = binder.sharedBytes;
    count = binder.values.size();
    // Freed by Java with this launch; the driver has copied the arguments when a launch returns.
    arguments = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, Math.max(1, 2L * count));
    for (int k = 0; k < count; k++) {
      arguments.setAtIndex(ValueLayout.JAVA_LONG, k, arguments.address() + 8L * (count + k));
      arguments.setAtIndex(ValueLayout.JAVA_LONG, count + k, binder.values.get(k));
    }
    table = Pointer.to(arguments.asByteBuffer());
    List<String> types = kernel.signature().types();
    floats = IntStream.range(0, count).filter(k -> types.get(k).equals("f32")).toArray();
  }

  /** Enqueues it; returns before it has run. */
  public void launch(CudaStream stream) {
    LaunchProfile profile = stream.profile();
    if (profile == null) {
      enqueue(stream);
    } else {
      profile.begin(this, 0);
      enqueue(stream);
      profile.end();
    }
  }

  /** Enqueues it past any profile. */
  void enqueue(CudaStream stream) {
    kernel.module().ready("cuLaunchKernel");
    stream.remember(kernel.name());
    int status = kernel.module().calls().cuLaunchKernel(this, stream.handle());
    if (status != 0) {
      kernel.module().context().check("cuLaunchKernel", this, status);
    }
  }

  /** Changes argument {@code index}, a float, for the launches from now on. */
  public Launch set(int index, float value) {
    requireType(index, "f32");
    arguments.set(ValueLayout.JAVA_FLOAT, 8L * (count + index), value);
    return this;
  }

  /** Changes argument {@code index}, an int, for the launches from now on. */
  public Launch set(int index, int value) {
    requireType(index, "u32");
    arguments.set(ValueLayout.JAVA_INT, 8L * (count + index), value);
    return this;
  }

  /** The number of arguments that are floats. */
  public int floats() {
    return floats.length;
  }

  /** Copies the bits of all float arguments, in order, as the next launch will use them. */
  public void readFloats(int[] destination, int offset) {
    for (int k = 0; k < floats.length; k++) {
      destination[offset + k] = arguments.get(ValueLayout.JAVA_INT, 8L * (count + floats[k]));
    }
  }

  /** Sets all float arguments from their bits, in order, for the launches from now on. */
  public void writeFloats(int[] source, int offset) {
    for (int k = 0; k < floats.length; k++) {
      arguments.set(ValueLayout.JAVA_INT, 8L * (count + floats[k]), source[offset + k]);
    }
  }

  private void requireType(int index, String type) {
    String actual = kernel.signature().types().get(index);
    if (!actual.equals(type)) {
      throw new IllegalArgumentException(
          kernel.name() + ", argument " + index + ": expected " + actual + ", found " + type);
    }
  }

  /** The kernel's name. */
  public String name() {
    return kernel.name();
  }

  /** The number of blocks in direction 0, 1 or 2. */
  public int grid(int direction) {
    return grid[direction];
  }

  /** The number of threads of a block in direction 0, 1 or 2. */
  public int block(int direction) {
    return block[direction];
  }

  /** The shared memory of each block in bytes: what the kernel declares and what was asked for. */
  public int sharedBytes() {
    return kernel.staticSharedBytes() + askedSharedBytes;
  }

  /** The shared memory of each block in bytes that the kernel itself does not declare. */
  int askedSharedBytes() {
    return askedSharedBytes;
  }

  CUfunction function() {
    return kernel.handle();
  }

  /** Where the driver finds the arguments. */
  Pointer table() {
    return table;
  }

  /**
   * An argument by its name in the kernel's signature, as the next launch will use it: a whole
   * number, or the address that a pointer holds, 0 for null.
   *
   * @throws IllegalArgumentException if the kernel has no such argument, or is none of {@link
   *     PtxLibrary}, so that the names are not known
   */
  public long number(String argument) {
    KernelSignature known = PtxLibrary.kernel(kernel.name());
    for (int k = 0; k < count; k++) {
      if (known.arguments().get(k).name().equals(argument)) {
        return number(k, known.arguments().get(k));
      }
    }
    throw new IllegalArgumentException(
        kernel.name() + ": expected one of its arguments, found '" + argument + "'");
  }

  private long number(int index, Argument argument) {
    long offset = 8L * (count + index);
    if (argument.type().equals("float")) {
      throw new IllegalArgumentException(
          kernel.name() + ", " + argument.name() + ": expected a whole number, found a float");
    }
    return argument.size() == 8
        ? arguments.get(ValueLayout.JAVA_LONG, offset)
        : arguments.get(ValueLayout.JAVA_INT, offset);
  }

  /**
   * What tells launches of one kernel apart: its whole numbers, and which arrays are absent, such
   * as {@code batch 128, pre 700, post 512, no bias}; the grid of a kernel that is none of {@link
   * PtxLibrary}.
   */
  public String detail() {
    KernelSignature known = PtxLibrary.kernels().get(kernel.name());
    if (known == null) {
      return "grid " + grid[0] + " x " + grid[1] + " x " + grid[2];
    }
    List<String> numbers = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      Argument argument = known.arguments().get(k);
      if (argument.isPointer()) {
        if (number(k, argument) == 0) {
          absent.add("no " + argument.name());
        }
      } else if (!argument.type().equals("float")) {
        numbers.add(argument.name() + " " + number(k, argument));
      }
    }
    numbers.addAll(absent);
    return String.join(", ", numbers);
  }

  @Override
  public String toString() {
    return String.format(
        "%s, grid %d x %d x %d, blocks of %d x %d x %d",
        kernel.name(), grid[0], grid[1], grid[2], block[0], block[1], block[2]);
  }

  /** Collects what a launch needs; {@link #bind} checks it against the kernel and the device. */
  public static final class Binder {
    private final CudaKernel kernel;
    private final int[] grid = {1, 1, 1};
    private final int[] block = {1, 1, 1};
    private final List<Long> values = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private int sharedBytes;

    Binder(CudaKernel kernel) {
      this.kernel = kernel;
    }

    /** The number of blocks in each direction; 1 if not said. */
    public Binder grid(int x, int y, int z) {
      grid[0] = x;
      grid[1] = y;
      grid[2] = z;
      return this;
    }

    /** The number of threads of a block in each direction; 1 if not said. */
    public Binder block(int x, int y, int z) {
      block[0] = x;
      block[1] = y;
      block[2] = z;
      return this;
    }

    /** Shared memory for each block, in bytes, beside what the kernel itself declares. */
    public Binder sharedBytes(int bytes) {
      sharedBytes = bytes;
      return this;
    }

    /** The next argument, a pointer: the whole buffer, or null if it has no elements. */
    public Binder with(DeviceBuffer buffer) {
      buffer.ready("bind");
      return add(buffer.address(), "u64");
    }

    /** The next argument, a float. */
    public Binder with(float value) {
      return add(Integer.toUnsignedLong(Float.floatToRawIntBits(value)), "f32");
    }

    /** The next argument, a 32-bit whole number. */
    public Binder with(int value) {
      return add(Integer.toUnsignedLong(value), "u32");
    }

    /** The next argument, a 64-bit whole number or an address. */
    public Binder with(long value) {
      return add(value, "u64");
    }

    private Binder add(long bits, String type) {
      values.add(bits);
      types.add(type);
      return this;
    }

    /**
     * Checks everything and binds it.
     *
     * @throws IllegalArgumentException if the arguments are not those of the kernel, or the grid,
     *     the blocks or the shared memory exceed what kernel and device allow
     */
    public Launch bind() {
      kernel.module().ready("bind");
      List<String> expected = kernel.signature().types();
      if (!types.equals(expected)) {
        throw new IllegalArgumentException(
            kernel.name() + ": expected arguments " + expected + ", found " + types);
      }
      CudaDevice device = kernel.module().context().device();
      long threads = 1;
      for (int d = 0; d < 3; d++) {
        String direction = String.valueOf("xyz".charAt(d));
        requireBetween("grid " + direction, 1, device.gridLimit(d), grid[d]);
        requireBetween("block " + direction, 1, device.blockLimit(d), block[d]);
        threads *= block[d];
      }
      requireBetween("threads of a block", 1, kernel.mostThreads(), threads);
      requireBetween("shared memory in bytes", 0, Integer.MAX_VALUE, sharedBytes);
      return new Launch(this);
    }

    private void requireBetween(String what, int least, int most, long found) {
      if (found < least || found > most) {
        throw new IllegalArgumentException(
            kernel.name()
                + ", "
                + what
                + ": expected "
                + least
                + " to "
                + most
                + ", found "
                + found);
      }
    }
  }
}
