package io.afterspike.bench.step;

import io.afterspike.bench.limits.LaunchWork;
import io.afterspike.engine.CudaEngine;
import io.afterspike.engine.TraceForm;
import io.afterspike.kernels.cuda.Launch;
import io.afterspike.kernels.cuda.PlannedGpu;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one side launches on a GPU in a sequence, found by running it on one that is not there: the
 * network, its graphs and its launches are those of a real run.
 *
 * @param subject the side
 * @param form the form of the first layer's traces, as it was chosen; empty if it keeps none
 * @param steps the length of the sequence
 * @param rows each launch, in the order in which they first come
 * @param graphs how many launches of graphs a sequence takes
 * @param nodes how many launches, copies and fills are within these graphs
 */
public record LaunchPlan(
    StepSubject subject, String form, int steps, List<PlanRow> rows, long graphs, long nodes) {
  /** A plan that changes longer than this is taken as it is then. */
  private static final int MOST_SEQUENCES = 8;

  /** Copies the list. */
  public LaunchPlan {
    rows = List.copyOf(rows);
  }

  /**
   * The plan of a sequence once it repeats: graphs are captured in the second one.
   *
   * @param learningRate as for a {@link StepRunner}
   * @throws io.afterspike.kernels.cuda.CudaException if an H100's memory is not enough
   */
  public static LaunchPlan of(StepSubject subject, StepData data, double learningRate) {
    PlannedGpu gpu = PlannedGpu.h100();
    try (StepRunner runner =
        new StepRunner(CudaEngine.on(gpu.device()), subject, data, learningRate)) {
      List<PlannedGpu.Work> before = List.of();
      List<PlannedGpu.Work> now = sequence(gpu, runner);
      for (int n = 0; n < MOST_SEQUENCES && !now.equals(before); n++) {
        before = now;
        now = sequence(gpu, runner);
      }
      TraceForm form = runner.network().form(0);
      return new LaunchPlan(
          subject,
          subject.hasForms() ? form.label() : "",
          data.work().steps(),
          rows(now, data),
          now.stream().mapToLong(PlannedGpu.Work::graph).max().orElse(0),
          now.stream().filter(work -> work.graph() > 0).count());
    }
  }

  private static List<PlannedGpu.Work> sequence(PlannedGpu gpu, StepRunner runner) {
    gpu.clear();
    runner.sequence();
    return gpu.work();
  }

  /** What is the same each time that it runs. */
  private record Same(Launch launch, String name, String detail, long bytes, int branch) {
    static Same of(PlannedGpu.Work work) {
      return new Same(work.launch(), work.name(), work.detail(), work.bytes(), work.branch());
    }
  }

  /**
   * A launch that runs again and again is a row of its own, also if another layer has one like it;
   * those at the beginning and end, as of the fills of many arrays, are put together.
   */
  private static List<PlanRow> rows(List<PlannedGpu.Work> all, StepData data) {
    Map<Same, Long> runs = new LinkedHashMap<>();
    Map<Same, PlannedGpu.Work> first = new LinkedHashMap<>();
    for (PlannedGpu.Work work : all) {
      runs.merge(Same.of(work), 1L, Long::sum);
      first.putIfAbsent(Same.of(work), work);
    }
    KernelWork kernels = KernelWork.of(data);
    List<PlanRow> rows = new ArrayList<>();
    for (Map.Entry<Same, Long> entry : runs.entrySet()) {
      long count = entry.getValue();
      boolean repeats = count > 1 || data.work().steps() == 1;
      PlanRow row = PlanRow.of(first.get(entry.getKey()), count, repeats, kernels);
      int like = repeats ? -1 : like(row, rows);
      if (like < 0) {
        rows.add(row);
      } else {
        rows.set(like, rows.get(like).plus(count));
      }
    }
    return rows;
  }

  private static int like(PlanRow row, List<PlanRow> rows) {
    for (int k = 0; k < rows.size(); k++) {
      if (rows.get(k).looksLike(row)) {
        return k;
      }
    }
    return -1;
  }

  /** The kernels of a sequence. */
  long kernels() {
    return rows.stream().filter(PlanRow::isKernel).mapToLong(PlanRow::runs).sum();
  }

  /**
   * The kernels of a time step: those that run more than once in a sequence, all if it has only one
   * step; the mean where steps differ.
   */
  double kernelsOfAStep() {
    return (double)
            rows.stream()
                .filter(row -> row.isKernel() && row.repeats())
                .mapToLong(PlanRow::runs)
                .sum()
        / steps;
  }

  /** How often the host asks the driver to enqueue something: a graph is asked for once. */
  long enqueued() {
    return rows.stream().mapToLong(PlanRow::runs).sum() - nodes + graphs;
  }

  /** What the whole sequence has to do. */
  LaunchWork work() {
    return rows.stream().map(PlanRow::allWork).reduce(LaunchWork.NONE, LaunchWork::plus);
  }

  /**
   * The shortest time of a sequence in seconds, if launches run one after the other and nothing
   * stays in a cache from one to the next.
   */
  double seconds(Roofline peak) {
    return rows.stream().mapToDouble(row -> row.runs() * peak.seconds(row.work())).sum();
  }
}
