package io.afterspike.bench.cli;

import io.afterspike.bench.check.CheckPart;
import io.afterspike.bench.check.CheckReport;
import io.afterspike.bench.check.EngineCheck;
import io.afterspike.bench.conform.VectorPlace;
import io.afterspike.bench.console.Screen;
import io.afterspike.bench.process.JavaCommand;
import io.afterspike.bench.process.ProgramPlace;
import io.afterspike.bench.report.TextTable;
import io.afterspike.engine.Engines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike check}: everything that shows whether an engine is right on this machine. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    header = "Checks an engine on this machine and leaves one page about it.",
    description = {
      "",
      "One after another, each in a process of its own: devices; conform with the",
      "project's vectors; agree with the reference, first --quick, then in full;",
      "bench step. A part that fails or hangs does not keep the next from running.",
      "Leaves the page check.html, and of each part its JSON and its log.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike check                        the GPU, about three minutes",
      "  afterspike check --engine simd --seconds 600",
      "  afterspike check --engine simd --quick  small work, about a minute",
      "",
      "Exit code: 0 all passed, 1 a part failed, 2 wrong usage or no such engine here."
    })
public final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "cuda",
      description = "the engine: cuda, simd or reference (${DEFAULT-VALUE})")
  private String engine;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "where the files are left (runs/check-ENGINE)")
  private Path out;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "180",
      description = {
        "how long all parts may take together (${DEFAULT-VALUE}); each may take",
        "half of what is left, the last all of it"
      })
  private double seconds;

  @Option(names = "--quick", description = "no full agreement, a small network")
  private boolean quick;

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  /** Made by picocli. */
  public CheckCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Engines.names().contains(engine)) {
      throw new IllegalArgumentException(
          "--engine: expected one of " + Engines.names() + ", found '" + engine + "'");
    }
    if (!(seconds >= 1 && seconds <= 86_400)) {
      throw new IllegalArgumentException("--seconds: expected 1 to 86400, found " + seconds);
    }
    Path vectors = VectorPlace.find(ProgramPlace.find());
    Path folder = out == null ? Path.of("runs", "check-" + engine) : out;
    EngineCheck check =
        new EngineCheck(
            engine,
            CheckPart.all(engine, vectors, quick),
            part -> JavaCommand.afterspike(flags(folder, part), part.arguments()),
            folder);
    PrintWriter err = spec.commandLine().getErr();
    CheckReport report = check.run(seconds, Screen.of(err, err, quiet));
    PrintWriter text = spec.commandLine().getOut();
    text.println(report.summary());
    text.println();
    text.print(TextTable.of(report.table()));
    text.println();
    text.println(folder.resolve(EngineCheck.PAGE));
    text.flush();
    return report.passed() ? 0 : 1;
  }

  /** Where Java itself crashes, its report stays with the others. */
  private static List<String> flags(Path folder, CheckPart part) {
    List<String> flags = new ArrayList<>(JavaCommand.sameWidth());
    flags.add("-XX:ErrorFile=" + folder.toAbsolutePath().resolve(part.name() + ".crash.log"));
    return flags;
  }
}
