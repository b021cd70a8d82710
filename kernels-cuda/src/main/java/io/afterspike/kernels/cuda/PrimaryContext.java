package io.afterspike.kernels.cuda;

import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUcontext;
import jcuda.driver.JCudaDriver;

/**
 * The part of a device's primary context that its holders in this process share: its handle, how
 * many hold it, and the failure that ended its use. A failure is forgotten when the last holder has
 * released the context, since the driver then destroys it.
 */
final class PrimaryContext {
  private static final Map<Integer, PrimaryContext> HELD = new HashMap<>();

  private final CudaDevice device;
  private final CUcontext handle = new CUcontext();
  private int holders;
  private volatile CudaException failure;

  private PrimaryContext(CudaDevice device) {
    this.device = device;
  }

  /** One more holder; the context becomes the calling thread's. */
  static PrimaryContext retain(CudaDevice device) {
    synchronized (HELD) {
      PrimaryContext context = HELD.get(device.ordinal());
      if (context == null) {
        context = new PrimaryContext(device);
      }
      if (context.failure != null) {
        throw CudaException.after(context.failure, "cuDevicePrimaryCtxRetain");
      }
      int status = JCudaDriver.cuDevicePrimaryCtxRetain(context.handle, device.handle());
      if (status != 0) {
        throw CudaException.of("cuDevicePrimaryCtxRetain", device.name(), status);
      }
      context.holders++;
      HELD.put(device.ordinal(), context);
      status = context.makeCurrent();
      if (status != 0) {
        CudaException failure = CudaException.of("cuCtxSetCurrent", device.name(), status);
        context.release();
        throw failure;
      }
      return context;
    }
  }

  int makeCurrent() {
    return JCudaDriver.cuCtxSetCurrent(handle);
  }

  /** One holder less; never throws. */
  void release() {
    synchronized (HELD) {
      holders--;
      if (holders == 0) {
        HELD.remove(device.ordinal());
        JCudaDriver.cuCtxSetCurrent(new CUcontext()); // it is about to go
      }
      JCudaDriver.cuDevicePrimaryCtxRelease(device.handle());
    }
  }

  /** The first failure that ended the use of the device, or null. */
  CudaException failure() {
    return failure;
  }

  /** Keeps the first failure. */
  synchronized void fail(CudaException first) {
    if (failure == null) {
      failure = first;
    }
  }
}
