package io.afterspike.kernels.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;

/** Kernels assembled for one device. */
public final class CudaModule extends ContextResource {
  private static final int LOG_BYTES = 8192;

  private final String name;
  private final CUmodule handle = new CUmodule();
  private final Map<String, EntryParameters> signatures;
  private final Map<String, CudaKernel> kernels = new HashMap<>();

  CudaModule(CudaContext context, String name, String ptx) {
    super(context);
    this.name = name;
    this.signatures = EntryParameters.of(ptx);
    context.ready("cuModuleLoadDataEx");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment log = arena.allocate(LOG_BYTES);
      int status = calls().cuModuleLoadDataEx(handle, ptx, log);
      if (status != 0) {
        context.check("cuModuleLoadDataEx", name + ": " + log.getString(0).strip(), status);
      }
    }
  }

  /** The names of the kernels. */
  public Set<String> names() {
    return Set.copyOf(signatures.keySet());
  }

  /**
   * A kernel by its name; asking twice gives the same.
   *
   * @throws IllegalArgumentException if there is none
   * @throws CudaException if the driver does not find it
   */
  public CudaKernel kernel(String kernel) {
    CudaKernel known = kernels.get(kernel);
    if (known != null) {
      return known;
    }
    EntryParameters signature = signatures.get(kernel);
    if (signature == null) {
      throw new IllegalArgumentException(
          "kernel: expected one of " + signatures.keySet() + " in " + name + ", found " + kernel);
    }
    ready("cuModuleGetFunction");
    CUfunction function = new CUfunction();
    int status = calls().cuModuleGetFunction(function, handle, kernel);
    context().check("cuModuleGetFunction", kernel, status);
    CudaKernel made = new CudaKernel(this, signature, function);
    kernels.put(kernel, made);
    return made;
  }

  @Override
  void release() {
    context().noted("cuModuleUnload", calls().cuModuleUnload(handle));
  }

  @Override
  public String toString() {
    return "module " + name;
  }
}
