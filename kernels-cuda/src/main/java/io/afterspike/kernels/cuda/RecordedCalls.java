package io.afterspike.kernels.cuda;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;

import io.afterspike.kernels.cuda.PlannedGpu.Work;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;

/**
 * Notes what a driver would be asked to do, for {@link PlannedGpu}: gives out addresses of memory
 * that does not exist, copies nothing, and keeps captured work as graphs. JCuda's handles stay
 * empty here, and are told apart by identity.
 */
final class RecordedCalls implements CudaCalls {
  private static final int DONE = CUresult.CUDA_SUCCESS;
  private static final String NAME = "planned H100 (no GPU)";
  private static final int DRIVER_VERSION = 12_060;
  private static final long TOTAL_BYTES = 79L << 30;

  /** What the driver aligns memory to, at least. */
  private static final long ALIGNMENT = 256;

  private static final long FIRST_ADDRESS = 1L << 44;

  private final Map<Long, Long> allocated = new HashMap<>();
  private long nextAddress = FIRST_ADDRESS;
  private long allocatedBytes;

  private final Map<CUmodule, Map<String, EntryNeeds>> modules = new IdentityHashMap<>();
  private final Map<CUfunction, EntryNeeds> functions = new IdentityHashMap<>();

  /** The number of each stream, in the order of their making. */
  private final Map<CUstream, Integer> streams = new IdentityHashMap<>();

  /** Streams whose work is being captured, and marks in such streams. */
  private final Set<CUstream> capturing = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Set<CUevent> captured = Collections.newSetFromMap(new IdentityHashMap<>());
  private List<Work> capture = new ArrayList<>();

  private final Map<CUgraph, List<Work>> graphs = new IdentityHashMap<>();
  private final Map<CUgraphExec, List<Work>> executables = new IdentityHashMap<>();

  private final List<Work> work = new ArrayList<>();
  private int graphLaunches;
  private int madeStreams;

  List<Work> work() {
    return List.copyOf(work);
  }

  void clear() {
    work.clear();
    graphLaunches = 0;
  }

  private int note(String name, long bytes, CUstream stream) {
    return note(name, "", null, bytes, stream);
  }

  private int note(String name, String detail, Launch launch, long bytes, CUstream stream) {
    List<Work> list = capturing.contains(stream) ? capture : work;
    list.add(new Work(name, detail, launch, bytes, streams.get(stream), 0));
    return DONE;
  }

  @Override
  public int cuDeviceGet(CUdevice device, int ordinal) {
    return DONE;
  }

