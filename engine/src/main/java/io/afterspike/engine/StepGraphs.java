package io.afterspike.engine;

import io.afterspike.kernels.cuda.CudaGraph;
import io.afterspike.kernels.cuda.CudaStream;
import io.afterspike.kernels.cuda.Launch;
import java.util.Arrays;

/**
 * The steps of one network as graphs. A step is a list of launches with their scalars. One that
 * comes for the second time is captured; from then on a single call of the driver launches it.
 * Since the list is compared, launch by launch and bit by bit, a graph never does anything but what
 * the step itself would have done: rules whose steps differ along a sequence, as in the history
 * form, get a graph for each, and scalars that converge, as Adamax's rate, soon stop making new
 * ones.
 */
final class StepGraphs implements AutoCloseable {
  private static final int BUCKETS = 1 << 10;
  private static final int MOST_LAUNCHES = 1 << 20;

  private Launch[] launches = new Launch[64];
  private int[] scalars = new int[128];
  private int count;
  private int scalarCount;
  private long hash;

  private final Step[] known = new Step[BUCKETS];
  private int knownLaunches;
  private int graphs;

  /** A step that has been seen. */
  private static final class Step {
    final long hash;
    final Launch[] launches;
    final int[] scalars;
    final Step next;
    CudaGraph graph;

    Step(long hash, Launch[] launches, int[] scalars, Step next) {
      this.hash = hash;
      this.launches = launches;
      this.scalars = scalars;
      this.next = next;
    }
  }

  /** Adds a launch with the scalars that it has now. */
  void add(Launch launch) {
    if (count == launches.length) {
      launches = Arrays.copyOf(launches, 2 * count);
    }
    int floats = launch.floats();
    if (scalarCount + floats > scalars.length) {
      scalars = Arrays.copyOf(scalars, 2 * scalars.length + floats);
    }
    launches[count++] = launch;
    launch.readFloats(scalars, scalarCount);
    hash = hash * 31 + System.identityHashCode(launch);
    for (int k = 0; k < floats; k++) {
      hash = hash * 31 + scalars[scalarCount++];
    }
  }

  /** Enqueues what was added, one by one, and begins anew. */
  void flush(CudaStream stream) {
    int added = count;
    clear();
    enqueue(stream, launches, scalars, added);
  }

  /** Enqueues what was added, as a graph from the second time on, and begins anew. */
  void run(CudaStream stream) {
    if (count < 2 || stream.profiling()) { // a graph's launches cannot be timed one by one
      flush(stream);
      return;
    }
    Step step = find();
    if (step == null) {
      remember();
      flush(stream);
      return;
    }
    clear();
    if (step.graph == null) {
      step.graph =
          stream.capture(() -> enqueue(stream, step.launches, step.scalars, step.launches.length));
      graphs++;
    }
    step.graph.launch(stream);
  }

  /** How many graphs there are. */
  int graphs() {
    return graphs;
  }

  private Step find() {
    Step step = known[bucket(hash)];
    while (step != null && !same(step)) {
      step = step.next;
    }
    return step;
  }

  private boolean same(Step step) {
    if (step.hash != hash || step.launches.length != count) {
      return false;
    }
    for (int k = 0; k < count; k++) {
      if (step.launches[k] != launches[k]) {
        return false;
      }
    }
    return Arrays.equals(step.scalars, 0, step.scalars.length, scalars, 0, scalarCount);
  }

  private void remember() {
    if (knownLaunches + count > MOST_LAUNCHES) {
      forget();
    }
    int bucket = bucket(hash);
    known[bucket] =
        new Step(
            hash,
            Arrays.copyOf(launches, count),
            Arrays.copyOf(scalars, scalarCount),
            known[bucket]);
    knownLaunches += count;
  }

  private static int bucket(long hash) {
    return (int) ((hash ^ hash >>> 32) & (BUCKETS - 1));
  }

  private void clear() {
    count = 0;
    scalarCount = 0;
    hash = 0;
  }

  private static void enqueue(CudaStream stream, Launch[] launches, int[] scalars, int count) {
    int at = 0;
    for (int k = 0; k < count; k++) {
      launches[k].writeFloats(scalars, at);
      at += launches[k].floats();
      launches[k].launch(stream);
    }
  }

  private void forget() {
    for (Step head : known) {
      for (Step step = head; step != null; step = step.next) {
        if (step.graph != null) {
          step.graph.close();
        }
      }
    }
    Arrays.fill(known, null);
    knownLaunches = 0;
    graphs = 0;
  }

  /** Frees the graphs. */
  @Override
  public void close() {
    clear();
    forget();
  }
}
