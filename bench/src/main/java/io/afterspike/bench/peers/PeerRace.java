package io.afterspike.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs the sides of one task in turn. */
public final class PeerRace {
  /** Sides slower than this run in few rounds. */
  private static final double SLOW_MILLIS = 5_000;

  private static final int SLOW_ROUNDS = 3;

  private final Function<PeerSide, List<String>> commands;
  private final Path logs;
  private final long limitSeconds;
  private final Consumer<String> progress;

  /**
   * Prepares races.
   *
   * @param commands what starts a side
   * @param logs the folder for what the programs write to standard error
   * @param limitSeconds how long a program may take to get ready or to run a sequence
   * @param progress told what happens
   */
  public PeerRace(
      Function<PeerSide, List<String>> commands,
      Path logs,
      long limitSeconds,
      Consumer<String> progress) {
    this.commands = commands;
    this.logs = logs;
    this.limitSeconds = limitSeconds;
    this.progress = progress;
  }

  /** A side while it runs. */
  private static final class Runner {
    final PeerSide side;
    PeerProcess process;
    double ready = Double.NaN;
    long differ;
    double error;
    double[] millis = {};
    String failure = "";

    Runner(PeerSide side) {
      this.side = side;
    }

    boolean runs(int round) {
      return failure.isEmpty()
          && (round < SLOW_ROUNDS || Arrays.stream(millis).min().orElse(0) < SLOW_MILLIS);
    }

    PeerResult result() {
      long memory = process == null ? 0 : process.peakMemory();
      return new PeerResult(side, ready, differ, error, millis, memory, failure);
    }
  }

  /** Starts all sides, lets them prove themselves, runs them in rounds. A failure is a result. */
  public List<PeerResult> run(List<PeerSide> sides, int rounds) {
    List<Runner> runners = sides.stream().map(Runner::new).toList();
    try {
      // One after another: programs that compile side by side would take each other's time.
      for (Runner runner : runners) {
        attempt(runner, "start", () -> start(runner));
      }
      for (int r = 0; r < rounds; r++) {
        for (Runner runner : runners) {
          if (runner.runs(r)) {
            attempt(runner, "run", () -> sequence(runner));
          }
        }
        progress.accept(sides.get(0).task() + ": round " + (r + 1) + " of " + rounds);
      }
      return runners.stream().map(Runner::result).toList();
    } finally {
      for (Runner runner : runners) {
        if (runner.process != null) {
          runner.process.close();
        }
      }
    }
  }

  /** Something that may fail. */
  private interface Attempt {
    void run() throws PeerFailure;
  }

  private void attempt(Runner runner, String what, Attempt attempt) {
    try {
      attempt.run();
    } catch (PeerFailure e) {
      runner.failure = what + ": " + e.getMessage();
      progress.accept(runner.side.name() + " failed to " + runner.failure);
    }
  }

  private void start(Runner runner) throws PeerFailure {
    PeerSide side = runner.side;
    progress.accept(side.task() + ": starting " + side.name());
    String log = (side.task() + " " + side.name()).replace(' ', '-').replace(':', '-') + ".log";
    long start = System.nanoTime();
    runner.process = new PeerProcess(commands.apply(side), logs.resolve(log), limitSeconds);
    runner.process.answer("ready");
    runner.ready = (System.nanoTime() - start) * 1e-9;
    if (!side.ours()) {
      double[] checked = runner.process.ask("check", "checked");
      if (checked.length != 2) {
        throw new PeerFailure("expected two numbers, found " + Arrays.toString(checked));
      }
      runner.differ = (long) checked[0];
      runner.error = checked[1];
      progress.accept(
          side.name()
              + ": "
              + runner.differ
              + " spikes differ, gradients differ by "
              + (float) runner.error
              + " relative");
    }
  }

  private void sequence(Runner runner) throws PeerFailure {
    double[] answer = runner.process.ask("run", "ms");
    if (answer.length != 1 || !(answer[0] > 0)) {
      throw new PeerFailure("expected one time, found " + Arrays.toString(answer));
    }
    List<Double> millis = new ArrayList<>(Arrays.stream(runner.millis).boxed().toList());
    millis.add(answer[0]);
    runner.millis = millis.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
