package io.afterspike.bench.study;

import io.afterspike.bench.limits.CudaLimits;
import io.afterspike.bench.limits.LaunchWork;
import io.afterspike.bench.limits.MachineLimits;
import io.afterspike.bench.limits.WorkCount;
import io.afterspike.bench.peers.PeerFailure;
import io.afterspike.bench.step.RunnerStates;
import io.afterspike.bench.step.SequenceWork;
import io.afterspike.bench.step.StepData;
import io.afterspike.bench.step.StepRunner;
import io.afterspike.engine.CudaEngine;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.kernels.cuda.CudaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Lets the sides of a cell run in turn, round after round. What does not fit into memory is left
 * out; sides that should have the same loss are held to it.
 */
final class TurnBench implements CellBench {
  private static final double NEAR = 1e-5;

  /** What a collection leaves differs by so much from one to the next. */
  private static final double JAVA_RESOLUTION = 100_000;

  private final StudyPace pace;
  private final Path log;
  private final Set<List<Object>> warmed = new HashSet<>();
  private StepData data;

  /**
   * A bench.
   *
   * @param log gets what processes for other widths of vectors write to standard error
   */
  TurnBench(StudyPace pace, Path log) {
    this.pace = pace;
    this.log = log;
  }

  @Override
  public CellOutcome measure(StudyMachine machine, StudyCell cell, List<StudySide> sides)
      throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    List<NotMeasured> missing = new ArrayList<>();
    List<SideRunner> ready = new ArrayList<>();
    List<List<Double>> millis = new ArrayList<>();
    Map<SideRunner, Double> losses = new HashMap<>();
    Map<SideRunner, Double> states = new HashMap<>();
    StepData now;
    try {
      now = data(cell, sides);
    } catch (IllegalArgumentException | ArithmeticException | OutOfMemoryError e) {
      return new CellOutcome(
          List.of(), List.of(new NotMeasured(machine.name(), cell.toString(), reason(e), false)));
    }
    try {
      for (StudySide side : sides) {
        start(machine, cell, side, now, ready, missing);
      }
      turns(machine, cell, ready, millis, missing);
      ready.forEach(each -> losses.put(each, each.loss()));
      states(ready, states);
    } finally {
      ready.forEach(SideRunner::close);
    }
    List<StudyRow> rows = new ArrayList<>();
    for (int s = 0; s < ready.size(); s++) {
      SideRunner each = ready.get(s);
      double[] times = millis.get(s).stream().mapToDouble(Double::doubleValue).toArray();
      double state = states.getOrDefault(each, Double.NaN);
      rows.add(row(machine, cell, each.side(), times, state, losses.get(each), now));
    }
    compare(machine, rows, missing);
    return new CellOutcome(rows, missing);
  }

  /** Cells of one work follow each other. */
  private StepData data(StudyCell cell, List<StudySide> sides) {
    if (data == null || !data.work().equals(cell.point().work())) {
      data = null;
      StudySide side = sides.get(0);
      try (Engine<?> maker = Engines.named(side.engine(), side.threads())) {
        data = StepData.make(cell.point().work(), maker);
      }
    }
    return data;
  }

  private void start(
      StudyMachine machine,
      StudyCell cell,
      StudySide side,
      StepData now,
      List<SideRunner> ready,
      List<NotMeasured> missing) {
    String what = cell + ", " + side;
    try {
      SideRunner runner =
          side.apart()
              ? SideRunner.elsewhere(cell, side, pace.warmSeconds(), log)
              : SideRunner.here(cell, side, now);
      ready.add(runner);
      if (side.apart() || warmed.add(List.of(cell.rule(), side))) {
        runner.warmUntilSteady(pace.warmSeconds());
      } else {
        runner.warm(pace.warmSeconds());
      }
    } catch (IllegalArgumentException | ArithmeticException | OutOfMemoryError e) {
      missing.add(new NotMeasured(machine.name(), what, reason(e), false));
    } catch (PeerFailure | CudaException e) {
      missing.add(new NotMeasured(machine.name(), what, reason(e), true));
    }
  }

  private static String reason(Throwable failure) {
    if (failure instanceof ArithmeticException) {
      return "a layer has more weights than an array has room for";
    }
    return failure instanceof OutOfMemoryError
        ? "out of memory; give Java more with -Xmx"
        : failure.getMessage();
  }

  private void turns(
      StudyMachine machine,
      StudyCell cell,
      List<SideRunner> ready,
      List<List<Double>> millis,
      List<NotMeasured> missing) {
    for (int s = 0; s < ready.size(); s++) {
      millis.add(new ArrayList<>());
    }
    double spent = 0;
    for (int r = 0;
        r < pace.leastRounds() || r < pace.mostRounds() && spent < pace.cellSeconds();
        r++) {
      for (int s = ready.size() - 1; s >= 0; s--) {
        try {
          double time = ready.get(s).sequence();
          millis.get(s).add(time);
          spent += time * 1e-3;
        } catch (PeerFailure | CudaException | OutOfMemoryError e) {
          String what = cell + ", " + ready.get(s).side();
          missing.add(new NotMeasured(machine.name(), what, reason(e), true));
          ready.remove(s).close();
          millis.remove(s);
        }
      }
    }
  }

  private static void states(List<SideRunner> ready, Map<SideRunner, Double> states) {
    List<SideRunner> here = new ArrayList<>();
    List<StepRunner> runners = new ArrayList<>();
    for (SideRunner each : ready) {
      each.take().ifPresent(runner -> add(here, each, runners, runner));
    }
    long[] bytes = RunnerStates.closing(runners);
    for (int s = 0; s < bytes.length; s++) {
      boolean seen =
          here.get(s).side().engine().equals(CudaEngine.NAME) || bytes[s] > JAVA_RESOLUTION;
      states.put(here.get(s), seen ? (double) bytes[s] : Double.NaN);
    }
  }

  private static void add(
      List<SideRunner> here, SideRunner each, List<StepRunner> runners, StepRunner runner) {
    here.add(each);
    runners.add(runner);
  }

  private static StudyRow row(
      StudyMachine machine,
      StudyCell cell,
      StudySide side,
      double[] millis,
      double state,
      double loss,
      StepData data) {
    SequenceWork work = SequenceWork.of(side.subject(cell), data);
    double spikes = 0;
    for (int l = 0; l < cell.point().depth(); l++) {
      spikes += data.rates()[l] / cell.point().depth();
    }
    return new StudyRow(
        machine.name(),
        cell,
        side,
        millis,
        work.flops(),
        work.bytes(),
        1e3 * work.leastSeconds(least(machine, side)),
        state,
        data.inputDensity(),
        spikes,
        loss);
  }

  /** How long an operation takes at least; not known for widths whose limits are not measured. */
  private static ToDoubleFunction<WorkCount> least(StudyMachine machine, StudySide side) {
    if (side.engine().equals(CudaEngine.NAME)) {
      return machine
          .gpu()
          .<ToDoubleFunction<WorkCount>>map(TurnBench::onDevice)
          .orElse(work -> Double.NaN);
    }
    MachineLimits limits = machine.limits().get(side.threads());
    return limits == null || limits.vectorBits() != side.bits()
        ? work -> Double.NaN
        : limits::leastSeconds;
  }

  private static ToDoubleFunction<WorkCount> onDevice(CudaLimits limits) {
    return work ->
        limits.leastSeconds(new LaunchWork(work.flops(), work.readBytes(), work.updatedBytes()));
  }

  /** Engines and threads may not change a result. */
  private static void compare(
      StudyMachine machine, List<StudyRow> rows, List<NotMeasured> missing) {
    Map<StudyLine, StudyRow> first = new HashMap<>();
    for (StudyRow row : rows) {
      StudyRow known = first.putIfAbsent(row.line(), row);
      if (known != null && Math.abs(row.loss() - known.loss()) > NEAR * Math.abs(known.loss())) {
        missing.add(
            new NotMeasured(
                machine.name(),
                "equal results of " + row.cell(),
                "the loss on "
                    + row.side()
                    + " is "
                    + row.loss()
                    + ", on "
                    + known.side()
                    + " "
                    + known.loss(),
                true));
      }
    }
  }
}
