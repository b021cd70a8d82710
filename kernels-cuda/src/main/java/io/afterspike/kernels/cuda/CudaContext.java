package io.afterspike.kernels.cuda;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A device's primary context, and everything made in it: streams, events, buffers, modules, graphs.
 * They are freed in {@link #close()} at the latest.
 *
 * <p>It belongs to the thread that opened it; only {@code close} may be called from another. Errors
 * are {@link CudaException}s. One that ends the use of the device is kept: every later call is
 * refused with the name of what failed first, and goes no further.
 */
public final class CudaContext implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(CudaContext.class.getName());

  private final CudaDevice device;
  private final PrimaryContext primary;

  /** In the order of their making; everything here compares by identity. */
  private final Set<ContextResource> owned = new LinkedHashSet<>();

  private OwnKernels kernels;
  private boolean closed;

  CudaContext(CudaDevice device) {
    this.device = device;
    this.primary = PrimaryContext.retain(device);
  }

  /** The device that it is on. */
  public CudaDevice device() {
    return device;
  }

  CudaCalls calls() {
    return device.calls();
  }

  /** A new stream, which does not wait for others. */
  public CudaStream stream() {
    return own(new CudaStream(this));
  }

  /** A new event; with {@code timed} it can measure. */
  public CudaEvent event(boolean timed) {
    return own(new CudaEvent(this, timed));
  }

  /**
   * New device memory of {@code length} floats with undefined content.
   *
   * @throws IllegalArgumentException if {@code length} is negative
   * @throws CudaException if there is not enough memory
   */
  public DeviceBuffer allocate(int length) {
    return own(DeviceBuffer.allocate(this, length));
  }

  /**
   * Device memory of other software, used in place: {@code length} floats at {@code address}. It is
   * not freed, and must outlive the buffer. The caller sees to it that other streams have finished
   * with it.
   *
   * @throws IllegalArgumentException if the address is 0 or no multiple of 4, or the length
   *     negative
   */
  public DeviceBuffer wrap(long address, int length) {
    return own(DeviceBuffer.wrap(this, address, length));
  }

  /** New page-locked host memory of {@code bytes} bytes, for copies that run on their own. */
  public PinnedBuffer pinned(int bytes) {
    return own(new PinnedBuffer(this, bytes));
  }

  /**
   * Assembles PTX for this device.
   *
   * @param name what to call it in messages, such as its file's name
   * @param ptx the text of a PTX file
   * @throws CudaException if the driver refuses, with the assembler's words
   */
  public CudaModule module(String name, String ptx) {
    return own(new CudaModule(this, name, ptx));
  }

  /**
   * The kernels that come with Afterspike.
   *
   * @throws CudaUnavailableException if the device is too old for them
   */
  public OwnKernels kernels() {
    ready("kernels");
    if (kernels == null) {
      kernels = new OwnKernels(this);
    }
    return kernels;
  }

  /** Waits until everything in this context is done. */
  public void synchronize() {
    ready("cuCtxSynchronize");
    check("cuCtxSynchronize", "", calls().cuCtxSynchronize());
    streams().forEach(CudaStream::forgetLaunches);
  }

  /** The free memory of the device in bytes, as the driver sees it now. */
  public long freeBytes() {
    ready("cuMemGetInfo");
    long[] free = new long[1];
    check("cuMemGetInfo", "", calls().cuMemGetInfo(free, new long[1]));
    return free[0];
  }

  /** Whether an error has ended the use of the device in this process. */
  public boolean failed() {
    return primary.failure() != null;
  }

  /** Frees everything that was made in it; never throws. Closing twice does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    noted("cuCtxSetCurrent", primary.makeCurrent()); // this may be another thread
    streams().forEach(CudaStream::finish);
    List<ContextResource> latestFirst = new ArrayList<>(owned);
    Collections.reverse(latestFirst);
    latestFirst.forEach(ContextResource::close);
    closed = true;
    primary.release();
  }

  <R extends ContextResource> R own(R resource) {
    owned.add(resource);
    return resource;
  }

  void disown(ContextResource resource) {
    owned.remove(resource);
  }

  /** How many things are open in it. */
  int open() {
    return owned.size();
  }

  /** Refuses a call if the context is closed or the device has failed. */
  void ready(String call) {
    if (closed) {
      throw new IllegalStateException(call + ": the CUDA context is closed");
    }
    CudaException first = primary.failure();
    if (first != null) {
      throw CudaException.after(first, call);
    }
  }

  /** Throws if a call failed; {@code detail} is asked for its text only then. */
  void check(String call, Object detail, int status) {
    if (status != 0) {
      throw failure(call, String.valueOf(detail), status);
    }
  }

  /** Notes the status of a call whose caller must not throw. */
  void noted(String call, int status) {
    if (status != 0) {
      CudaException failure = failure(call, "", status);
      LOG.log(System.Logger.Level.DEBUG, "while closing", failure);
    }
  }

  private CudaException failure(String call, String detail, int status) {
    if (!CudaError.sticky(status)) {
      return CudaException.of(call, detail, status);
    }
    StringBuilder known = new StringBuilder(detail);
    for (CudaStream stream : streams()) {
      String launches = stream.launches();
      if (!launches.isEmpty()) {
        known.append(known.isEmpty() ? "" : "; ").append(launches);
      }
    }
    CudaException failure = CudaException.of(call, known.toString(), status);
    primary.fail(failure);
    return failure;
  }

  private List<CudaStream> streams() {
    List<CudaStream> streams = new ArrayList<>();
    for (ContextResource resource : owned) {
      if (resource instanceof CudaStream stream) {
        streams.add(stream);
      }
    }
    return streams;
  }
}
