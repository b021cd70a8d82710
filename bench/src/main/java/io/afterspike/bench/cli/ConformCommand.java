package io.afterspike.bench.cli;

import io.afterspike.bench.conform.ConformReport;
import io.afterspike.bench.conform.Conformance;
import io.afterspike.engine.Engine;
import io.afterspike.engine.EngineUnavailableException;
import io.afterspike.engine.Engines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Stack;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code afterspike conform DIR}: a folder of conformance vectors, run on an engine. */
@Command(
    name = "conform",
    mixinStandardHelpOptions = true,
    header = "Runs a folder of conformance vectors on an engine.",
    description = {
      "",
      "Vectors are inputs and float64 results of an independent implementation: spikes must be"
          + " equal, everything else as near as float32 can be.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike conform ../shared/golden",
      "  afterspike conform ../shared/golden --engine simd --case t7counts --verbose",
      "  afterspike conform ../shared/golden --json=results.json",
      "",
      "Exit code: 0 all passed, 1 a check failed, 2 wrong usage or no readable vectors."
    })
public final class ConformCommand implements Callable<Integer> {
  private static final String BEST = "best";
  private static final Path STANDARD_OUTPUT = Path.of("-");

  private final Function<String, Engine<?>> engines;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder that holds index.json.")
  private Path folder;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = BEST,
      description = "The engine: best, simd, reference or cuda. Default: ${DEFAULT-VALUE}.")
  private String engine;

  @Option(
      names = "--case",
      paramLabel = "NAME",
      split = ",",
      description = "Only these cases; also parts and trajectory. May be given several times.")
  private List<String> cases = List.of();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      arity = "0..1",
      parameterConsumer = JsonFile.class,
      description = "Results as JSON into a file, or without FILE to standard output.")
  private Path json;

  @Option(names = "--verbose", description = "List every check.")
  private boolean verbose;

  /** Made by picocli. */
  public ConformCommand() {
    this(name -> name.equals(BEST) ? Engines.best() : Engines.named(name));
  }

  /**
   * With engines from elsewhere.
   *
   * @param engines makes the engine of a name
   */
  public ConformCommand(Function<String, Engine<?>> engines) {
    this.engines = engines;
  }

  @Override
  public Integer call() {
    ConformReport report;
    try {
      Conformance vectors = Conformance.open(folder);
      try (Engine<?> tested = engines.apply(engine)) {
        report = vectors.run(tested, cases.isEmpty() ? vectors.sources() : cases);
      }
      print(report);
    } catch (IOException | IllegalArgumentException | EngineUnavailableException e) {
      spec.commandLine().getErr().println("afterspike: " + e.getMessage());
      return 2;
    }
    return report.failed() == 0 ? 0 : 1;
  }

  private void print(ConformReport report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (STANDARD_OUTPUT.equals(json)) {
      report.printJson(out);
    } else {
      report.print(out, verbose);
    }
    out.flush();
    if (json != null && !STANDARD_OUTPUT.equals(json)) {
      try (PrintWriter file =
          new PrintWriter(Files.newBufferedWriter(json, StandardCharsets.UTF_8))) {
        report.printJson(file);
        if (file.checkError()) {
          throw new IOException(json + ": expected a file that can be written");
        }
      } catch (IOException e) {
        throw new IOException(json + ": expected a file that can be written, found: " + e, e);
      }
    }
  }

  /** Takes the next word as the file unless it is an option or a folder, which is DIR. */
  private static final class JsonFile implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec argument, CommandSpec command) {
      boolean file =
          !words.isEmpty()
              && (words.peek().equals("-") || !words.peek().startsWith("-"))
              && !Files.isDirectory(Path.of(words.peek()));
      argument.setValue(file ? Path.of(words.pop()) : STANDARD_OUTPUT);
    }
  }
}
