package io.afterspike.kernels.cuda;

/**
 * A call of the driver failed: says which, with what code, what that means and what to do. After an
 * error that ends the use of the device, every later call throws one that names the first failure,
 * which is then also its cause.
 */
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int code;
  private final boolean deviceFailed;

  private CudaException(
      String message, String call, int code, boolean deviceFailed, Throwable cause) {
    super(message, cause);
    this.call = call;
    this.code = code;
    this.deviceFailed = deviceFailed;
  }

  /**
   * The failure of a call.
   *
   * @param call the driver's function, such as {@code cuMemAlloc}
   * @param detail what it was about, such as {@code 400 bytes}; may be empty
   */
  static CudaException of(String call, String detail, int code) {
    CudaError error = CudaError.of(code);
    String name =
        error.code() == code ? "CUDA_ERROR_" + error.name() + " (" + code + ")" : "error " + code;
    String message =
        call
            + (detail.isEmpty() ? "" : " (" + detail + ")")
            + ": "
            + name
            + ", "
            + error.meaning()
            + "; "
            + error.remedy();
    return new CudaException(message, call, code, CudaError.sticky(code), null);
  }

  /** The refusal of a call after {@code first} has ended the use of the device. */
  static CudaException after(CudaException first, String call) {
    return new CudaException(
        call + " was not tried: the device failed before: " + first.getMessage(),
        call,
        first.code,
        true,
        first);
  }

  /** The driver's function that failed, or that was not tried any more. */
  public String call() {
    return call;
  }

  /** The driver's status code; after the device has failed that of the first failure. */
  public int code() {
    return code;
  }

  /** What the code means. */
  public CudaError error() {
    return CudaError.of(code);
  }

  /** Whether the device cannot be used any more in this process. */
  public boolean deviceFailed() {
    return deviceFailed;
  }
}
