package io.afterspike.bench.cli;

import io.afterspike.bench.sweep.IncompleteSweepException;
import io.afterspike.bench.sweep.SweepFolder;
import io.afterspike.bench.sweep.SweepPlan;
import io.afterspike.bench.sweep.SweepTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike sweep merge}: all results in one table. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Puts the results of all cells in one table.",
    description = {
      "",
      "Writes table.csv and table.json in the plan's folder. Fails, exit code 1, where",
      "a cell has no result or more than one. The same results give the same bytes.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike sweep merge plan.toml",
      "  afterspike sweep merge plan.toml --out all --also from-machine-2"
    })
public final class SweepMerge implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PlanOptions options;

  @Option(
      names = "--also",
      paramLabel = "FOLDER",
      description = "results from another machine; may be repeated")
  private List<Path> also = new ArrayList<>();

  /** Made by picocli. */
  public SweepMerge() {}

  @Override
  public Integer call() throws IOException {
    SweepPlan plan = options.plan();
    SweepFolder folder = options.folder(plan);
    List<SweepFolder> folders = new ArrayList<>(List.of(folder));
    also.forEach(path -> folders.add(new SweepFolder(path)));
    try {
      SweepTable.collect(plan, folders).write(folder);
    } catch (IncompleteSweepException e) {
      spec.commandLine().getErr().println("afterspike: " + e.getMessage());
      spec.commandLine().getErr().flush();
      return 1;
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%d cells in %s and table.json%n",
            plan.cells().size(), folder.path().resolve("table.csv"));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
