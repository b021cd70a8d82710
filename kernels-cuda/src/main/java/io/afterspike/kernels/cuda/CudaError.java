package io.afterspike.kernels.cuda;

import java.util.HashMap;
import java.util.Map;

/** What the driver's status codes mean, and what a user can do. */
public enum CudaError {
  /** An argument is out of its range. */
  INVALID_VALUE(1, "an argument is out of its range", Remedy.REPORT),
  /** Not enough memory on the device, or not enough that can be pinned on the host. */
  OUT_OF_MEMORY(
      2,
      "there is not enough free memory",
      "use smaller layers or batches, a trace in history form, or end other programs on the GPU"),
  /** The driver was not started. */
  NOT_INITIALIZED(3, "the driver was not started", Remedy.REPORT),
  /** The driver is shutting down with the process. */
  DEINITIALIZED(4, "the driver is shutting down", "do not use the GPU while Java ends"),
  /** A library that only helps linking stands in for the driver. */
  STUB_LIBRARY(
      34,
      "the library found is a stub for linking, not a driver",
      "take the folder named 'stubs' from the library path"),
  /** Another process has the device for itself, or the device is lost. */
  DEVICE_UNAVAILABLE(
      46,
      "the device is busy with an exclusive process, or lost",
      "look at nvidia-smi; end the other process, or reset the device or the machine",
      true),
  /** There is no GPU. */
  NO_DEVICE(
      100,
      "the driver sees no GPU",
      "check nvidia-smi and the environment variable CUDA_VISIBLE_DEVICES"),
  /** No such device number. */
  INVALID_DEVICE(101, "there is no device with this number", "list them with the command devices"),
  /** The kernel image is damaged. */
  INVALID_IMAGE(200, "the kernel image is damaged", "build this project again"),
  /** No context, or another thread's. */
  INVALID_CONTEXT(
      201,
      "no context is current on this thread",
      "use a context on the thread that opened it, and not after it is closed"),
  /** No kernel for this device. */
  NO_BINARY_FOR_GPU(
      209, "there is no kernel for this GPU", "use a GPU of compute capability 7.0 or later"),
  /** A memory error that could not be corrected. */
  ECC_UNCORRECTABLE(
      214, "the GPU's memory had an error that could not be corrected", Remedy.HARDWARE, true),
  /** The PTX does not assemble. */
  INVALID_PTX(218, "the driver cannot assemble the PTX", Remedy.REPORT),
  /** The driver is older than the PTX. */
  UNSUPPORTED_PTX_VERSION(
      222, "the driver is older than the PTX", "install an NVIDIA driver, version 525 or later"),
  /** A call to the operating system failed. */
  OPERATING_SYSTEM(304, "a call to the operating system failed", Remedy.HARDWARE),
  /** A stream, event or module that does not exist. */
  INVALID_HANDLE(400, "a stream, event or module is not valid, or no more", Remedy.REPORT),
  /** A call that is not allowed now. */
  ILLEGAL_STATE(401, "the call is not allowed now", Remedy.REPORT),
  /** No such kernel. */
  NOT_FOUND(500, "there is no such name in the module", "build this project again"),
  /** Work is still going on: not an error. */
  NOT_READY(600, "work is still going on", "wait for it"),
  /** A kernel read or wrote where nothing is. */
  ILLEGAL_ADDRESS(700, "a kernel read or wrote outside its memory", Remedy.KERNEL, true),
  /** A launch needs more than there is. */
  LAUNCH_OUT_OF_RESOURCES(
      701, "a launch needs more registers or threads than the GPU has", "use smaller blocks"),
  /** A kernel ran too long. */
  LAUNCH_TIMEOUT(
      702, "a kernel ran too long", "use a GPU that drives no display, or smaller layers", true),
  /** The context is gone. */
  CONTEXT_IS_DESTROYED(709, "the context is no more", Remedy.KERNEL, true),
  /** An assertion in a kernel. */
  ASSERT(710, "an assertion in a kernel failed", Remedy.KERNEL, true),
  /** The call stack of a kernel is damaged. */
  HARDWARE_STACK_ERROR(714, "a kernel's call stack is damaged", Remedy.KERNEL, true),
  /** A kernel came to something that is no instruction. */
  ILLEGAL_INSTRUCTION(715, "a kernel came to an illegal instruction", Remedy.KERNEL, true),
  /** A kernel used an address that is no multiple of its element's size. */
  MISALIGNED_ADDRESS(
      716,
      "a kernel used a misaligned address",
      "pass device pointers that are multiples of 16; " + Remedy.KERNEL,
      true),
  /** A kernel used an address of another kind of memory. */
  INVALID_ADDRESS_SPACE(717, "a kernel used an address of another memory", Remedy.KERNEL, true),
  /** A kernel ran away. */
  INVALID_PC(718, "a kernel's program counter left its code", Remedy.KERNEL, true),
  /** A kernel failed for another reason. */
  LAUNCH_FAILED(719, "a kernel failed", Remedy.KERNEL, true),
  /** More blocks than can run at once. */
  COOPERATIVE_LAUNCH_TOO_LARGE(720, "more blocks than the GPU can run at once", "use fewer blocks"),
  /** Not allowed for this user. */
  NOT_PERMITTED(800, "the user may not do this", "ask who runs this machine"),
  /** Not possible on this system. */
  NOT_SUPPORTED(801, "this GPU or driver cannot do this", "use a newer driver"),
  /** The system is not ready yet. */
  SYSTEM_NOT_READY(802, "the system is not ready", "wait, or check that nvidia-fabricmanager runs"),
  /** Parts of the driver have different versions. */
  SYSTEM_DRIVER_MISMATCH(
      803, "the parts of the NVIDIA driver have different versions", "restart the machine"),
  /** Not allowed while launches are captured. */
  STREAM_CAPTURE_UNSUPPORTED(
      900, "the call is not allowed while launches are captured", Remedy.REPORT),
  /** The capture was broken by an earlier call. */
  STREAM_CAPTURE_INVALIDATED(901, "an earlier call broke the capture", Remedy.REPORT),
  /** A capture ended in another stream than it began in. */
  STREAM_CAPTURE_UNMATCHED(
      903, "a capture was ended in another stream than it began in", Remedy.REPORT),
  /** A stream that took part in a capture was not waited for. */
  STREAM_CAPTURE_UNJOINED(904, "a captured stream was not waited for", Remedy.REPORT),
  /** What is captured waits for what is not, or the other way round. */
  STREAM_CAPTURE_ISOLATION(
      905, "what is captured waits for what is not, or the other way round", Remedy.REPORT),
  /** The driver does not know either, or a code that is not listed here. */
  UNKNOWN(999, "the driver knows no reason", Remedy.HARDWARE, true);

