package io.afterspike.bench.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code afterspike bench}: everything that measures speed and memory. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchStep.class,
      BenchKernels.class,
      BenchPeers.class,
      BenchScaling.class,
      BenchAll.class,
      CommandLine.HelpCommand.class
    },
    header = "Measures speed and memory.",
    description = {
      "",
      "All sides of a comparison run in turn, round after round; shares of the",
      "machine's limits are of limits measured in the same run. On a busy machine",
      "only the ratios say something.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike bench step                   one sequence by each rule",
      "  afterspike bench kernels --quick        every kernel and its limit",
      "  afterspike bench peers                  JAX and PyTorch on the same work",
      "  afterspike bench scaling                growth with steps, neurons, samples",
      "  afterspike bench all                    all of them, into the documentation"
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Made by picocli. */
  public BenchCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
