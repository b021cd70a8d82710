package io.afterspike.kernels.cuda;

import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUcontext;

/**
 * The part of a device's primary context that its holders in this process share: its handle, how
 * many hold it, and the failure that ended its use. A failure is forgotten when the last holder has
 * released the context, since the driver then destroys it.
 */
final class PrimaryContext {
  /** A device: one number may be several GPUs, of which all but the driver's are planned. */
  private record Place(CudaCalls calls, int ordinal) {
    static Place of(CudaDevice device) {
      return new Place(device.calls(), device.ordinal());
    }
  }

  private static final Map<Place, PrimaryContext> HELD = new HashMap<>();

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
      PrimaryContext context = HELD.get(Place.of(device));
      if (context == null) {
        context = new PrimaryContext(device);
      }
      if (context.failure != null) {
        throw CudaException.after(context.failure, "cuDevicePrimaryCtxRetain");
      }
      int status = device.calls().cuDevicePrimaryCtxRetain(context.handle, device.handle());
      if (status != 0) {
        throw CudaException.of("cuDevicePrimaryCtxRetain", device.name(), status);
      }
      context.holders++;
      HELD.put(Place.of(device), context);
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
    return device.calls().cuCtxSetCurrent(handle);
  }

  /** One holder less; never throws. */
  void release() {
    synchronized (HELD) {
      holders--;
      if (holders == 0) {
        HELD.remove(Place.of(device));
        device.calls().cuCtxSetCurrent(new CUcontext()); // it is about to go
      }
      device.calls().cuDevicePrimaryCtxRelease(device.handle());
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
