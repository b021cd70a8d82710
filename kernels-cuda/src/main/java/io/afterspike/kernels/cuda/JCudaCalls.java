package io.afterspike.kernels.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** The NVIDIA driver, through JCuda. Loaded only where {@link CudaDriver#require} has passed. */
final class JCudaCalls implements CudaCalls {
  /** The only one: a machine has one driver. */
  static final JCudaCalls DRIVER = new JCudaCalls();

  private JCudaCalls() {}

  int cuInit() {
    return JCudaDriver.cuInit(0);
  }

  int cuDeviceGetCount(int[] count) {
    return JCudaDriver.cuDeviceGetCount(count);
  }

  @Override
  public int cuDeviceGet(CUdevice device, int ordinal) {
    return JCudaDriver.cuDeviceGet(device, ordinal);
  }

  @Override
  public int cuDeviceGetName(byte[] name, int length, CUdevice device) {
    return JCudaDriver.cuDeviceGetName(name, length, device);
  }

  @Override
  public int cuDeviceGetAttribute(int[] value, int attribute, CUdevice device) {
    return JCudaDriver.cuDeviceGetAttribute(value, attribute, device);
  }

  @Override
  public int cuDeviceTotalMem(long[] bytes, CUdevice device) {
    return JCudaDriver.cuDeviceTotalMem(bytes, device);
  }

  @Override
  public int cuDriverGetVersion(int[] version) {
    return JCudaDriver.cuDriverGetVersion(version);
  }

  @Override
  public int cuDevicePrimaryCtxRetain(CUcontext context, CUdevice device) {
    return JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
  }

  @Override
  public int cuDevicePrimaryCtxRelease(CUdevice device) {
    return JCudaDriver.cuDevicePrimaryCtxRelease(device);
  }

  @Override
  public int cuCtxSetCurrent(CUcontext context) {
    return JCudaDriver.cuCtxSetCurrent(context);
  }

  @Override
  public int cuCtxSynchronize() {
    return JCudaDriver.cuCtxSynchronize();
  }

  @Override
  public int cuMemGetInfo(long[] free, long[] total) {
    return JCudaDriver.cuMemGetInfo(free, total);
  }

  @Override
  public int cuMemAlloc(long[] address, long bytes) {
    DeviceAddress made = new DeviceAddress();
    int status = JCudaDriver.cuMemAlloc(made, bytes);
    address[0] = made.value();
    return status;
  }

  @Override
  public int cuMemFree(CUdeviceptr address) {
    return JCudaDriver.cuMemFree(address);
  }

  @Override
  public int cuMemAllocHost(Pointer[] pointer, long bytes) {
    pointer[0] = new Pointer();
    return JCudaDriver.cuMemAllocHost(pointer[0], bytes);
  }

  @Override
  public int cuMemFreeHost(Pointer pointer) {
    return JCudaDriver.cuMemFreeHost(pointer);
  }

  @Override
  public int cuMemcpyHtoDAsync(CUdeviceptr to, Pointer from, long bytes, CUstream stream) {
    return JCudaDriver.cuMemcpyHtoDAsync(to, from, bytes, stream);
  }

  @Override
  public int cuMemcpyDtoHAsync(Pointer to, CUdeviceptr from, long bytes, CUstream stream) {
    return JCudaDriver.cuMemcpyDtoHAsync(to, from, bytes, stream);
  }

  @Override
  public int cuMemcpyDtoDAsync(CUdeviceptr to, CUdeviceptr from, long bytes, CUstream stream) {
    return JCudaDriver.cuMemcpyDtoDAsync(to, from, bytes, stream);
  }

  @Override
  public int cuMemsetD32Async(CUdeviceptr address, int bits, long count, CUstream stream) {
    return JCudaDriver.cuMemsetD32Async(address, bits, count, stream);
  }

  @Override
  public int cuModuleLoadDataEx(CUmodule module, String ptx, MemorySegment log) {
    try (Arena arena = Arena.ofConfined()) {
      int[] options = {
        CUjit_option.CU_JIT_ERROR_LOG_BUFFER, CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES
      };
      MemorySegment values = arena.allocate(ValueLayout.JAVA_LONG, options.length);
      values.setAtIndex(ValueLayout.JAVA_LONG, 0, log.address());
      values.setAtIndex(ValueLayout.JAVA_LONG, 1, log.byteSize() - 1);
      return JCudaDriver.cuModuleLoadDataEx(
          module,
          Pointer.to(arena.allocateFrom(ptx).asByteBuffer()),
          options.length,
          options,
          Pointer.to(values.asByteBuffer()));
    }
  }

  @Override
  public int cuModuleUnload(CUmodule module) {
    return JCudaDriver.cuModuleUnload(module);
  }

  @Override
  public int cuModuleGetFunction(CUfunction function, CUmodule module, String name) {
    return JCudaDriver.cuModuleGetFunction(function, module, name);
  }

  @Override
  public int cuFuncGetAttribute(int[] value, int attribute, CUfunction function) {
    return JCudaDriver.cuFuncGetAttribute(value, attribute, function);
  }

  @Override
  public int cuLaunchKernel(Launch launch, CUstream stream) {
    return JCudaDriver.cuLaunchKernel(
        launch.function(),
        launch.grid(0),
        launch.grid(1),
        launch.grid(2),
        launch.block(0),
        launch.block(1),
        launch.block(2),
        launch.askedSharedBytes(),
        stream,
        launch.table(),
        null);
  }

  @Override
  public int cuStreamCreate(CUstream stream, int flags) {
    return JCudaDriver.cuStreamCreate(stream, flags);
  }

  @Override
  public int cuStreamDestroy(CUstream stream) {
    return JCudaDriver.cuStreamDestroy(stream);
  }

  @Override
  public int cuStreamSynchronize(CUstream stream) {
    return JCudaDriver.cuStreamSynchronize(stream);
  }

  @Override
  public int cuStreamQuery(CUstream stream) {
    return JCudaDriver.cuStreamQuery(stream);
  }

  @Override
  public int cuStreamWaitEvent(CUstream stream, CUevent event, int flags) {
    return JCudaDriver.cuStreamWaitEvent(stream, event, flags);
  }

  @Override
  public int cuStreamBeginCapture(CUstream stream, int mode) {
    return JCudaDriver.cuStreamBeginCapture(stream, mode);
  }

  @Override
  public int cuStreamEndCapture(CUstream stream, CUgraph graph) {
    return JCudaDriver.cuStreamEndCapture(stream, graph);
  }

  @Override
  public int cuEventCreate(CUevent event, int flags) {
    return JCudaDriver.cuEventCreate(event, flags);
  }

  @Override
  public int cuEventDestroy(CUevent event) {
    return JCudaDriver.cuEventDestroy(event);
  }

  @Override
  public int cuEventRecord(CUevent event, CUstream stream) {
    return JCudaDriver.cuEventRecord(event, stream);
  }

  @Override
  public int cuEventSynchronize(CUevent event) {
    return JCudaDriver.cuEventSynchronize(event);
  }

  @Override
  public int cuEventQuery(CUevent event) {
    return JCudaDriver.cuEventQuery(event);
  }

  @Override
  public int cuEventElapsedTime(float[] milliseconds, CUevent start, CUevent end) {
    return JCudaDriver.cuEventElapsedTime(milliseconds, start, end);
  }

  @Override
  public int cuGraphGetNodes(CUgraph graph, long[] count) {
    return JCudaDriver.cuGraphGetNodes(graph, null, count);
  }

  @Override
  public int cuGraphInstantiate(CUgraphExec executable, CUgraph graph) {
    return JCudaDriver.cuGraphInstantiate(executable, graph, 0);
  }

  @Override
  public int cuGraphDestroy(CUgraph graph) {
    return JCudaDriver.cuGraphDestroy(graph);
  }

  @Override
  public int cuGraphExecDestroy(CUgraphExec executable) {
    return JCudaDriver.cuGraphExecDestroy(executable);
  }

  @Override
  public int cuGraphLaunch(CUgraphExec executable, CUstream stream) {
    return JCudaDriver.cuGraphLaunch(executable, stream);
  }
}
