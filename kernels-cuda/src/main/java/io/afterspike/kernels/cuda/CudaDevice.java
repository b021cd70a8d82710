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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jcuda.driver.CUdevice;

/** One NVIDIA GPU, as the driver describes it. Holds nothing on it: see {@link #open}. */
public final class CudaDevice {
  private static final int NAME_LENGTH = 256;

  private final CudaCalls calls;
  private final int ordinal;
  private final CUdevice handle = new CUdevice();
  private final String name;
  private final int capability;
  private final int multiprocessors;
  private final int l2Bytes;
  private final long bytes;
  private final int driverVersion;
  private final int[] gridLimits;
  private final int[] blockLimits;

  /** Asks {@code calls} what it is like. */
  CudaDevice(CudaCalls calls, int ordinal) {
    this.calls = calls;
    this.ordinal = ordinal;
    check("cuDeviceGet", calls.cuDeviceGet(handle, ordinal));
    byte[] text = new byte[NAME_LENGTH];
    check("cuDeviceGetName", calls.cuDeviceGetName(text, NAME_LENGTH, handle));
    String padded = new String(text, StandardCharsets.UTF_8);
    name = padded.substring(0, Math.max(0, padded.indexOf('\0')));
    capability =
        10 * attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
            + attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    multiprocessors = attribute(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
    l2Bytes = attribute(CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE);
    gridLimits =
        new int[] {
          attribute(CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X),
          attribute(CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y),
          attribute(CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z)
        };
    blockLimits =
        new int[] {
          attribute(CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X),
          attribute(CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y),
          attribute(CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z)
        };
    long[] total = new long[1];
    check("cuDeviceTotalMem", calls.cuDeviceTotalMem(total, handle));
    bytes = total[0];
    int[] version = new int[1];
    check("cuDriverGetVersion", calls.cuDriverGetVersion(version));
    driverVersion = version[0];
  }

  /**
   * All GPUs, in the driver's order.
   *
   * @throws CudaUnavailableException if there is none, with the reason and what to do
   * @throws CudaException if the driver cannot describe them
   */
  public static List<CudaDevice> all() {
    CudaDriver.require();
    JCudaCalls calls = JCudaCalls.DRIVER;
    check("cuInit", calls.cuInit());
    int[] count = new int[1];
    check("cuDeviceGetCount", calls.cuDeviceGetCount(count));
    List<CudaDevice> devices = new ArrayList<>();
    for (int ordinal = 0; ordinal < count[0]; ordinal++) {
      devices.add(new CudaDevice(calls, ordinal));
    }
    if (devices.isEmpty()) {
      throw new CudaUnavailableException("the NVIDIA driver is here but sees no GPU");
    }
    return List.copyOf(devices);
  }

  /** The first GPU; errors as {@link #all}. */
  public static CudaDevice first() {
    return all().get(0);
  }

  /**
   * Opens the device's primary context, which all software of this process shares, for the calling
   * thread.
   *
   * @throws CudaException if the driver refuses
   */
  public CudaContext open() {
    return new CudaContext(this);
  }

  /** The device's number, from 0. */
  public int ordinal() {
    return ordinal;
  }

  /** Such as {@code NVIDIA H100 80GB HBM3}. */
  public String name() {
    return name;
  }

  /** The compute capability times ten: 90 for 9.0. */
  public int capability() {
    return capability;
  }

  /** The number of streaming multiprocessors. */
  public int multiprocessors() {
    return multiprocessors;
  }

  /** The size of the cache that all multiprocessors share, in bytes. */
  public int l2Bytes() {
    return l2Bytes;
  }

  /** All memory of the device in bytes, used or free. */
  public long bytes() {
    return bytes;
  }

  /** The newest CUDA that the driver serves: 1000 · major + 10 · minor. */
  public int driverVersion() {
    return driverVersion;
  }

  /** The largest number of blocks in direction 0, 1 or 2. */
  int gridLimit(int direction) {
    return gridLimits[direction];
  }

  /** The largest number of threads of a block in direction 0, 1 or 2. */
  int blockLimit(int direction) {
    return blockLimits[direction];
  }

  CudaCalls calls() {
    return calls;
  }

  CUdevice handle() {
    return handle;
  }

  private int attribute(int which) {
    int[] value = new int[1];
    check("cuDeviceGetAttribute", calls.cuDeviceGetAttribute(value, which, handle));
    return value[0];
  }

  private static void check(String call, int status) {
    if (status != 0) {
      throw CudaException.of(call, "", status);
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, compute capability %d.%d, %d multiprocessors, %.0f GiB, driver for CUDA %d.%d",
        name,
        capability / 10,
        capability % 10,
        multiprocessors,
        bytes / (double) (1 << 30),
        driverVersion / 1000,
        driverVersion % 1000 / 10);
  }
}
