package io.afterspike.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Where the cache lines begin in an array. Java aligns arrays to 8 bytes and may move them; vectors
 * that reach over the end of a line cost a kernel that reads one a cycle up to a quarter of its
 * speed, and never a bit of its results. So scratch whose contents last for one operation is asked
 * where it lies at every operation, and used from the first line on.
 *
 * <p>The address is what the C library's {@code memmove} of no bytes returns; the call does not let
 * a collection begin and allocates nothing. It needs {@code --enable-native-access} for this
 * class's module (on the class path, {@code ALL-UNNAMED}); without it arrays are used as they lie.
 */
public final class CacheLines {
  /** Floats of a cache line. */
  public static final int FLOATS = 16;

  private static final MethodHandle ADDRESS = address();

  private CacheLines() {}

  /**
   * The index of an element with which a cache line begins, from 0 to 15: where the array lies now.
   *
   * @param array of {@code MemorySegment.ofArray(float[])}
   * @throws IllegalArgumentException if the segment is not a float array's
   */
  public static int first(MemorySegment array) {
    if (!(array.heapBase().orElse(null) instanceof float[])) {
      throw new IllegalArgumentException("array: expected a segment of a float[], found " + array);
    }
    if (ADDRESS == null) {
      return 0;
    }
    long address;
    try {
      address = (long) ADDRESS.invokeExact(array, array, 0L);
    } catch (Throwable e) {
      throw new IllegalStateException("memmove of no bytes: " + e, e);
    }
    return (int) (-address >>> 2) & (FLOATS - 1);
  }

  /** Whether Java may ask where an array lies. */
  public static boolean known() {
    return ADDRESS != null;
  }

  @SuppressWarnings("restricted") // asked for only where it is allowed
  private static MethodHandle address() {
    if (!CacheLines.class.getModule().isNativeAccessEnabled()) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    AddressLayout pointer = ValueLayout.ADDRESS;
    return linker
        .defaultLookup()
        .find("memmove")
        .map(
            function ->
                linker.downcallHandle(
                    function,
                    FunctionDescriptor.of(JAVA_LONG, pointer, pointer, JAVA_LONG),
                    Linker.Option.critical(true)))
        .orElse(null);
  }
}
