package io.afterspike.bench.sweep;

import io.afterspike.bench.console.ProgressLine;
import io.afterspike.bench.console.Screen;
import io.afterspike.bench.train.Setting;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Works on many cells at once: one thread a worker, one cell a thread, on a single-threaded engine
 * of its own unless the cell asks for more.
 *
 * <p>Threads of one process rather than processes: recordings are in memory once for all, the
 * kernels are compiled once for all, there is one display, and short cells do not pay for the start
 * of a Java machine. What threads cannot give, a wall between cells, is given by the checkpoints: a
 * cell that fails is reported and the others go on, and after a crash all go on from where they
 * were saved. On a cluster each array task is a process.
 */
public final class SweepRunner {
  /** How often the display looks at what the workers have done. */
  private static final long LOOK_MILLIS = 100;

  /** A cell and the folder that its result belongs to. */
  public record Job(SweepPlan plan, Cell cell, SweepFolder folder) {
    /** The cell in a line. */
    String describe() {
      return plan.name() + " cell " + cell.index() + " (" + plan.describe(cell) + ")";
    }
  }

  /**
   * What became of the cells.
   *
   * @param finished how many have a result now, earlier ones included
   * @param interrupted how many were stopped or not begun, because it was asked for
   * @param elsewhere how many another process is working on
   * @param failures one line a cell that could not be done
   */
  public record Outcome(int finished, int interrupted, int elsewhere, List<String> failures) {
    /** Whether all cells have their results. */
    public boolean complete() {
      return interrupted == 0 && elsewhere == 0 && failures.isEmpty();
    }
  }

  private final Screen screen;
  private final BooleanSupplier stop;
  private final SharedData data = new SharedData();
  private String best;

  private final ConcurrentLinkedQueue<Job> waiting = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> news = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();
  private final AtomicInteger elsewhere = new AtomicInteger();
  private final AtomicLong done = new AtomicLong();

  /**
   * A runner.
   *
   * @param screen where progress is shown
   * @param stop asked often; true ends all cells in good order
   */
  public SweepRunner(Screen screen, BooleanSupplier stop) {
    this.screen = screen;
    this.stop = stop;
  }

  /**
   * Works on {@code jobs} in their order until all are done, or until asked to stop. Cells that
   * have a result are skipped, unfinished ones go on from their checkpoint.
   *
   * @param workers how many at once
   * @throws IOException if a folder cannot be made
   */
  public Outcome run(List<Job> jobs, int workers) throws IOException {
    List<Job> open = new ArrayList<>();
    Map<Path, Set<String>> untidy = new HashMap<>();
    for (Job job : jobs) {
      if (job.folder.finished(job.cell)) {
        finished.incrementAndGet();
        if (!untidy.containsKey(job.folder.path())) {
          untidy.put(job.folder.path(), job.folder.untidy());
        }
        if (untidy.get(job.folder.path()).contains(job.cell.id())) {
          tidy(job);
        }
      } else {
        job.folder.create();
        open.add(job);
      }
    }
    waiting.addAll(open);
    List<Thread> threads = new ArrayList<>();
    for (int w = 0; w < Math.min(workers, open.size()); w++) {
      Thread thread = new Thread(this::work, "afterspike-cell-" + w);
      thread.start();
      threads.add(thread);
    }
    watch(threads, open, jobs.size());
    return new Outcome(finished.get(), interrupted.get(), elsewhere.get(), List.copyOf(failures));
  }

  /** Its process was killed after the result was there, or before. */
  private static void tidy(Job job) throws IOException {
    job.folder.create(); // results may have come without the other folders
    Optional<SweepFolder.Claim> claim = job.folder.claim(job.cell);
    if (claim.isPresent()) {
      try {
        job.folder.tidy(job.cell);
      } finally {
        claim.get().close();
      }
    }
  }

  private void watch(List<Thread> threads, List<Job> open, int cells) {
    long total = open.stream().mapToLong(job -> job.cell.kind().task().work(job.cell)).sum();
    try (ProgressLine line = new ProgressLine(screen, "minibatches", 0, Math.max(1, total))) {
      for (Thread thread : threads) {
        while (thread.isAlive()) {
          tell(line);
          line.update(Math.min(total, done.get()), () -> "cells " + finished.get() + "/" + cells);
          try {
            thread.join(LOOK_MILLIS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
          }
        }
      }
      tell(line);
    }
  }

  private void tell(ProgressLine line) {
    for (String text = news.poll(); text != null; text = news.poll()) {
      line.print(text);
    }
  }

  private void work() {
    for (Job job = waiting.poll(); job != null; job = waiting.poll()) {
      if (stop.getAsBoolean()) {
        interrupted.incrementAndGet();
        continue;
      }
      try {
        work(job);
      } catch (IOException | RuntimeException e) {
        fail(job, e.getMessage() == null ? e.toString() : e.getMessage());
      } catch (OutOfMemoryError e) {
        fail(job, "out of memory (" + e.getMessage() + "); use fewer --workers or a larger -Xmx");
      }
    }
  }

  private void fail(Job job, String reason) {
    failures.add(job.describe() + ": " + reason);
    news.add("failed: " + job.describe() + ": " + reason);
  }

  private void work(Job job) throws IOException {
    Optional<SweepFolder.Claim> claim = job.folder.claim(job.cell);
    if (claim.isEmpty()) {
      elsewhere.incrementAndGet();
      return;
    }
    try {
      job.folder.tidy(job.cell);
      // Looked at again: it may have been finished elsewhere before the claim.
      if (job.folder.finished(job.cell) || workOn(job)) {
        finished.incrementAndGet();
      } else {
        interrupted.incrementAndGet();
      }
    } finally {
      claim.get().close();
    }
  }

  private boolean workOn(Job job) throws IOException {
    Cell cell = job.cell;
    long[] last = {0};
    try (Engine<?> own = engine(cell)) {
      CellRun run =
          new CellRun(
              cell,
              own,
              data,
              job.folder.checkpoint(cell),
              stop,
              progress -> {
                done.addAndGet(progress - last[0]);
                last[0] = progress;
              });
      Optional<CellResult> result = cell.kind().task().run(run);
      if (result.isEmpty()) {
        return false;
      }
      job.folder.write(cell, result.get(), times(run, own));
      if (!result.get().remark().isEmpty()) {
        news.add(job.describe() + ": " + result.get().remark());
      }
      return true;
    }
  }

  private Engine<?> engine(Cell cell) {
    String name = cell.config().get(Setting.ENGINE);
    return Engines.named(name.equals("best") ? best() : name, Math.max(1, cell.config().threads()));
  }

  /** The best engine's name, found and said once, when a cell first wants it. */
  private synchronized String best() {
    if (best == null) {
      try (Engine<?> found = Engines.best(1)) {
        best = found.name();
      }
    }
    return best;
  }

  private static Map<String, Object> times(CellRun run, Engine<?> engine) {
    Map<String, Object> times = new LinkedHashMap<>();
    times.put("seconds", run.seconds());
    times.put("resumptions", run.resumptions());
    times.putAll(run.times());
    times.put("engine", engine.name() + ": " + engine.description());
    times.put("java", Runtime.version().toString());
    times.put("processors", Runtime.getRuntime().availableProcessors());
    return times;
  }
}
