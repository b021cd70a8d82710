package io.afterspike.bench.cli;

import io.afterspike.bench.limits.Surroundings;
import io.afterspike.bench.peers.PeerRace;
import io.afterspike.bench.peers.PeerReport;
import io.afterspike.bench.peers.PeerResult;
import io.afterspike.bench.peers.PeerSetup;
import io.afterspike.bench.peers.PeerSide;
import io.afterspike.bench.process.ProgramPlace;
import io.afterspike.bench.report.MarkdownTable;
import io.afterspike.bench.report.TextTable;
import io.afterspike.bench.step.StepData;
import io.afterspike.bench.step.StepExport;
import io.afterspike.bench.step.StepSubject;
import io.afterspike.bench.step.StepWork;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.TraceForm;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike bench peers}: other programs on the same work. */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    header = "Compares with JAX and PyTorch on the same work.",
    description = {
      "",
      "Installs pinned versions in a virtual environment (once, some gigabytes),",
      "proves that their spikes are equal to ours and their gradients within",
      "rounding, then runs all programs in turn, each in a process of its own, round",
      "after round. Slow programs (over 5 s) run in three rounds.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike bench peers",
      "  afterspike bench peers --tasks otpe,ottt --programs jax --rounds 5",
      "  afterspike bench peers --docs docs      also into docs/performance.md",
      "",
      "Exit code: 0 done, 1 a program failed or disagrees, 2 wrong usage."
    })
public final class BenchPeers implements Callable<Integer> {
  private static final long LIMIT_SECONDS = 1800;
  private static final String SECTION = "bench peers";

  @Spec private CommandSpec spec;

  @Mixin private WorkOptions work;

  @Option(
      names = "--tasks",
      split = ",",
      paramLabel = "RULE",
      defaultValue = "otpe,ottt,approx-otpe,bptt",
      description = "the rules, (${DEFAULT-VALUE})")
  private List<String> tasks;

  @Option(
      names = "--programs",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "jax,torch-eager,torch-compiled",
      description = "the peers (${DEFAULT-VALUE})")
  private List<String> programs;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "sequences by each program (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "threads of each program; 0 is one per processor (${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--warm",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description = "how long each program runs before (${DEFAULT-VALUE})")
  private double warm;

  @Option(
      names = "--environment",
      paramLabel = "FOLDER",
      description = "the virtual environment (bench/target/peers)")
  private Path environment;

  @Option(
      names = "--docs",
      paramLabel = "FOLDER",
      description = "write the table into performance.md there")
  private Path docs;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  /** Made by picocli. */
  public BenchPeers() {}

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || rounds > 10_000) {
      throw new IllegalArgumentException("rounds: expected 1 to 10000, found " + rounds);
    }
    if (threads < 0 || threads > 1024) {
      throw new IllegalArgumentException("threads: expected 0 to 1024, found " + threads);
    }
    List<List<PeerSide>> chosen = chosen();
    StepWork what = work.work();
    Documents documents = docs == null ? null : new Documents(docs);
    int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    Path scripts = PeerSetup.scripts(ProgramPlace.find());
    Path venv = environment != null ? environment : scripts.resolveSibling("target/peers");
    Surroundings where = Surroundings.now();
    PeerSetup.install(venv, scripts, this::tell);
    Path folder = Files.createTempDirectory("afterspike-peers");
    List<PeerResult> results = new ArrayList<>();
    try {
      export(what, chosen, folder);
      PeerRace race =
          new PeerRace(
              side -> side.command(PeerSetup.python(venv), scripts, folder, what, count, warm),
              folder,
              LIMIT_SECONDS,
              this::tell);
      for (List<PeerSide> task : chosen) {
        results.addAll(race.run(task, rounds));
      }
    } finally {
      delete(folder);
    }
    String versions = PeerSetup.versions(venv);
    String surroundings = where + "; " + count + " threads; " + versions;
    PeerReport report = new PeerReport(what.toString(), surroundings, results);
    if (documents != null) {
      documents.section(SECTION, markdown(report));
      documents.file("peers.json", report.json());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(report.json());
    } else {
      out.println(report.work());
      out.println(report.environment());
      out.println();
      out.print(TextTable.of(report.table()));
    }
    out.flush();
    return report.agrees() ? 0 : 1;
  }

  private static String markdown(PeerReport report) {
    return report.work()
        + ".\n"
        + report.environment()
        + ".\n\n"
        + MarkdownTable.of(report.table());
  }

  private void tell(String line) {
    spec.commandLine().getErr().println("bench peers: " + line);
    spec.commandLine().getErr().flush();
  }

  private List<List<PeerSide>> chosen() {
    for (String program : programs) {
      if (!PeerSide.PROGRAMS.contains(program)) {
        throw new IllegalArgumentException(
            "programs: expected some of " + PeerSide.PROGRAMS + ", found '" + program + "'");
      }
    }
    List<List<PeerSide>> chosen = new ArrayList<>();
    List<String> known = new ArrayList<>();
    for (List<PeerSide> task : PeerSide.tasks()) {
      String rule = task.get(0).rule().label();
      known.add(rule);
      if (tasks.contains(rule)) {
        chosen.add(task.stream().filter(s -> s.ours() || programs.contains(s.program())).toList());
      }
    }
    if (!known.containsAll(tasks)) {
      throw new IllegalArgumentException("tasks: expected some of " + known + ", found " + tasks);
    }
    return chosen;
  }

  private void export(StepWork what, List<List<PeerSide>> chosen, Path folder) throws IOException {
    tell("making the work: " + what);
    try (Engine<?> engine = Engines.simd()) {
      StepData data = StepData.make(what, engine);
      StepExport.data(folder, data, engine);
      for (List<PeerSide> task : chosen) {
        PeerSide side = task.get(0);
        StepSubject subject = new StepSubject(side.rule(), side.mode(), TraceForm.AUTO, 1);
        StepExport.gradient(folder, data, Engines.simd(), subject);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
