package io.afterspike.kernels.cuda;

import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;

/** Work that was captured once and is launched as a whole: see {@link CudaStream#capture}. */
public final class CudaGraph extends ContextResource {
  private final CUgraphExec executable = new CUgraphExec();
  private final String name;
  private final int nodes;

  /** Takes over {@code graph}, also if it fails. */
  CudaGraph(CudaContext context, CUgraph graph, String first) {
    super(context);
    this.name = "graph from " + first;
    try {
      long[] count = new long[1];
      context.check("cuGraphGetNodes", name, calls().cuGraphGetNodes(graph, count));
      nodes = Math.toIntExact(count[0]);
      int status = calls().cuGraphInstantiate(executable, graph);
      context.check("cuGraphInstantiate", name, status);
    } finally {
      // The executable stands alone.
      context.noted("cuGraphDestroy", calls().cuGraphDestroy(graph));
    }
  }

  /** Enqueues all of it; returns before it has run. */
  public void launch(CudaStream stream) {
    ready("cuGraphLaunch");
    LaunchProfile profile = stream.profile();
    if (profile != null) {
      profile.begin(name, 0);
    }
    stream.remember(name);
    int status = calls().cuGraphLaunch(executable, stream.handle());
    context().check("cuGraphLaunch", name, status);
    if (profile != null) {
      profile.end();
    }
  }

  /** How many launches, copies and fills it holds. */
  public int nodes() {
    return nodes;
  }

  @Override
  void release() {
    context().noted("cuGraphExecDestroy", calls().cuGraphExecDestroy(executable));
  }

  @Override
  public String toString() {
    return name;
  }
}
