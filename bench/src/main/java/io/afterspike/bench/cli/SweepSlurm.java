package io.afterspike.bench.cli;

import io.afterspike.bench.sweep.SlurmScript;
import io.afterspike.bench.sweep.SweepPlan;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike sweep slurm}: a batch script for Slurm. */
@Command(
    name = "slurm",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Prints a batch script that runs a plan as a job array of Slurm.",
    description = {
      "",
      "A task that is killed and requeued goes on from its checkpoint. The folders must",
      "be seen by all nodes. Build first: tasks that start at once must not all build.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike sweep slurm plan.toml --time 2:00:00 > job.sh && sbatch job.sh",
      "  afterspike sweep slurm plan.toml --per-task 10 --at-once 50 --mem 4G"
    })
public final class SweepSlurm implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PlanOptions options;

  @Option(names = "--per-task", paramLabel = "K", description = "cells a task (1)")
  private int perTask = 1;

  @Option(names = "--at-once", paramLabel = "K", description = "tasks at once (no limit)")
  private int atOnce;

  @Option(names = "--time", description = "a task's limit, such as 2:00:00 (the cluster's)")
  private String time = "";

  @Option(names = "--mem", description = "a task's memory (4G)")
  private String memory = "4G";

  @Option(names = "--partition", description = "the partition (the cluster's)")
  private String partition = "";

  @Option(names = "--log", paramLabel = "FILE", description = "where output goes, with %%A and %%a")
  private String log = "";

  @Option(
      names = "--launcher",
      paramLabel = "FILE",
      description = "the program on the nodes (./afterspike where this was started)")
  private Path launcher;

  /** Made by picocli. */
  public SweepSlurm() {}

  @Override
  public Integer call() {
    SweepPlan plan = options.plan();
    String script =
        new SlurmScript(
                "afterspike-" + plan.name(),
                PlanOptions.absolute(launcher == null ? Path.of("afterspike") : launcher),
                options.arguments(plan),
                plan.cells().size(),
                perTask,
                atOnce,
                time,
                memory,
                partition,
                log)
            .text();
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
