package io.afterspike.kernels.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;

/**
 * The driver's functions that this package calls on a device and what is made on it, by their own
 * names: each returns the driver's status, 0 if it went well. {@link JCudaCalls} calls the driver;
 * {@link RecordedCalls} only notes what would be done.
 */
interface CudaCalls {
  int cuDeviceGet(CUdevice device, int ordinal);

  /** Writes the name, ended by a 0. */
  int cuDeviceGetName(byte[] name, int length, CUdevice device);

  int cuDeviceGetAttribute(int[] value, int attribute, CUdevice device);

  int cuDeviceTotalMem(long[] bytes, CUdevice device);

  int cuDriverGetVersion(int[] version);

  int cuDevicePrimaryCtxRetain(CUcontext context, CUdevice device);

  int cuDevicePrimaryCtxRelease(CUdevice device);

  int cuCtxSetCurrent(CUcontext context);

  int cuCtxSynchronize();

  int cuMemGetInfo(long[] free, long[] total);

  int cuMemAlloc(long[] address, long bytes);

  int cuMemFree(CUdeviceptr address);

  /** Makes a pointer to memory that {@link Pointer#getByteBuffer} gives access to. */
  int cuMemAllocHost(Pointer[] pointer, long bytes);

  int cuMemFreeHost(Pointer pointer);

  int cuMemcpyHtoDAsync(CUdeviceptr to, Pointer from, long bytes, CUstream stream);

  int cuMemcpyDtoHAsync(Pointer to, CUdeviceptr from, long bytes, CUstream stream);

  int cuMemcpyDtoDAsync(CUdeviceptr to, CUdeviceptr from, long bytes, CUstream stream);

  int cuMemsetD32Async(CUdeviceptr address, int bits, long count, CUstream stream);

  /**
   * Assembles PTX.
   *
   * @param log receives what the assembler says against it, ended by a 0
   */
  int cuModuleLoadDataEx(CUmodule module, String ptx, MemorySegment log);

  int cuModuleUnload(CUmodule module);

  int cuModuleGetFunction(CUfunction function, CUmodule module, String name);

  int cuFuncGetAttribute(int[] value, int attribute, CUfunction function);

  /** Enqueues a launch with the grid, block and arguments that it has now. */
  int cuLaunchKernel(Launch launch, CUstream stream);

  int cuStreamCreate(CUstream stream, int flags);

  int cuStreamDestroy(CUstream stream);

  int cuStreamSynchronize(CUstream stream);

  int cuStreamQuery(CUstream stream);

  int cuStreamWaitEvent(CUstream stream, CUevent event, int flags);

  int cuStreamBeginCapture(CUstream stream, int mode);

  int cuStreamEndCapture(CUstream stream, CUgraph graph);

  int cuEventCreate(CUevent event, int flags);

  int cuEventDestroy(CUevent event);

  int cuEventRecord(CUevent event, CUstream stream);

  int cuEventSynchronize(CUevent event);

  int cuEventQuery(CUevent event);

  int cuEventElapsedTime(float[] milliseconds, CUevent start, CUevent end);

  int cuGraphGetNodes(CUgraph graph, long[] count);

  int cuGraphInstantiate(CUgraphExec executable, CUgraph graph);

  int cuGraphDestroy(CUgraph graph);

  int cuGraphExecDestroy(CUgraphExec executable);

  int cuGraphLaunch(CUgraphExec executable, CUstream stream);
}