  @Override
  public int cuDeviceGetName(byte[] name, int length, CUdevice device) {
    byte[] text = NAME.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, name, 0, text.length); // the rest is 0
    return DONE;
  }

  @Override
  public int cuDeviceGetAttribute(int[] value, int attribute, CUdevice device) {
    value[0] =
        switch (attribute) {
          case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR -> 9;
          case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR -> 0;
          case CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT -> 132;
          case CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE -> 50 << 20;
          case CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X -> Integer.MAX_VALUE;
          case CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z -> 65_535;
          case CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X, CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y -> 1024;
          case CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z -> 64;
          default -> throw new IllegalArgumentException("attribute " + attribute);
        };
    return DONE;
  }

  @Override
  public int cuDeviceTotalMem(long[] bytes, CUdevice device) {
    bytes[0] = TOTAL_BYTES;
    return DONE;
  }

  @Override
  public int cuDriverGetVersion(int[] version) {
    version[0] = DRIVER_VERSION;
    return DONE;
  }

  @Override
  public int cuDevicePrimaryCtxRetain(CUcontext context, CUdevice device) {
    return DONE;
  }

  @Override
  public int cuDevicePrimaryCtxRelease(CUdevice device) {
    return DONE;
  }

  @Override
  public int cuCtxSetCurrent(CUcontext context) {
    return DONE;
  }

  @Override
  public int cuCtxSynchronize() {
    return DONE;
  }

  @Override
  public int cuMemGetInfo(long[] free, long[] total) {
    free[0] = TOTAL_BYTES - allocatedBytes;
    total[0] = TOTAL_BYTES;
    return DONE;
  }

  @Override
  public int cuMemAlloc(long[] address, long bytes) {
    long taken = Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    if (taken > TOTAL_BYTES - allocatedBytes) {
      return CUresult.CUDA_ERROR_OUT_OF_MEMORY;
    }
    address[0] = nextAddress;
    nextAddress += taken;
    allocatedBytes += taken;
    allocated.put(address[0], taken);
    return DONE;
  }

  @Override
  public int cuMemFree(CUdeviceptr address) {
    allocatedBytes -= allocated.remove(((DeviceAddress) address).value());
    return DONE;
  }

  @Override
  public int cuMemAllocHost(Pointer[] pointer, long bytes) {
    pointer[0] = Pointer.to(ByteBuffer.allocateDirect(Math.toIntExact(bytes)));
    return DONE;
  }

  @Override
  public int cuMemFreeHost(Pointer pointer) {
    return DONE;
  }

  @Override
  public int cuMemcpyHtoDAsync(CUdeviceptr to, Pointer from, long bytes, CUstream stream) {
    return note("upload", bytes, stream);
  }

  @Override
  public int cuMemcpyDtoHAsync(Pointer to, CUdeviceptr from, long bytes, CUstream stream) {
    ByteBuffer host = to.getByteBuffer();
    for (int k = 0; k < bytes; k++) {
      host.put(k, (byte) 0); // not what an upload left there
    }
    return note("download", bytes, stream);
  }

  @Override
  public int cuMemcpyDtoDAsync(CUdeviceptr to, CUdeviceptr from, long bytes, CUstream stream) {
    return note("copy", bytes, stream);
  }

  @Override
  public int cuMemsetD32Async(CUdeviceptr address, int bits, long count, CUstream stream) {
    return note("fill", Integer.BYTES * count, stream);
  }

  @Override
  public int cuModuleLoadDataEx(CUmodule module, String ptx, MemorySegment log) {
    modules.put(module, EntryNeeds.of(ptx));
    return DONE;
  }

  @Override
  public int cuModuleUnload(CUmodule module) {
    modules.remove(module);
    return DONE;
  }

  @Override
  public int cuModuleGetFunction(CUfunction function, CUmodule module, String name) {
    EntryNeeds needs = modules.get(module).get(name);
    if (needs == null) {
      return CUresult.CUDA_ERROR_NOT_FOUND;
    }
    functions.put(function, needs);
    return DONE;
  }

  @Override
  public int cuFuncGetAttribute(int[] value, int attribute, CUfunction function) {
    EntryNeeds needs = functions.get(function);
    value[0] =
        switch (attribute) {
          case CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK -> needs.threads();
          case CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES -> needs.sharedBytes();
          default -> throw new IllegalArgumentException("attribute " + attribute);
        };
    return DONE;
  }

  @Override
  public int cuLaunchKernel(Launch launch, CUstream stream) {
    return note(launch.name(), launch.detail(), launch, 0, stream);
  }

  @Override
  public int cuStreamCreate(CUstream stream, int flags) {
    streams.put(stream, madeStreams++);
    return DONE;
  }

  @Override
  public int cuStreamDestroy(CUstream stream) {
    streams.remove(stream);
    return DONE;
  }

  @Override
  public int cuStreamSynchronize(CUstream stream) {
    return DONE;
  }

  @Override
  public int cuStreamQuery(CUstream stream) {
    return DONE;
  }

  @Override
  public int cuStreamWaitEvent(CUstream stream, CUevent event, int flags) {
    if (captured.contains(event)) {
      capturing.add(stream);
    }
    return DONE;
  }

  @Override
  public int cuStreamBeginCapture(CUstream stream, int mode) {
    if (!capturing.isEmpty()) {
      return CUresult.CUDA_ERROR_ILLEGAL_STATE;
    }
    capturing.add(stream);
    capture = new ArrayList<>();
    return DONE;
  }

  @Override
  public int cuStreamEndCapture(CUstream stream, CUgraph graph) {
    graphs.put(graph, capture);
    capturing.clear();
    captured.clear();
    return DONE;
  }

  @Override
  public int cuEventCreate(CUevent event, int flags) {
    return DONE;
  }

  @Override
  public int cuEventDestroy(CUevent event) {
    captured.remove(event);
    return DONE;
  }

  @Override
  public int cuEventRecord(CUevent event, CUstream stream) {
    if (capturing.contains(stream)) {
      captured.add(event);
    }
    return DONE;
  }

  @Override
  public int cuEventSynchronize(CUevent event) {
    return DONE;
  }

  @Override
  public int cuEventQuery(CUevent event) {
    return DONE;
  }

  @Override
  public int cuEventElapsedTime(float[] milliseconds, CUevent start, CUevent end) {
    milliseconds[0] = 0;
    return DONE;
  }

  @Override
  public int cuGraphGetNodes(CUgraph graph, long[] count) {
    count[0] = graphs.get(graph).size();
    return DONE;
  }

  @Override
  public int cuGraphInstantiate(CUgraphExec executable, CUgraph graph) {
    executables.put(executable, graphs.get(graph));
    return DONE;
  }

  @Override
  public int cuGraphDestroy(CUgraph graph) {
    graphs.remove(graph);
    return DONE;
  }

  @Override
  public int cuGraphExecDestroy(CUgraphExec executable) {
    executables.remove(executable);
    return DONE;
  }

  @Override
  public int cuGraphLaunch(CUgraphExec executable, CUstream stream) {
    graphLaunches++;
    for (Work part : executables.get(executable)) {
      work.add(
          new Work(
              part.name(),
              part.detail(),
              part.launch(),
              part.bytes(),
              part.branch(),
              graphLaunches));
    }
    return DONE;
  }
}
