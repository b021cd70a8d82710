package io.afterspike.engine;

import io.afterspike.kernels.cuda.CudaEvent;
import io.afterspike.kernels.cuda.CudaGraph;
import io.afterspike.kernels.cuda.CudaStream;
import io.afterspike.kernels.cuda.Launch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Launches that always follow each other in branches: from the second time on one graph, in which
 * branches run side by side. Branch 0 is the stream itself; the others begin by waiting for it.
 */
final class LaunchProgram implements AutoCloseable {
  /** A launch in a branch, or if there is none, the branch waits for what another has so far. */
  private record Entry(int branch, Launch launch, int other) {}

  private final List<Entry> entries = new ArrayList<>();
  private int branches;
  private boolean ran;
  private CudaGraph graph;

  /** Adds a launch to the end of a branch. In the order of their adding, launches are right too. */
  LaunchProgram add(int branch, Launch launch) {
    entries.add(new Entry(branch, launch, -1));
    return this;
  }

  /** Adds launches to the end of a branch. */
  LaunchProgram add(int branch, List<Launch> launches) {
    launches.forEach(launch -> add(branch, launch));
    return this;
  }

  /** Adds all of another program behind what is here, its launches shared, not bound anew. */
  void add(LaunchProgram other) {
    entries.addAll(other.entries);
    branches = Math.max(branches, other.branches);
  }

  /** What is added to {@code branch} from now on waits for what {@code other} has so far. */
  LaunchProgram after(int branch, int other) {
    entries.add(new Entry(branch, null, other));
    branches = Math.max(branches, Math.max(branch, other));
    return this;
  }

  /** Enqueues all. */
  void run(CudaKernels kernels) {
    CudaStream stream = kernels.stream();
    if (stream.profiling() || !ran) { // each launch is to be seen
      ran = true;
      for (Entry entry : entries) {
        if (entry.launch() != null) {
          entry.launch().launch(stream);
        }
      }
      return;
    }
    if (graph == null) {
      graph = capture(kernels);
    }
    graph.launch(stream);
  }

  private CudaGraph capture(CudaKernels kernels) {
    CudaStream[] streams = new CudaStream[branches + 1];
    CudaStream[] others = new CudaStream[branches];
    streams[0] = kernels.stream();
    for (int b = 1; b <= branches; b++) {
      streams[b] = kernels.branch(b - 1);
      others[b - 1] = streams[b];
    }
    Map<Integer, CudaEvent> marks = new HashMap<>();
    try {
      return streams[0].capture(
          () -> {
            for (Entry entry : entries) {
              if (entry.launch() != null) {
                entry.launch().launch(streams[entry.branch()]);
              } else {
                CudaEvent mark = marks.computeIfAbsent(entry.other(), b -> kernels.event());
                mark.record(streams[entry.other()]);
                streams[entry.branch()].waitFor(mark);
              }
            }
          },
          others);
    } finally {
      marks.values().forEach(CudaEvent::close);
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
