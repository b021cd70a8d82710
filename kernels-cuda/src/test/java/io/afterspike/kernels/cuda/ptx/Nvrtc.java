package io.afterspike.kernels.cuda.ptx;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;

/** NVIDIA's run-time compiler, called in this process: CUDA C in, PTX out. Needs no GPU. */
final class Nvrtc implements AutoCloseable {
  /** The release whose PTX both the oldest supported driver and the assembler of the tests take. */
  static final String VERSION = "12.0.140";

  private static final FunctionDescriptor WITH_POINTER =
      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);

  private final Arena arena = Arena.ofConfined();
  private final SymbolLookup library;
  private final Linker linker = Linker.nativeLinker();

  /**
   * @param folder where the two libraries of the wheel are
   */
  @SuppressWarnings("restricted") // calling a native compiler is the purpose
  Nvrtc(Path folder) {
    // First, or the compiler looks for it on the system's library path.
    SymbolLookup.libraryLookup(folder.resolve("libnvrtc-builtins.so.12.0"), arena);
    library = SymbolLookup.libraryLookup(folder.resolve("libnvrtc.so.12"), arena);
  }

  /**
   * @param fileName what the compiler's messages call the source
   * @param architecture {@code compute_80}
   * @throws IllegalArgumentException with the compiler's messages if it had any
   */
  String compile(String fileName, String source, String architecture) {
    List<String> options =
        List.of(
            "--gpu-architecture=" + architecture,
            "--std=c++17",
            // Every rounding is named in the sources; nothing may be contracted or approximated.
            "--fmad=false",
            "--ftz=false",
            "--prec-div=true",
            "--prec-sqrt=true");
    try (Arena local = Arena.ofConfined()) {
      MemorySegment handle = local.allocate(ValueLayout.ADDRESS);
      int status =
          (int)
              function(
                      "nvrtcCreateProgram",
                      FunctionDescriptor.of(
                          ValueLayout.JAVA_INT,
                          ValueLayout.ADDRESS,
                          ValueLayout.ADDRESS,
                          ValueLayout.ADDRESS,
                          ValueLayout.JAVA_INT,
                          ValueLayout.ADDRESS,
                          ValueLayout.ADDRESS))
                  .invokeExact(
                      handle,
                      local.allocateFrom(source),
                      local.allocateFrom(fileName),
                      0,
                      MemorySegment.NULL,
                      MemorySegment.NULL);
      require("nvrtcCreateProgram", status);
      MemorySegment program = handle.get(ValueLayout.ADDRESS, 0);
      MemorySegment list = local.allocate(ValueLayout.ADDRESS, options.size());
      for (int k = 0; k < options.size(); k++) {
        list.setAtIndex(ValueLayout.ADDRESS, k, local.allocateFrom(options.get(k)));
      }
      int compiled =
          (int)
              function(
                      "nvrtcCompileProgram",
                      FunctionDescriptor.of(
                          ValueLayout.JAVA_INT,
                          ValueLayout.ADDRESS,
                          ValueLayout.JAVA_INT,
                          ValueLayout.ADDRESS))
                  .invokeExact(program, options.size(), list);
      String log = text("nvrtcGetProgramLogSize", "nvrtcGetProgramLog", program, local);
      if (compiled != 0 || !log.isBlank()) {
        throw new IllegalArgumentException(fileName + " for " + architecture + ":\n" + log);
      }
      String ptx = text("nvrtcGetPTXSize", "nvrtcGetPTX", program, local);
      status =
          (int)
              function(
                      "nvrtcDestroyProgram",
                      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                  .invokeExact(handle);
      require("nvrtcDestroyProgram", status);
      return withoutTargets(ptx);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Without the constants of a header that the compiler puts before every source; none is used. */
  private static String withoutTargets(String ptx) {
    StringBuilder kept = new StringBuilder();
    ptx.lines()
        .filter(line -> !(line.startsWith(".global") && line.contains("2nv6target")))
        .forEach(line -> kept.append(line).append('\n'));
    return kept.toString();
  }

  private String text(String sizeCall, String call, MemorySegment program, Arena local)
      throws Throwable {
    MemorySegment size = local.allocate(ValueLayout.JAVA_LONG);
    require(sizeCall, (int) function(sizeCall, WITH_POINTER).invokeExact(program, size));
    MemorySegment text = local.allocate(size.get(ValueLayout.JAVA_LONG, 0));
    require(call, (int) function(call, WITH_POINTER).invokeExact(program, text));
    return text.getString(0);
  }

  @SuppressWarnings("restricted")
  private MethodHandle function(String name, FunctionDescriptor descriptor) {
    return linker.downcallHandle(library.findOrThrow(name), descriptor);
  }

  private static void require(String call, int status) {
    if (status != 0) {
      throw new IllegalStateException(call + " returned error " + status);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
