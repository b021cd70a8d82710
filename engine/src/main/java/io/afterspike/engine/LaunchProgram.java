package io.afterspike.engine;

import io.afterspike.kernels.cuda.CudaGraph;
import io.afterspike.kernels.cuda.CudaStream;
import io.afterspike.kernels.cuda.Launch;
import java.util.List;

/** Launches that always follow each other: from the second time on one graph. */
final class LaunchProgram implements AutoCloseable {
  private final Launch[] launches;
  private boolean ran;
  private CudaGraph graph;

  LaunchProgram(List<Launch> launches) {
    this.launches = launches.toArray(Launch[]::new);
  }

  /** Enqueues all. */
  void run(CudaStream stream) {
    if (stream.profiling()) { // each launch is to be seen
      enqueue(stream);
      return;
    }
    if (graph == null && ran) {
      graph = stream.capture(() -> enqueue(stream));
    }
    if (graph != null) {
      graph.launch(stream);
    } else {
      enqueue(stream);
      ran = true;
    }
  }

  private void enqueue(CudaStream stream) {
    for (Launch launch : launches) {
      launch.launch(stream);
    }
  }

  @Override
  public void close() {
    if (graph != null) {
      graph.close();
      graph = null;
    }
  }
}
