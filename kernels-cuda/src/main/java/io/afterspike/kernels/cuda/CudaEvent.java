package io.afterspike.kernels.cuda;

import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUresult;

/** A mark in a stream that others can wait for, and that can measure the time between two. */
public final class CudaEvent extends ContextResource {
  private final CUevent handle = new CUevent();
  private final float[] milliseconds = new float[1];

  CudaEvent(CudaContext context, boolean timed) {
    super(context);
    context.ready("cuEventCreate");
    int flags = timed ? CUevent_flags.CU_EVENT_DEFAULT : CUevent_flags.CU_EVENT_DISABLE_TIMING;
    context.check("cuEventCreate", "", calls().cuEventCreate(handle, flags));
  }

  /** Marks what has been enqueued in {@code stream} so far. */
  public void record(CudaStream stream) {
    ready("cuEventRecord");
    context().check("cuEventRecord", "", calls().cuEventRecord(handle, stream.handle()));
  }

  /** Waits on the host until the work before the mark is done. */
  public void synchronize() {
    ready("cuEventSynchronize");
    context().check("cuEventSynchronize", "", calls().cuEventSynchronize(handle));
  }

  /** Whether the work before the mark is done; does not wait. */
  public boolean done() {
    ready("cuEventQuery");
    int status = calls().cuEventQuery(handle);
    if (status == CUresult.CUDA_ERROR_NOT_READY) {
      return false;
    }
    context().check("cuEventQuery", "", status);
    return true;
  }

  /** The seconds from {@code start} to this; both recorded, timed and done. */
  public double secondsSince(CudaEvent start) {
    ready("cuEventElapsedTime");
    int status = calls().cuEventElapsedTime(milliseconds, start.handle, handle);
    context().check("cuEventElapsedTime", "", status);
    return milliseconds[0] / 1e3;
  }

  CUevent handle() {
    return handle;
  }

  @Override
  void release() {
    context().noted("cuEventDestroy", calls().cuEventDestroy(handle));
  }

  @Override
  public String toString() {
    return "event";
  }
}
