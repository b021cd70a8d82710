package io.afterspike.bench.limits;

import io.afterspike.kernels.cuda.CudaContext;
import io.afterspike.kernels.cuda.CudaStream;
import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;

/**
 * Keeps a device busy for a while on a single block, so that what is enqueued behind it waits for
 * the device and not the device for it.
 */
public final class DeviceDelay implements AutoCloseable {
  private static final int THREADS = 256;
  private static final int FIRST_TURNS = 32;
  private static final int MOST_TURNS = 1 << 24;

  private final DeviceBuffer values;
  private final Launch launch;
  private final double seconds;

  private DeviceDelay(DeviceBuffer values, Launch launch, double seconds) {
    this.values = values;
    this.launch = launch;
    this.seconds = seconds;
  }

  /** One that takes at least {@code seconds}, and not much more than twice that. */
  public static DeviceDelay of(CudaContext context, CudaStream stream, double seconds) {
    DeviceBuffer values = context.allocate(THREADS);
    values.fill(1f, stream);
    int turns = FIRST_TURNS;
    Launch launch = bind(context, values, turns);
    try (DeviceClock clock = new DeviceClock(context, stream)) {
      launch.launch(stream); // loads the kernel
      double found = clock.seconds(launch);
      while (found < seconds && turns < MOST_TURNS) {
        turns *= 2;
        launch = bind(context, values, turns);
        found = clock.seconds(launch);
      }
      return new DeviceDelay(values, launch, found);
    }
  }

  private static Launch bind(CudaContext context, DeviceBuffer values, int turns) {
    return context.kernels().bind("fma_limit_f32", 0.5f, 0.5f, values, turns, (long) THREADS);
  }

  /** What takes so long. */
  public Launch launch() {
    return launch;
  }

  /** How long it took when it was made. */
  public double seconds() {
    return seconds;
  }

  @Override
  public void close() {
    values.close();
  }
}
