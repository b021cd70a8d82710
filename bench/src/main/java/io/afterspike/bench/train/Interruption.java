package io.afterspike.bench.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Lets a run end in good order when the process is asked to stop (Ctrl-C, a termination signal):
 * asks the run to stop, and keeps the process alive until it has saved.
 */
public final class Interruption implements BooleanSupplier, AutoCloseable {
  /** A run that has not saved by then is given up. */
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook = new Thread(this::hold, "afterspike-interruption");
  private volatile boolean requested;

  /** Starts listening. */
  public Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void hold() {
    requested = true;
    try {
      saved.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the run should stop. */
  @Override
  public boolean getAsBoolean() {
    return requested;
  }

  /** The run has saved: the process may end. */
  @Override
  public void close() {
    saved.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process began to end just now; the hook finds the latch open.
      }
    }
  }
}
