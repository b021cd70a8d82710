package io.afterspike.bench.limits;

import io.afterspike.kernels.cuda.CudaContext;
import io.afterspike.kernels.cuda.CudaGraph;
import io.afterspike.kernels.cuda.CudaStream;
import io.afterspike.kernels.cuda.DeviceBuffer;
import io.afterspike.kernels.cuda.Launch;
import io.afterspike.kernels.cuda.LaunchProfile;
import io.afterspike.kernels.cuda.PinnedBuffer;

/**
 * Measures {@link CudaLimits}, in about a second. Work grows until it takes long enough to be
 * timed, so that a slow device is not kept long.
 */
final class CudaLimitLoops implements AutoCloseable {
  private static final double LONG_ENOUGH = 1e-3;
  private static final int REPEATS = 7;
  private static final int THREADS_OF_A_MULTIPROCESSOR = 2048;
  private static final int MOST_TURNS = 1 << 20;
  private static final int FIRST_FLOATS = 1 << 14;
  private static final int MOST_FLOATS = 1 << 28;
  private static final int MOST_PINNED_FLOATS = 1 << 24;
  private static final int CACHED_COPIES = 20;
  private static final int LAUNCHES = 200;
  private static final int NODES = 100;
  private static final int GRAPHS = 5;

  private final CudaContext context;
  private final CudaStream stream;
  private final DeviceClock clock;

  private CudaLimitLoops(CudaContext context, CudaStream stream) {
    this.context = context;
    this.stream = stream;
    this.clock = new DeviceClock(context, stream);
  }

  static CudaLimits measure(CudaStream stream) {
    stream.synchronize();
    try (CudaLimitLoops loops = new CudaLimitLoops(stream.context(), stream);
        DeviceDelay delay = DeviceDelay.of(stream.context(), stream, LONG_ENOUGH)) {
      return loops.all(delay);
    }
  }

  private CudaLimits all(DeviceDelay delay) {
    try (DeviceBuffer value = context.allocate(1)) {
      Launch smallest = context.kernels().bind("fill_f32", 0f, value, 1L);
      double host = host(LAUNCHES, () -> smallest.launch(stream));
      try (CudaGraph graph = graph(NODES, smallest)) {
        double graphHost = host(GRAPHS, () -> graph.launch(stream));
        return new CudaLimits(
            context.device().l2Bytes(),
            multiplyAdds(),
            copy(),
            cachedCopy(),
            pinned(true),
            pinned(false),
            host,
            behind(delay, host * LAUNCHES, LAUNCHES, () -> smallest.launch(stream)) / LAUNCHES,
            timed(delay, smallest),
            graphHost,
            behind(delay, graphHost * GRAPHS, GRAPHS, () -> graph.launch(stream))
                / (GRAPHS * NODES));
      }
    }
  }

  private CudaGraph graph(int nodes, Launch launch) {
    return stream.capture(
        () -> {
          for (int k = 0; k < nodes; k++) {
            launch.launch(stream);
          }
        });
  }

  private double multiplyAdds() {
    int count = context.device().multiprocessors() * THREADS_OF_A_MULTIPROCESSOR;
    try (DeviceBuffer values = context.allocate(count)) {
      values.fill(1f, stream);
      for (int turns = 8; ; turns *= 2) {
        Launch launch =
            context.kernels().bind("fma_limit_f32", 0.5f, 0.5f, values, turns, (long) count);
        launch.launch(stream);
        if (2 * turns > MOST_TURNS || clock.seconds(launch) >= LONG_ENOUGH) {
          double flops = 16.0 * turns * count;
          return flops / clock.shortest(REPEATS, () -> launch.launch(stream));
        }
      }
    }
  }

  /** The better of our kernel and the driver's own copy. */
  private double copy() {
    for (int floats = FIRST_FLOATS; ; floats *= 2) {
      try (DeviceBuffer source = context.allocate(floats);
          DeviceBuffer destination = context.allocate(floats)) {
        source.fill(1f, stream);
        Launch launch =
            context.kernels().bind("copy_f32", source, destination, Long.valueOf(floats));
        launch.launch(stream);
        boolean room = 2 * floats <= MOST_FLOATS && 4L * 8 * floats < context.freeBytes();
        if (room && clock.seconds(launch) < LONG_ENOUGH) {
          continue;
        }
        int count = floats;
        double own = clock.shortest(REPEATS, () -> launch.launch(stream));
        double driver =
            clock.shortest(REPEATS, () -> destination.copyFrom(source, 0, 0, count, stream));
        return 8.0 * floats / Math.min(own, driver);
      }
    }
  }

  /** Two buffers that take half of the cache. */
  private double cachedCopy() {
    int floats = Math.max(1, context.device().l2Bytes() / 16);
    try (DeviceBuffer source = context.allocate(floats);
        DeviceBuffer destination = context.allocate(floats)) {
      source.fill(1f, stream);
      Launch launch = context.kernels().bind("copy_f32", source, destination, Long.valueOf(floats));
      try (CudaGraph graph = graph(CACHED_COPIES, launch)) {
        graph.launch(stream);
        double shortest = clock.shortest(REPEATS, () -> graph.launch(stream));
        return 8.0 * floats * CACHED_COPIES / shortest;
      }
    }
  }

  private double pinned(boolean upload) {
    for (int floats = FIRST_FLOATS; ; floats *= 2) {
      try (PinnedBuffer host = context.pinned(4 * floats);
          DeviceBuffer device = context.allocate(floats)) {
        device.fill(1f, stream);
        int count = floats;
        Runnable copy =
            upload
                ? () -> device.upload(0, host, count, stream)
                : () -> device.download(0, host, count, stream);
        if (2 * floats > MOST_PINNED_FLOATS || clock.seconds(copy) >= LONG_ENOUGH) {
          return 4.0 * floats / clock.shortest(REPEATS, copy);
        }
      }
    }
  }

  /** How long the host takes to enqueue one of {@code times}. */
  private double host(int times, Runnable enqueue) {
    long shortest = Long.MAX_VALUE;
    for (int r = 0; r < REPEATS; r++) {
      long start = System.nanoTime();
      for (int k = 0; k < times; k++) {
        enqueue.run();
      }
      shortest = Math.min(shortest, System.nanoTime() - start);
      stream.synchronize();
    }
    return shortest * 1e-9 / times;
  }

  /** How long the device takes for {@code times} that all wait when it begins with the first. */
  private double behind(DeviceDelay delay, double hostSeconds, int times, Runnable enqueue) {
    double shortest = Double.POSITIVE_INFINITY;
    int delays = 1 + (int) Math.min(20, 2 * hostSeconds / delay.seconds());
    for (int r = 0; r < REPEATS; r++) {
      for (int d = 0; d < delays; d++) {
        delay.launch().launch(stream);
      }
      shortest =
          Math.min(
              shortest,
              clock.seconds(
                  () -> {
                    for (int k = 0; k < times; k++) {
                      enqueue.run();
                    }
                  }));
    }
    return shortest;
  }

  private double timed(DeviceDelay delay, Launch smallest) {
    try (LaunchProfile profile = stream.startProfile()) {
      profile.hold(delay.launch(), LAUNCHES / 8);
      for (int k = 0; k < LAUNCHES; k++) {
        smallest.launch(stream);
      }
      return profile.rows().get(0).seconds() / LAUNCHES;
    }
  }

  @Override
  public void close() {
    clock.close();
  }
}
