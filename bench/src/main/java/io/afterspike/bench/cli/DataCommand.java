package io.afterspike.bench.cli;

import io.afterspike.bench.data.DataFormatException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code afterspike data}: looks at data files and prepares them. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Looks at files of spike recordings (SHD, SSC), and prepares them.",
    subcommands = {
      DataInspect.class,
      DataPreview.class,
      DataConvert.class,
      DataFrames.class,
      DataRandman.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterspike data inspect shd_train.h5.gz",
      "  afterspike data inspect shd_test.h5 --recording 3 --raster recording3.svg",
      "  afterspike data preview shd_train.h5 --bins 100 --width 0.01",
      "  afterspike data convert shd_train.h5.gz",
      "",
      "Exit code: 0, or 2 for bad arguments and bad files."
    })
public final class DataCommand implements Callable<Integer> {
  static final int BAD_INPUT = 2;

  @Spec private CommandSpec spec;

  /** Made by picocli, or by hand in a {@code new CommandLine(new DataCommand())}. */
  public DataCommand() {}

  /** Without a subcommand there is nothing to do but to say which there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return BAD_INPUT;
  }

  /** Does the work; what the user can mend becomes one line on the error output. */
  static int run(CommandSpec spec, Runnable work) {
    CommandLine line = spec.commandLine();
    try {
      work.run();
      line.getOut().flush();
      return CommandLine.ExitCode.OK;
    } catch (DataFormatException | IllegalArgumentException | UncheckedIOException e) {
      line.getErr().println(e.getMessage());
    }
    line.getErr().flush();
    return BAD_INPUT;
  }
}