  private static final Map<Integer, CudaError> BY_CODE = new HashMap<>();

  static {
    for (CudaError error : values()) {
      BY_CODE.put(error.code, error);
    }
  }

  private final int code;
  private final String meaning;
  private final String remedy;
  private final boolean sticky;

  CudaError(int code, String meaning, String remedy) {
    this(code, meaning, remedy, false);
  }

  CudaError(int code, String meaning, String remedy, boolean sticky) {
    this.code = code;
    this.meaning = meaning;
    this.remedy = remedy;
    this.sticky = sticky;
  }

  /** The error with this code; a code that is not listed is {@link #UNKNOWN}, but not sticky. */
  public static CudaError of(int code) {
    return BY_CODE.getOrDefault(code, UNKNOWN);
  }

  /** Whether a code means that nothing can be done with the device any more in this process. */
  static boolean sticky(int code) {
    CudaError error = BY_CODE.get(code);
    return error != null && error.sticky;
  }

  /** The driver's number. */
  public int code() {
    return code;
  }

  /** What happened, in words. */
  public String meaning() {
    return meaning;
  }

  /** What a user can do. */
  public String remedy() {
    return remedy;
  }

  /** Apart, since an enum's constants come before its own fields. */
  private static final class Remedy {
    static final String REPORT = "this is a defect of the program: please report it";
    static final String KERNEL =
        "start again with the environment variable CUDA_LAUNCH_BLOCKING=1, which names the kernel"
            + " for certain";
    static final String HARDWARE = "look at nvidia-smi and the system's log";
  }
}
