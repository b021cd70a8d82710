package io.afterspike.bench.cli;

import io.afterspike.bench.console.Screen;
import io.afterspike.bench.report.Fact;
import io.afterspike.bench.report.TextTable;
import io.afterspike.bench.sweep.Cell;
import io.afterspike.bench.sweep.SweepFolder;
import io.afterspike.bench.sweep.SweepPlan;
import io.afterspike.bench.sweep.SweepRunner;
import io.afterspike.bench.train.Interruption;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike sweep}: works on the cells of a plan. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {SweepMerge.class, SweepSlurm.class},
    header = "Runs many trainings, as a plan lists them, here or on a cluster.",
    description = {
      "",
      "A plan is a TOML file: settings, lists of values whose combinations are the",
      "cells, and seeds. Each finished cell leaves a result; run again, finished cells",
      "are skipped and unfinished ones go on from their checkpoint, with the same",
      "bytes in the end. Without --index all cells are run here, one a processor;",
      "within an array job of Slurm or an indexed job of Kubernetes only the cell of",
      "that index.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike sweep plan.toml",
      "  afterspike sweep plan.toml --list",
      "  afterspike sweep plan.toml --index 3",
      "  afterspike sweep merge plan.toml",
      "  afterspike sweep slurm plan.toml --time 2:00:00 > job.sh && sbatch job.sh",
      "",
      "A plan:",
      "  seeds = [1, 2, 3, 4]",
      "  [base]",
      "  data = \"t-randman\"",
      "  minibatches = 500",
      "  [[grid]]                    # every combination; the last list changes fastest",
      "  mode = \"offline\"",
      "  rule = [\"bptt\", \"otpe\"]",
      "  lr = [0.001, 0.0001]",
      "  [scale.small]               # with --scale small",
      "  minibatches = 50"
    })
public final class SweepCommand implements Callable<Integer> {
  /** The variables in which cluster managers give the index of a task. */
  private static final List<String> INDEX_VARIABLES =
      List.of("SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX");

  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;
  @Mixin private PlanOptions options;

  @Option(names = "--count", description = "only print the number of cells")
  private boolean count;

  @Option(names = "--list", description = "only list the cells, and which are finished")
  private boolean list;

  @Option(
      names = "--index",
      paramLabel = "N",
      description =
          "run only cell N, from 0 (SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX, if there is one)")
  private Integer index;

  @Option(
      names = "--per-task",
      paramLabel = "K",
      description = "an index stands for K cells: N*K and on (1)")
  private int perTask = 1;

  @Option(names = "--all", description = "run all cells, whatever the variables say")
  private boolean all;

  @Option(names = "--workers", description = "cells at once (one a processor)")
  private int workers;

  @Option(names = "--quiet", description = "no progress, only what went wrong")
  private boolean quiet;

  /** Made by picocli. */
  public SweepCommand() {}

  @Override
  public Integer call() throws IOException {
    SweepPlan plan = options.plan();
    SweepFolder folder = options.folder(plan);
    PrintWriter out = spec.commandLine().getOut();
    if (count) {
      out.println(Math.ceilDiv(plan.cells().size(), positive("--per-task", perTask)));
      out.flush();
      return 0;
    }
    if (list) {
      list(out, plan, folder);
      return 0;
    }
    Integer task = all ? null : index != null ? index : index(System.getenv());
    List<Cell> cells = task == null ? plan.cells() : cells(plan, task, perTask);
    return run(plan, folder, cells);
  }

  /** The index that a cluster manager gives, or null. */
  static Integer index(Map<String, String> environment) {
    Integer found = null;
    for (String name : INDEX_VARIABLES) {
      String value = environment.get(name);
      if (value == null || value.isBlank()) {
        continue;
      }
      if (!value.matches("[0-9]{1,9}")) {
        throw new IllegalArgumentException(
            name + ": expected an index, found '" + value + "'; use --all to run all cells");
      }
      int number = Integer.parseInt(value);
      if (found != null && found != number) {
        throw new IllegalArgumentException(
            String.join(", ", INDEX_VARIABLES)
                + ": expected the same index in both, found "
                + found
                + " and "
                + number);
      }
      found = number;
    }
    return found;
  }

  /** The cells of a task. */
  static List<Cell> cells(SweepPlan plan, int task, int perTask) {
    int tasks = Math.ceilDiv(plan.cells().size(), positive("--per-task", perTask));
    if (task < 0 || task >= tasks) {
      throw new IllegalArgumentException(
          "--index: expected 0 to " + (tasks - 1) + ", found " + task);
    }
    int first = task * perTask;
    return plan.cells().subList(first, Math.min(plan.cells().size(), first + perTask));
  }

  private static int positive(String flag, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(flag + ": expected at least 1, found " + value);
    }
    return value;
  }

  private void list(PrintWriter out, SweepPlan plan, SweepFolder folder) {
    List<Fact> facts = new ArrayList<>();
    for (Cell cell : plan.cells()) {
      facts.add(
          new Fact(
              Integer.toString(cell.index()),
              cell.id()
                  + (folder.finished(cell) ? "  finished  " : "  -         ")
                  + plan.describe(cell)));
    }
    out.print(TextTable.of(facts));
    out.flush();
  }

  private int run(SweepPlan plan, SweepFolder folder, List<Cell> cells) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Screen screen = Screen.of(out, err, quiet);
    int atOnce =
        workers == 0 ? Runtime.getRuntime().availableProcessors() : positive("--workers", workers);
    List<SweepRunner.Job> jobs =
        cells.stream().map(cell -> new SweepRunner.Job(plan, cell, folder)).toList();
    SweepRunner.Outcome outcome;
    try (Interruption interruption = new Interruption()) {
      outcome = new SweepRunner(screen, interruption).run(jobs, atOnce);
      if (!quiet) {
        out.printf(
            "%d of %d cells finished in %s%n", outcome.finished(), cells.size(), folder.path());
      }
      outcome.failures().forEach(failure -> err.println("afterspike: " + failure));
      if (outcome.elsewhere() > 0) {
        err.printf("afterspike: another process is working on %d cells%n", outcome.elsewhere());
      }
      if (outcome.interrupted() > 0) {
        err.printf(
            "afterspike: interrupted; %d cells are saved or not begun, run again to go on%n",
            outcome.interrupted());
      }
      out.flush();
      err.flush();
    }
    return outcome.complete() ? 0 : outcome.interrupted() > 0 ? INTERRUPTED : 1;
  }
}
