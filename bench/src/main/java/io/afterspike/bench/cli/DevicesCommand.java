package io.afterspike.bench.cli;

import io.afterspike.engine.Engine;
import io.afterspike.engine.EngineUnavailableException;
import io.afterspike.engine.Engines;
import io.afterspike.engine.MemoryEstimate;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code afterspike devices}: the processors here, and what each engine can do with them. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    header = "Shows what is here and what it can do.",
    description = {
      "",
      "Lists the engines, best first, and for each that cannot run the reason.",
      ""
    },
    footer = {"", "Example:", "  afterspike devices"})
public final class DevicesCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Made by picocli. */
  public DevicesCommand() {}

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Runtime runtime = Runtime.getRuntime();
    out.printf(
        "Java %s, %s; %d processors, %s of memory for Java%n%n",
        Runtime.version(),
        System.getProperty("os.arch"),
        runtime.availableProcessors(),
        MemoryEstimate.readable(runtime.maxMemory()));
    for (String name : Engines.names()) {
      try (Engine<?> engine = Engines.named(name)) {
        out.printf("  %-10s yes  %s%n", name, engine.description());
      } catch (EngineUnavailableException e) {
        out.printf("  %-10s no   %s%n", name, e.reason());
      }
    }
    out.flush();
  }
}
