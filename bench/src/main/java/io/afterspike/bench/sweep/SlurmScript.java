package io.afterspike.bench.sweep;

import java.util.ArrayList;
import java.util.List;

/**
 * A batch script for Slurm whose array tasks are a plan's cells. A task that is killed and requeued
 * goes on from its checkpoint.
 *
 * @param name the job's name
 * @param launcher the program, {@code ./afterspike} with its whole path
 * @param arguments of {@code sweep} that say which plan, scale, data and folder
 * @param cells the number of cells
 * @param perTask how many cells an array task does, one after the other
 * @param atOnce how many array tasks run at once; 0 for no limit
 * @param time the limit of a task, as Slurm writes it; empty for the cluster's
 * @param memory of a task, as Slurm writes it
 * @param partition the partition; empty for the cluster's usual one
 * @param log where a task's output goes, with {@code %A} and {@code %a} for its numbers
 */
public record SlurmScript(
    String name,
    String launcher,
    List<String> arguments,
    int cells,
    int perTask,
    int atOnce,
    String time,
    String memory,
    String partition,
    String log) {

  /**
   * Checks what would end in a script that does something else.
   *
   * @throws IllegalArgumentException if a number is not positive, or a text has a line break
   */
  public SlurmScript {
    arguments = List.copyOf(arguments);
    if (cells < 1 || perTask < 1 || atOnce < 0) {
      throw new IllegalArgumentException(
          "cells, per-task: expected at least 1, at-once: at least 0, found "
              + cells
              + ", "
              + perTask
              + ", "
              + atOnce);
    }
    List<String> texts = new ArrayList<>(List.of(name, launcher, time, memory, partition, log));
    texts.addAll(arguments);
    for (String text : texts) {
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "script: expected texts without line breaks and control characters, found some");
      }
    }
    for (String text : List.of(time, memory, partition)) {
      if (!text.matches("[A-Za-z0-9_:.,-]*")) {
        throw new IllegalArgumentException(
            "time, mem, partition: expected a value as sbatch takes it, found '" + text + "'");
      }
    }
  }

  /** The script. */
  public String text() {
    int tasks = Math.ceilDiv(cells, perTask);
    StringBuilder script = new StringBuilder("#!/bin/bash\n");
    script.append("# ").append(cells).append(" cells, ").append(perTask);
    script.append(" a task. Submit with sbatch; then merge with\n#   ");
    script.append(command(List.of("sweep", "merge"))).append('\n');
    option(script, "job-name", name.replaceAll("[^A-Za-z0-9_.-]", "-"));
    option(script, "array", "0-" + (tasks - 1) + (atOnce > 0 ? "%" + atOnce : ""));
    option(script, "ntasks", "1");
    option(script, "cpus-per-task", "1");
    option(script, "mem", memory);
    option(script, "time", time);
    option(script, "partition", partition);
    option(script, "output", log.isEmpty() ? "" : '"' + log + '"');
    script.append("# A killed task may run again, and goes on where it was saved.\n");
    script.append("#SBATCH --requeue\n#SBATCH --open-mode=append\n");
    script.append("# Before the time is over there is a minute to save.\n");
    script.append("#SBATCH --signal=B:TERM@60\n\n");
    script.append("exec ").append(command(List.of("sweep")));
    script.append(" --index \"$SLURM_ARRAY_TASK_ID\"");
    if (perTask > 1) {
      script.append(" --per-task ").append(perTask);
    }
    return script.append('\n').toString();
  }

  private String command(List<String> words) {
    StringBuilder command = new StringBuilder(quoted(launcher));
    words.forEach(word -> command.append(' ').append(word));
    arguments.forEach(argument -> command.append(' ').append(quoted(argument)));
    return command.toString();
  }

  private static void option(StringBuilder script, String name, String value) {
    if (!value.isEmpty()) {
      script.append("#SBATCH --").append(name).append('=').append(value).append('\n');
    }
  }

  /** As one word of a shell. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
