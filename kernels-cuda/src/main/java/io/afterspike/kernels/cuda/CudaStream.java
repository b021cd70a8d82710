package io.afterspike.kernels.cuda;

import jcuda.driver.CUgraph;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.CUstream_flags;

/** A queue of work for the device, done in order. */
public final class CudaStream extends ContextResource {
  private static final int REMEMBERED = 16;

  private final CUstream handle = new CUstream();
  private final Staging staging = new Staging(this);

  /** The last launches since the last wait, to name what may have failed. */
  private final String[] launched = new String[REMEMBERED];

  private int launches;
  private boolean capturing;

  /** Times what is enqueued; null if nothing does. */
  private LaunchProfile profile;

  CudaStream(CudaContext context) {
    super(context);
    context.ready("cuStreamCreate");
    int status = calls().cuStreamCreate(handle, CUstream_flags.CU_STREAM_NON_BLOCKING);
    context.check("cuStreamCreate", "", status);
  }

  /** Waits on the host until everything enqueued is done. */
  public void synchronize() {
    ready("cuStreamSynchronize");
    context().check("cuStreamSynchronize", "", calls().cuStreamSynchronize(handle));
    forgetLaunches();
  }

  /** Whether everything enqueued is done; does not wait. */
  public boolean done() {
    ready("cuStreamQuery");
    int status = calls().cuStreamQuery(handle);
    if (status == CUresult.CUDA_ERROR_NOT_READY) {
      return false;
    }
    context().check("cuStreamQuery", "", status);
    return true;
  }

  /** Lets what is enqueued from now on wait for a mark in another stream; the host does not. */
  public void waitFor(CudaEvent event) {
    ready("cuStreamWaitEvent");
    int status = calls().cuStreamWaitEvent(handle, event.handle(), 0);
    context().check("cuStreamWaitEvent", "", status);
  }

  /**
   * Captures what {@code work} enqueues in this stream, instead of running it, as a graph that can
   * be launched again and again. It sees the contents of buffers at each launch, but addresses and
   * scalars as they are now. Uploads and downloads cannot be captured.
   *
   * <p>Other streams take part if they wait for an event that {@code work} records in this one or
   * in another that takes part; then what they do runs beside the rest. In the end this stream has
   * to wait for all they have done.
   *
   * @param branches the other streams that take part
   * @throws CudaException if something cannot be captured; the stream is usable again
   * @throws IllegalStateException if a capture or a profile is going on
   */
  public CudaGraph capture(Runnable work, CudaStream... branches) {
    ready("cuStreamBeginCapture");
    if (capturing) {
      throw new IllegalStateException("capture: a capture is already going on in this stream");
    }
    if (profile != null) {
      throw new IllegalStateException("capture: launches in this stream are being timed");
    }
    // Relaxed: allocating memory, here or in other threads, does not break it.
    int mode = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED;
    context().check("cuStreamBeginCapture", "", calls().cuStreamBeginCapture(handle, mode));
    capturing = true;
    for (CudaStream branch : branches) {
      branch.capturing = true;
    }
    CUgraph graph = new CUgraph();
    boolean complete = false;
    int from = launches;
    String first;
    try {
      work.run();
      complete = true;
    } finally {
      first = launches > from ? launched[from % REMEMBERED] : "nothing";
      launches = from; // nothing of it has run
      capturing = false;
      for (CudaStream branch : branches) {
        branch.capturing = false;
        branch.forgetLaunches();
      }
      int status = calls().cuStreamEndCapture(handle, graph);
      if (!complete) {
        if (status == 0) {
          context().noted("cuGraphDestroy", calls().cuGraphDestroy(graph));
        }
      } else {
        context().check("cuStreamEndCapture", "", status);
      }
    }
    return context().own(new CudaGraph(context(), graph, first));
  }

  /**
   * Times everything that is enqueued from now on, until the profile is closed.
   *
   * @throws IllegalStateException if one is on already, or a capture is going on
   */
  public LaunchProfile startProfile() {
    ready("startProfile");
    requireNoCapture("startProfile");
    if (profile != null) {
      throw new IllegalStateException("startProfile: a profile is already on in this stream");
    }
    profile = new LaunchProfile(this);
    return profile;
  }

  /** Whether launches are timed, so that none may be captured. */
  public boolean profiling() {
    return profile != null;
  }

  LaunchProfile profile() {
    return profile;
  }

  void endProfile(LaunchProfile ended) {
    if (profile == ended) {
      profile = null;
    }
  }

  /** Whether work is being captured. */
  public boolean capturing() {
    return capturing;
  }

  void requireNoCapture(String call) {
    if (capturing) {
      throw new IllegalStateException(call + ": cannot be captured; do it before or after");
    }
  }

  CUstream handle() {
    return handle;
  }

  Staging staging() {
    return staging;
  }

  void remember(String kernel) {
    launched[launches % REMEMBERED] = kernel;
    launches++;
  }

  void forgetLaunches() {
    launches = 0;
  }

  /** What may have failed; empty if nothing has been launched since the last wait. */
  String launches() {
    if (launches == 0) {
      return "";
    }
    StringBuilder names = new StringBuilder();
    int from = Math.max(0, launches - REMEMBERED);
    for (int k = from; k < launches; k++) {
      String name = launched[k % REMEMBERED];
      if (k == from || !name.equals(launched[(k - 1) % REMEMBERED])) {
        names.append(names.isEmpty() ? "" : ", ").append(name);
      }
    }
    return (launches == 1 ? "the kernel was " : "launched since the last wait: ")
        + (from > 0 ? from + " others, " : "")
        + names;
  }

  /** Waits without throwing, before its context frees what it uses. */
  void finish() {
    context().noted("cuStreamSynchronize", calls().cuStreamSynchronize(handle));
  }

  @Override
  void release() {
    context().noted("cuStreamDestroy", calls().cuStreamDestroy(handle));
  }

  @Override
  public String toString() {
    return "stream";
  }
}
