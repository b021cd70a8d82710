package io.afterspike.bench.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs sides in turn, within one budget of time for all calls. */
public final class PeerRace {
  private final Function<PeerSide, List<String>> commands;
  private final Path logs;
  private final RacePlan plan;
  private final Consumer<String> progress;
  private final long end;

  /**
   * Prepares races; the budget's time begins now.
   *
   * @param commands what starts a side
   * @param logs the folder for what the programs write to standard error
   * @param plan how they are run
   * @param progress told what happens, possibly by several threads
   */
  public PeerRace(
      Function<PeerSide, List<String>> commands,
      Path logs,
      RacePlan plan,
      Consumer<String> progress) {
    this.commands = commands;
    this.logs = logs;
    this.plan = plan;
    this.progress = progress;
    this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(plan.budgetSeconds());
  }

  /** Starts all sides, lets them prove themselves, runs them in rounds. A failure is a result. */
  public List<PeerResult> run(List<PeerSide> sides) {
    List<PeerRunner> runners = sides.stream().map(side -> new PeerRunner(side, progress)).toList();
    try {
      // Ours first: they do not take part in the turns by which peers have a GPU for themselves.
      start(runners.stream().filter(r -> r.side().ours()).toList());
      start(runners.stream().filter(r -> !r.side().ours()).toList());
      rounds(runners);
      return runners.stream().map(PeerRunner::result).toList();
    } finally {
      runners.forEach(PeerRunner::close);
    }
  }

  private long secondsLeft() {
    return TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime());
  }

  /** By default one after another: programs that compile side by side take each other's time. */
  private void start(List<PeerRunner> runners) {
    try (ExecutorService starters = Executors.newFixedThreadPool(plan.together())) {
      Stream<Future<?>> starts = runners.stream().map(r -> starters.submit(() -> start(r)));
      for (Future<?> start : starts.toList()) {
        start.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while programs were started", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a program could not be started", e.getCause());
    }
  }

  private void start(PeerRunner runner) {
    long left = secondsLeft();
    if (left < 1) {
      runner.fail("start: the budget of " + plan.budgetSeconds() + " s was used up");
      return;
    }
    List<String> command = commands.apply(runner.side());
    runner.start(command, logs, Math.min(left, plan.limitSeconds()));
  }

  private void rounds(List<PeerRunner> runners) {
    for (int r = 0; r < plan.rounds(); r++) {
      if (r > 0 && secondsLeft() < 1) {
        progress.accept("the budget is used up after " + r + " rounds");
        return;
      }
      for (PeerRunner runner : runners) {
        runner.turn(r, plan.burst());
      }
      String tasks =
          String.join(", ", runners.stream().map(x -> x.side().task()).distinct().toList());
      progress.accept(tasks + ": round " + (r + 1) + " of " + plan.rounds());
    }
  }
}
