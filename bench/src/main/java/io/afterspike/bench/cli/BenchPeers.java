package io.afterspike.bench.cli;

import io.afterspike.bench.limits.Surroundings;
import io.afterspike.bench.peers.PeerCommands;
import io.afterspike.bench.peers.PeerDevice;
import io.afterspike.bench.peers.PeerPrecision;
import io.afterspike.bench.peers.PeerRace;
import io.afterspike.bench.peers.PeerReport;
import io.afterspike.bench.peers.PeerResult;
import io.afterspike.bench.peers.PeerSetup;
import io.afterspike.bench.peers.PeerSide;
import io.afterspike.bench.peers.RacePlan;
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
      "Installs pinned versions in a virtual environment (once, some gigabytes) or",
      "takes the Python it is given, proves that their spikes are equal to ours (but",
      "for one in a thousand) and their gradients within rounding, then runs all",
      "programs in turn, each in a process of its own, round after round. Slow",
      "programs (over 5 s) run in three rounds. One that fails does not end the others.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike bench peers",
      "  afterspike bench peers --tasks otpe,ottt --programs jax --rounds 5",
      "  afterspike bench peers --docs docs      also into docs/performance.md",
      "  afterspike bench peers --engine cuda --python python3 --rounds 5 --warm 1",
      "",
      "Exit code: 0 done, 1 a program failed or disagrees, 2 wrong usage."
    })
public final class BenchPeers implements Callable<Integer> {
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
      description = "the peers (all that the device has; torch-graph on a GPU only)")
  private List<String> programs;

  @Mixin private PeerOptions how;

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
    RacePlan plan = how.plan();
    int threads = how.threads();
    PeerDevice device = how.device();
    PeerPrecision precision = how.precision();
    List<List<PeerSide>> chosen = chosen(device);
    StepWork what = work.work();
    Documents documents = docs == null ? null : new Documents(docs);
    Path scripts = PeerSetup.scripts(ProgramPlace.find(), Path.of(""));
    Surroundings where = Surroundings.now();
    String engine = engine();
    Path python = python(scripts);
    String versions = PeerSetup.versions(python);
    Path folder = Files.createTempDirectory("afterspike-peers");
    List<PeerResult> results = new ArrayList<>();
    try {
      PeerCommands commands =
          new PeerCommands(
              python, scripts, folder, what, how.engine, device, precision, threads, how.warm);
      PeerRace race = new PeerRace(commands::of, folder, plan, this::tell);
      export(what, chosen, folder);
      for (List<PeerSide> sides : plan.together() > 1 ? together(chosen) : chosen) {
        results.addAll(race.run(sides));
      }
    } finally {
      delete(folder);
    }
    String surroundings =
        String.join(
            "; ",
            where.toString(),
            threads + " threads",
            "engine " + engine,
            versions + " on " + name(device) + ", matrix products " + precision.meaning());
    PeerReport report = new PeerReport(what.toString(), surroundings, results);
    if (documents != null) {
      String suffix = device == PeerDevice.GPU ? " gpu" : "";
      documents.section(SECTION + suffix, markdown(report));
      documents.file("peers" + suffix.replace(' ', '-') + ".json", report.json());
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

  private static String name(PeerDevice device) {
    return device == PeerDevice.GPU ? PeerSetup.gpu() : "the processor";
  }

  private static List<List<PeerSide>> together(List<List<PeerSide>> tasks) {
    return List.of(tasks.stream().flatMap(List::stream).toList());
  }

  /** What our engine is; it is closed again before anything runs. */
  private String engine() {
    try (Engine<?> engine = Engines.named(how.engine)) {
      return how.engine + ": " + engine.description();
    }
  }

  private Path python(Path scripts) throws IOException {
    if (how.python != null) {
      return how.python;
    }
    Path environment =
        how.environment != null ? how.environment : scripts.resolveSibling("target/peers");
    PeerSetup.install(environment, scripts, this::tell);
    return PeerSetup.python(environment);
  }

  private static String markdown(PeerReport report) {
    return report.work()
        + ".\n"
        + report.environment()
        + ".\n\n"
        + MarkdownTable.of(report.table());
  }

  private synchronized void tell(String line) {
    spec.commandLine().getErr().println("bench peers: " + line);
    spec.commandLine().getErr().flush();
  }

  private List<List<PeerSide>> chosen(PeerDevice device) {
    List<String> here = device.programs();
    List<String> wanted = programs == null ? here : programs;
    for (String program : wanted) {
      if (!here.contains(program)) {
        throw new IllegalArgumentException(
            "programs: expected some of "
                + here
                + " on the "
                + device
                + ", found '"
                + program
                + "'");
      }
    }
    List<List<PeerSide>> chosen = new ArrayList<>();
    List<String> known = new ArrayList<>();
    for (List<PeerSide> task : PeerSide.tasks(device)) {
      String rule = task.get(0).rule().label();
      known.add(rule);
      if (tasks.contains(rule)) {
        chosen.add(task.stream().filter(s -> s.ours() || wanted.contains(s.program())).toList());
      }
    }
    if (!known.containsAll(tasks)) {
      throw new IllegalArgumentException("tasks: expected some of " + known + ", found " + tasks);
    }
    return chosen;
  }

  private void export(StepWork what, List<List<PeerSide>> chosen, Path folder) throws IOException {
    tell("making the work: " + what);
    try (Engine<?> engine = Engines.named(how.engine)) {
      StepData data = StepData.make(what, engine);
      StepExport.data(folder, data, engine);
      for (List<PeerSide> task : chosen) {
        PeerSide side = task.get(0);
        StepSubject subject = new StepSubject(side.rule(), side.mode(), TraceForm.AUTO, 1);
        StepExport.gradient(folder, data, Engines.named(how.engine), subject);
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
