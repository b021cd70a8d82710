package io.afterspike.kernels.cuda.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.afterspike.kernels.cuda.emulator.EmulatedLaunch;
import io.afterspike.kernels.cuda.emulator.EmulatedMemory;
import io.afterspike.kernels.cuda.ptx.KernelSignature;
import io.afterspike.kernels.cuda.ptx.KernelSignature.Argument;
import io.afterspike.kernels.cuda.ptx.PtxLibrary;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Runs shipped kernels on arrays: each goes to a buffer of its length and comes back. */
final class Gpu {
  private final String target;
  private final int[] grid;

  private Gpu(String target, int... grid) {
    this.target = target;
    this.grid = grid;
  }

  /**
   * Any target, and any grid of the dimensions that a kernel's rule names: results must not depend
   * on them.
   */
  static Gpu any(Draw draw) {
    List<String> targets = PtxLibrary.targets();
    return new Gpu(
        targets.get(draw.integer(0, targets.size() - 1)),
        draw.integer(1, 3),
        draw.integer(1, 3),
        draw.integer(1, 3));
  }

  String target() {
    return target;
  }

  /**
   * Launches a kernel.
   *
   * @param arguments in the order of its signature; pointers as {@code float[]} or {@code int[]},
   *     which receive what is in the buffer afterwards, or {@code null}; the same array twice is
   *     the same buffer
   */
  void run(String kernel, Object... arguments) {
    KernelSignature signature = PtxLibrary.kernel(kernel);
    assertEquals(signature.arguments().size(), arguments.length, kernel + ": arguments");
    EmulatedMemory memory = new EmulatedMemory();
    Map<Object, Long> buffers = new IdentityHashMap<>();
    Object[] passed = new Object[arguments.length];
    for (int k = 0; k < arguments.length; k++) {
      Argument expected = signature.arguments().get(k);
      Object argument = arguments[k];
      if (!expected.isPointer()) {
        Class<?> type =
            switch (expected.type()) {
              case "float" -> Float.class;
              case "int" -> Integer.class;
              default -> Long.class;
            };
        assertEquals(type, argument.getClass(), kernel + ": " + expected.name());
        passed[k] = argument;
      } else if (argument == null) {
        passed[k] = 0L;
      } else {
        passed[k] = buffers.computeIfAbsent(argument, array -> upload(memory, array));
      }
    }
    int[] blocks = Arrays.copyOf(grid, signature.grid().split(", ").length);
    EmulatedLaunch.of(Shipped.kernel(kernel, target))
        .grid(blocks)
        .block(signature.threads())
        .run(memory, passed);
    buffers.forEach(
        (array, address) -> {
          MemorySegment host = segment(array);
          if (host.byteSize() > 0) {
            memory.read(address, host);
          }
        });
  }

  private static long upload(EmulatedMemory memory, Object array) {
    MemorySegment host = segment(array);
    if (host.byteSize() == 0) {
      return memory.allocate(4); // never written, so that reading it is found
    }
    long address = memory.allocate(host.byteSize());
    memory.write(address, host);
    return address;
  }

  private static MemorySegment segment(Object array) {
    return array instanceof int[] ints
        ? MemorySegment.ofArray(ints)
        : MemorySegment.ofArray((float[]) array);
  }

  /** Every element has the expected bits; any NaN is a NaN. */
  static void same(String name, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, name);
    for (int k = 0; k < expected.length; k++) {
      boolean equal =
          Float.floatToRawIntBits(expected[k]) == Float.floatToRawIntBits(actual[k])
              || (expected[k] != expected[k] && actual[k] != actual[k]);
      if (!equal) {
        throw new AssertionError(
            name
                + "["
                + k
                + "]: expected "
                + Float.toHexString(expected[k])
                + ", found "
                + Float.toHexString(actual[k]));
      }
    }
  }
}
