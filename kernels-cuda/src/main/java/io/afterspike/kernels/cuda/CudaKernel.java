package io.afterspike.kernels.cuda;

import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;

/** A kernel on a device, ready to be bound to arguments. */
public final class CudaKernel {
  private final CudaModule module;
  private final EntryParameters signature;
  private final CUfunction handle;
  private final int mostThreads;
  private final int staticSharedBytes;

  CudaKernel(CudaModule module, EntryParameters signature, CUfunction handle) {
    this.module = module;
    this.signature = signature;
    this.handle = handle;
    mostThreads = attribute(CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK);
    staticSharedBytes = attribute(CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES);
  }

  /** Begins a launch: give the grid, the blocks, and every argument in order, then bind. */
  public Launch.Binder bind() {
    return new Launch.Binder(this);
  }

  /** The kernel's name. */
  public String name() {
    return signature.kernel();
  }

  /** The most threads that a block of it may have. */
  public int mostThreads() {
    return mostThreads;
  }

  /** The bytes of shared memory that each block takes without being asked. */
  public int staticSharedBytes() {
    return staticSharedBytes;
  }

  CudaModule module() {
    return module;
  }

  EntryParameters signature() {
    return signature;
  }

  CUfunction handle() {
    return handle;
  }

  private int attribute(int which) {
    int[] value = new int[1];
    int status = module.context().calls().cuFuncGetAttribute(value, which, handle);
    module.context().check("cuFuncGetAttribute", signature.kernel(), status);
    return value[0];
  }

  @Override
  public String toString() {
    return signature.kernel();
  }
}
