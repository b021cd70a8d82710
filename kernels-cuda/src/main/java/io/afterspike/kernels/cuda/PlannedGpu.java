package io.afterspike.kernels.cuda;

import java.util.List;

/**
 * A GPU that is not there: whatever is made and enqueued on its {@link #device} is checked as on a
 * real one and noted, but nothing runs, no driver is needed, and what is downloaded is 0. So it
 * tells what a program would launch, from the program itself.
 *
 * <pre>{@code
 * PlannedGpu gpu = PlannedGpu.h100();
 * try (CudaContext context = gpu.device().open()) {
 *   Launch scaled = context.kernels().bind("scale_f32", 2f, context.allocate(1000), 1000L);
 *   scaled.launch(context.stream());
 * }
 * gpu.work(); // one launch of scale_f32
 * }</pre>
 *
 * <p>Like a context, it belongs to one thread.
 */
public final class PlannedGpu {
  private final RecordedCalls calls;
  private final CudaDevice device;

  private PlannedGpu(RecordedCalls calls) {
    this.calls = calls;
    this.device = new CudaDevice(calls, 0);
  }

  /** One with the limits of an NVIDIA H100: compute capability 9.0. */
  public static PlannedGpu h100() {
    return new PlannedGpu(new RecordedCalls());
  }

  /**
   * Something that the device would do.
   *
   * @param name the kernel's name; {@code upload}, {@code download}, {@code copy} or {@code fill}
   *     for what the driver does itself
   * @param detail sizes and absent arrays at that time, as {@link Launch#detail} words them; empty
   *     if it is no kernel
   * @param launch which launch it was, to tell grid, block and arguments; null if it is no kernel
   * @param bytes what a copy or fill moves; 0 if it is a kernel
   * @param branch 0 for the stream that it was made for, or that a capture began in; others run
   *     beside it and are numbered in the order of their making
   * @param graph 0 if it was enqueued alone; else it is part of this launch of a graph, from 1
   */
  public record Work(
      String name, String detail, Launch launch, long bytes, int branch, int graph) {}

  /** The device, to be opened like any other. */
  public CudaDevice device() {
    return device;
  }

  /** What was enqueued since {@link #clear}, in that order; of graphs, what is in them. */
  public List<Work> work() {
    return calls.work();
  }

  /** Forgets what was enqueued so far, but not what has been captured. */
  public void clear() {
    calls.clear();
  }
}
