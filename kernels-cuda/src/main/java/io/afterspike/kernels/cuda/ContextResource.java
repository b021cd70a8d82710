package io.afterspike.kernels.cuda;

/** Something that a context owns and frees with itself at the latest. */
abstract class ContextResource implements AutoCloseable {
  private final CudaContext context;
  private boolean closed;

  ContextResource(CudaContext context) {
    this.context = context;
  }

  /** The context that owns it. */
  public final CudaContext context() {
    return context;
  }

  final CudaCalls calls() {
    return context.calls();
  }

  /** Frees it; once, never throws. */
  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      context.disown(this);
      release();
    }
  }

  final boolean closed() {
    return closed;
  }

  /** Refuses a call if this or its context is closed, or the device has failed. */
  final void ready(String call) {
    if (closed) {
      throw new IllegalStateException(call + ": " + this + " is closed");
    }
    context.ready(call);
  }

  /** Gives everything back to the driver. Called once; must not throw. */
  abstract void release();
}
