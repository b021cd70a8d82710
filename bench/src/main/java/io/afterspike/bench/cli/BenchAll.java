package io.afterspike.bench.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike bench all}: every benchmark, into the documentation. */
@Command(
    name = "all",
    mixinStandardHelpOptions = true,
    header = "Runs every benchmark and refreshes docs/performance.md.",
    description = {
      "",
      "One after another: step, scaling, kernels, peers. Wants a quiet machine, one to",
      "two hours, and for the peers a network and some gigabytes.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike bench all",
      "  afterspike bench all --quick            rough figures, half an hour"
    })
public final class BenchAll implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--docs",
      paramLabel = "FOLDER",
      defaultValue = "docs",
      description = "the folder of performance.md (${DEFAULT-VALUE})")
  private String docs;

  @Option(names = "--quick", description = "fewer rounds, points and widths")
  private boolean quick;

  @Option(names = "--without-peers", description = "do not compare with JAX and PyTorch")
  private boolean withoutPeers;

  /** Made by picocli. */
  public BenchAll() {}

  /** The command lines, in their order. */
  static List<List<String>> commands(String docs, boolean quick, boolean withoutPeers) {
    List<List<String>> commands = new ArrayList<>();
    String rounds = quick ? "3" : "9";
    commands.add(List.of("step", "--docs", docs, "--rounds", rounds, "--forms", "history,matrix"));
    commands.add(
        quick ? List.of("scaling", "--docs", docs, "--quick") : List.of("scaling", "--docs", docs));
    commands.add(
        quick ? List.of("kernels", "--docs", docs, "--quick") : List.of("kernels", "--docs", docs));
    if (!withoutPeers) {
      commands.add(List.of("peers", "--docs", docs, "--rounds", rounds));
    }
    return commands;
  }

  @Override
  public Integer call() {
    CommandLine bench = spec.commandLine().getParent();
    int worst = 0;
    for (List<String> command : commands(docs, quick, withoutPeers)) {
      spec.commandLine().getErr().println("bench all: " + String.join(" ", command));
      spec.commandLine().getErr().flush();
      worst = Math.max(worst, bench.execute(command.toArray(String[]::new)));
    }
    return worst;
  }
}
