package io.afterspike.bench.limits;

import io.afterspike.kernels.cuda.CudaContext;
import io.afterspike.kernels.cuda.CudaEvent;
import io.afterspike.kernels.cuda.CudaStream;
import io.afterspike.kernels.cuda.Launch;

/** Takes the time between two marks in a stream. */
final class DeviceClock implements AutoCloseable {
  private final CudaStream stream;
  private final CudaEvent start;
  private final CudaEvent end;

  DeviceClock(CudaContext context, CudaStream stream) {
    this.stream = stream;
    start = context.event(true);
    end = context.event(true);
  }

  /** The seconds that what {@code work} enqueues takes the device; waits for it. */
  double seconds(Runnable work) {
    start.record(stream);
    work.run();
    end.record(stream);
    end.synchronize();
    return end.secondsSince(start);
  }

  double seconds(Launch launch) {
    return seconds(() -> launch.launch(stream));
  }

  /** The shortest of several times. */
  double shortest(int times, Runnable work) {
    double shortest = Double.POSITIVE_INFINITY;
    for (int n = 0; n < times; n++) {
      shortest = Math.min(shortest, seconds(work));
    }
    return shortest;
  }

  @Override
  public void close() {
    start.close();
    end.close();
  }
}
