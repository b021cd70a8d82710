package io.afterspike.bench.cli;

import io.afterspike.engine.EngineUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's entrance: subcommands, exit codes, one clear line for bad input. */
@Command(
    name = "afterspike",
    mixinStandardHelpOptions = true,
    version = "afterspike 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      ConformCommand.class,
      CosinesCommand.class,
      DataCommand.class,
      DevicesCommand.class,
      CommandLine.HelpCommand.class
    },
    header = "Exact kernels for training spiking neural networks online.",
    description = {
      "",
      "Trains feed-forward networks of leaky integrate-and-fire neurons while the input streams in.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike train                        OTPE online on T-Randman, about a minute",
      "  afterspike train --rule bptt --mode offline --minibatches 200",
      "  afterspike devices                      what is here, and what it can do",
      "",
      "Exit code: 0 done, 1 a check failed, 2 wrong usage or input."
    })
public final class Afterspike implements Runnable {
  /** Made by picocli. */
  public Afterspike() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The whole command line, as {@link #main} runs it. */
  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Afterspike());
    TrainCommand.addSettings(commandLine.getSubcommands().get("train").getCommandSpec());
    return commandLine
        .setExecutionExceptionHandler(Afterspike::explain)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /**
   * Bad input is one line on stderr and exit code 2; anything else is a defect and shows itself.
   */
  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof IllegalArgumentException
        || failure instanceof EngineUnavailableException
        || failure instanceof IOException
        || failure instanceof UncheckedIOException) {
      command.getErr().println("afterspike: " + failure.getMessage());
      return 2;
    }
    throw failure;
  }
}
