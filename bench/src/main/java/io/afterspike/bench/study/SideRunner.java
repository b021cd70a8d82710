package io.afterspike.bench.study;

import io.afterspike.bench.peers.PeerFailure;
import io.afterspike.bench.peers.PeerProcess;
import io.afterspike.bench.peers.PeerSide;
import io.afterspike.bench.process.JavaCommand;
import io.afterspike.bench.step.StepData;
import io.afterspike.bench.step.StepRunner;
import io.afterspike.engine.Engines;
import io.afterspike.kernels.cpu.VectorModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A side that is ready to run: in this process, or in one of its own where widths of vectors are
 * compared.
 */
final class SideRunner implements AutoCloseable {
  private static final long LIMIT_SECONDS = 120;

  private static final int MOST_CHUNKS = 8;
  private static final double CHUNK = 2;
  private static final double BETTER = 0.9;

  private final StudySide side;

  /** Runs it elsewhere; null if it runs here. */
  private final PeerProcess process;

  /** Runs it here; null if it runs elsewhere, or was taken. */
  private StepRunner runner;

  private SideRunner(StudySide side, StepRunner runner, PeerProcess process) {
    this.side = side;
    this.runner = runner;
    this.process = process;
  }

  static SideRunner here(StudyCell cell, StudySide side, StepData data) {
    return new SideRunner(
        side,
        new StepRunner(Engines.named(side.engine(), side.threads()), side.subject(cell), data, 0),
        null);
  }

  /**
   * One with another width of vectors, warm already.
   *
   * @param log gets what it writes to standard error
   */
  static SideRunner elsewhere(StudyCell cell, StudySide side, double warmSeconds, Path log)
      throws PeerFailure {
    List<String> arguments = new ArrayList<>(List.of("bench", "step", "--serve"));
    arguments.addAll(List.of("--engine", side.engine(), "--rules", cell.rule().label()));
    arguments.addAll(List.of("--modes", cell.mode().toString(), "--forms", side.form().label()));
    arguments.addAll(List.of("--threads", String.valueOf(side.threads())));
    arguments.addAll(List.of("--warm", String.valueOf(warmSeconds)));
    arguments.addAll(PeerSide.flags(cell.point().work()));
    List<String> flags = List.of("-D" + VectorModule.WIDTH_PROPERTY + "=" + side.bits());
    PeerProcess process =
        new PeerProcess(JavaCommand.afterspike(flags, arguments), log, LIMIT_SECONDS);
    try {
      process.answer("ready");
    } catch (PeerFailure e) {
      process.close();
      throw e;
    }
    return new SideRunner(side, null, process);
  }

  StudySide side() {
    return side;
  }

  void warm(double seconds) {
    if (runner != null) {
      runner.warm(seconds);
    }
  }

  /** Runs until it gets no faster: at first Java has not compiled it. */
  void warmUntilSteady(double seconds) throws PeerFailure {
    double best = Double.POSITIVE_INFINITY;
    int idle = 0;
    for (int chunk = 0; chunk < MOST_CHUNKS && idle < 2; chunk++) {
      double shortest = Double.POSITIVE_INFINITY;
      for (double spent = 0; spent < CHUNK * seconds; ) {
        double millis = sequence();
        spent += millis * 1e-3;
        shortest = Math.min(shortest, millis);
      }
      idle = shortest < BETTER * best ? 0 : idle + 1;
      best = Math.min(best, shortest);
    }
  }

  /** What runs it here, which the caller then closes; nothing may refer to it any more. */
  Optional<StepRunner> take() {
    Optional<StepRunner> taken = Optional.ofNullable(runner);
    runner = null;
    return taken;
  }

  /** The milliseconds of a sequence. */
  double sequence() throws PeerFailure {
    if (runner != null) {
      return runner.sequence() * 1e-6;
    }
    double[] found = process.ask("run", "ms");
    if (found.length != 1) {
      throw new PeerFailure("expected one number, found " + found.length);
    }
    return found[0];
  }

  /** The mean loss of the last sequence; NaN where it is not told. */
  double loss() {
    return runner == null ? Double.NaN : runner.network().sequenceLoss();
  }

  @Override
  public void close() {
    if (runner != null) {
      runner.close();
    }
    if (process != null) {
      process.close();
    }
  }
}
