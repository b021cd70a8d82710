package io.afterspike.kernels.cuda;

/** No GPU can be used here; the message is the reason and what to do. */
public final class CudaUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The reason with its remedy, as {@link CudaDriver.Probe#reason()} words it. */
  public CudaUnavailableException(String reason) {
    super(reason);
  }
}
