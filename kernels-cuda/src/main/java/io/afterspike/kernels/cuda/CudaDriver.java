package io.afterspike.kernels.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Asks the NVIDIA driver, if there is one, which GPUs it sees. Needs nothing but the driver. */
public final class CudaDriver {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final int NAME_LENGTH = 256;

  private CudaDriver() {}

  /**
   * What the driver said.
   *
   * @param devices the names of the GPUs, empty if there is no usable one
   * @param reason why there is no usable GPU and what to do; empty if there is one
   */
  public record Probe(List<String> devices, String reason) {
    /** Copies the list. */
    public Probe {
      devices = List.copyOf(devices);
    }

    private static Probe none(String reason) {
      return new Probe(List.of(), reason);
    }
  }

  /** Looks for the driver and its devices. Never throws. */
  public static Probe probe() {
    String library =
        System.getProperty("os.name").startsWith("Windows") ? "nvcuda.dll" : "libcuda.so.1";
    return probe(library);
  }

  /**
   * Makes sure that there are a driver, a GPU and JCuda for this platform.
   *
   * @throws CudaUnavailableException with the reason and what to do
   */
  public static void require() {
    String reason = reason();
    if (!reason.isEmpty()) {
      throw new CudaUnavailableException(reason);
    }
  }

  /** Why there is no GPU that can be used and what to do; empty if there is one. */
  public static String reason() {
    String driver = probe().reason();
    if (!driver.isEmpty()) {
      return driver;
    }
    try {
      return JCudaLibrary.reason();
    } catch (LinkageError e) {
      return "JCuda is not on the class path; add org.jcuda:jcuda 12.6.0";
    }
  }

  @SuppressWarnings("restricted") // loading and calling a native library is the purpose
  static Probe probe(String library) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup driver;
      try {
        driver = SymbolLookup.libraryLookup(library, arena);
      } catch (IllegalArgumentException e) {
        return Probe.none(
            "no NVIDIA driver was found (" + library + "); install one, version 525 or later");
      }
      return devices(driver, arena);
    } catch (Throwable e) {
      return Probe.none("the NVIDIA driver could not be asked: " + e);
    }
  }

  @SuppressWarnings("restricted")
  private static Probe devices(SymbolLookup driver, Arena arena) throws Throwable {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor takesInt = FunctionDescriptor.of(INT, INT);
    FunctionDescriptor takesPointer = FunctionDescriptor.of(INT, ValueLayout.ADDRESS);
    FunctionDescriptor takesName = FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT, INT);
    int status = (int) linker.downcallHandle(driver.findOrThrow("cuInit"), takesInt).invokeExact(0);
    if (status != 0) {
      return Probe.none("the NVIDIA driver refused to start: cuInit returned error " + status);
    }
    MemorySegment count = arena.allocate(INT);
    status =
        (int)
            linker
                .downcallHandle(driver.findOrThrow("cuDeviceGetCount"), takesPointer)
                .invokeExact(count);
    if (status != 0 || count.get(INT, 0) == 0) {
      return Probe.none("the NVIDIA driver is here but sees no GPU");
    }
    List<String> names = new ArrayList<>();
    for (int device = 0; device < count.get(INT, 0); device++) {
      MemorySegment name = arena.allocate(NAME_LENGTH);
      status =
          (int)
              linker
                  .downcallHandle(driver.findOrThrow("cuDeviceGetName"), takesName)
                  .invokeExact(name, NAME_LENGTH, device);
      names.add(status == 0 ? name.getString(0) : "unnamed GPU " + device);
    }
    return new Probe(names, "");
  }
}
