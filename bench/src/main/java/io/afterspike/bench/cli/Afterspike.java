package io.afterspike.bench.cli;

import io.afterspike.bench.checkpoint.CheckpointFormatException;
import io.afterspike.bench.data.DataFormatException;
import io.afterspike.bench.sweep.Version;
import io.afterspike.engine.EngineUnavailableException;
import io.afterspike.kernels.cuda.CudaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line's entrance: subcommands, exit codes, one clear line for bad input. */
@Command(
    name = "afterspike",
    mixinStandardHelpOptions = true,
    version = "afterspike " + Version.NUMBER,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      AgreeCommand.class,
      CheckCommand.class,
      ConformCommand.class,
      CosinesCommand.class,
      DataCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      DevicesCommand.class,
      BenchCommand.class,
      BundleCommand.class,
      PaperCommand.class,
      StudyCommand.class,
      SweepCommand.class,
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
  /** The exit code for wrong usage or input. */
  private static final int WRONG = 2;

  @Spec private CommandSpec spec;

  /** Made by picocli. */
  public Afterspike() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The whole command line, as {@link #main} runs it. */
  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Afterspike());
    for (String name : List.of("train", "import")) {
      TrainCommand.addSettings(commandLine.getSubcommands().get(name).getCommandSpec());
    }
    return commandLine
        .setExecutionStrategy(Afterspike::execute)
        .setExecutionExceptionHandler(Afterspike::explain)
        .setParameterExceptionHandler(Afterspike::explainUsage)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /**
   * Bad input is one line on stderr and exit code 2; anything else is a defect and shows itself.
   */
  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof IllegalArgumentException
        || failure instanceof EngineUnavailableException
        || failure instanceof CudaException
        || failure instanceof DataFormatException
        || failure instanceof CheckpointFormatException
        || failure instanceof IOException
        || failure instanceof UncheckedIOException) {
      return wrong(
          command, failure.getMessage() == null ? failure.toString() : failure.getMessage());
    }
    throw failure;
  }

  /** Wrong flags are one line too, with where to read on. */
  private static int explainUsage(CommandLine.ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    StringBuilder message = new StringBuilder(failure.getMessage());
    if (failure instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      message.append(" (did you mean ").append(unmatched.getSuggestions().get(0)).append("?)");
    }
    String name = command.getCommandSpec().qualifiedName();
    return wrong(command, message + "; see " + name + " --help");
  }

  /** What does not fit in memory is wrong input too, wherever it is noticed. */
  private static int execute(CommandLine.ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (OutOfMemoryError e) {
      return wrong(
          parsed.commandSpec().commandLine(),
          "out of memory ("
              + e.getMessage()
              + "); use smaller layers, batches or fewer steps, or give Java more memory with -Xmx");
    }
  }

  private static int wrong(CommandLine command, String message) {
    command.getErr().println(oneLine("afterspike: " + message));
    command.getErr().flush();
    return WRONG;
  }

  /** A message may quote input: its line breaks and control characters are shown as such. */
  private static String oneLine(String message) {
    StringBuilder line = new StringBuilder(message.length());
    for (char c : message.toCharArray()) {
      if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
        line.append(String.format("\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }
}
