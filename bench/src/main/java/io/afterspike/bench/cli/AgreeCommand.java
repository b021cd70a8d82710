package io.afterspike.bench.cli;

import io.afterspike.bench.agree.Machine;
import io.afterspike.bench.agree.Plan;
import io.afterspike.bench.agree.ReportJson;
import io.afterspike.bench.agree.ReportText;
import io.afterspike.engine.Engine;
import io.afterspike.engine.EngineUnavailableException;
import io.afterspike.engine.agreement.AgreementReport;
import io.afterspike.engine.agreement.Difference;
import io.afterspike.engine.agreement.PinnedHashes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code afterspike agree}: every bit of one engine against another's. */
@Command(
    name = "agree",
    mixinStandardHelpOptions = true,
    header = "Compares every bit of two engines.",
    description = {
      "",
      "Runs every operation on adversarial numbers and whole trainings by every rule on both engines",
      "and compares every element: equal bits, or how many differ by how many ulp and where first.",
      "",
      "The vector engine runs on 1, 2, 3 and 8 threads and, since a Java machine has one vector width",
      "and one set of compilers, on machines of its own: 128, 256 and 512 bits under the interpreter,",
      "C1 and C2. Results are also compared with hashes kept since they were first computed.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike agree                        reference against simd, a minute or two",
      "  afterspike agree --quick                fewer machines and cases, some 20 seconds",
      "  afterspike agree reference simd:4       four threads only",
      "  afterspike agree --json > agree.json",
      "",
      "Exit code: 0 equal bits, 1 bits differ or something proves nothing, 2 wrong usage."
    })
public final class AgreeCommand implements Callable<Integer> {
  private static final int QUICK_CASES = 24;
  private static final int PROBLEMS_SHOWN = 20;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ENGINE_A",
      defaultValue = "reference",
      description = "the engine that is right; default ${DEFAULT-VALUE}")
  private String reference;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ENGINE_B",
      defaultValue = "simd",
      description = {
        "the engine to compare with it; simd means 1, 2, 3 and 8 threads,",
        "simd:N means N; default ${DEFAULT-VALUE}"
      })
  private String subject;

  @Option(names = "--quick", description = "fewer machines and cases, some 20 seconds")
  private boolean quick;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "other numbers")
  private long seed;

  @Option(
      names = "--cases",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "cases of each operation, and a quarter as many of each rule, mode and form;",
        "default 96, with --quick 24"
      })
  private int cases;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Option(
      names = "--write-hashes",
      paramLabel = "FILE",
      description = {
        "write ENGINE_A's hashes of the fixed cases and stop; the project keeps them in",
        PinnedHashes.FILE
      })
  private Path hashes;

  /** Made by picocli. */
  public AgreeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    try {
      if (cases < 0) {
        throw new IllegalArgumentException("--cases: expected at least 1, found " + cases);
      }
      return hashes != null ? writeHashes() : compare();
    } catch (IOException | IllegalArgumentException | EngineUnavailableException e) {
      spec.commandLine().getErr().println("afterspike: " + e.getMessage());
      return 2;
    }
  }

  private int writeHashes() throws IOException {
    try (Engine<?> engine = Plan.engine(reference)) {
      Map<String, String> found = PinnedHashes.of(engine);
      Files.writeString(hashes, PinnedHashes.text(found));
      spec.commandLine().getOut().println(found.size() + " hashes written to " + hashes);
    }
    return 0;
  }

  private int compare() throws InterruptedException {
    long start = System.nanoTime();
    for (String name : List.of(reference, Plan.variants(subject).get(0))) {
      Plan.engine(name).close(); // an engine that cannot run here is known before others start
    }
    int each = cases > 0 ? cases : quick ? QUICK_CASES : 4 * QUICK_CASES;
    Plan plan = new Plan(reference, subject, seed, each, Math.max(1, each / 4), true, true, 0);
    List<Machine> machines = new ArrayList<>();
    // Only what Java itself compiles depends on the machine.
    if (plan.usesVectors()) {
      machines.addAll(Machine.all(plan, quick));
    }
    AgreementReport report = runAll(plan, machines);
    comparePinned(report);
    PrintWriter out = spec.commandLine().getOut();
    List<String> names = machines.stream().map(Machine::name).toList();
    if (json) {
      out.println(ReportJson.of(report, plan, names));
    } else {
      print(out, report, names, (System.nanoTime() - start) / 1e9);
    }
    out.flush();
    return report.passed() ? 0 : 1;
  }

  /** This machine and the others, as many at a time as there are processors. */
  private AgreementReport runAll(Plan plan, List<Machine> machines) throws InterruptedException {
    Progress progress = new Progress(spec.commandLine().getErr(), machines.size() + 1);
    int processors = Runtime.getRuntime().availableProcessors();
    List<Future<AgreementReport>> reports = new ArrayList<>();
    ExecutorService team = Executors.newFixedThreadPool(Math.clamp(processors, 1, 4));
    try {
      reports.add(team.submit(() -> progress.done("this one", plan.run("", progress::tick))));
      for (Machine machine : machines) {
        reports.add(team.submit(() -> progress.done(machine.name(), machine.run())));
      }
      AgreementReport all = new AgreementReport();
      for (Future<AgreementReport> report : reports) {
        all.merge(report.get());
      }
      return all;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      team.shutdownNow();
    }
  }

  private void comparePinned(AgreementReport report) {
    for (String name : List.of(reference, Plan.variants(subject).get(0))) {
      try (Engine<?> engine = Plan.engine(name)) {
        for (String change : PinnedHashes.changes(PinnedHashes.of(engine))) {
          report.problem("kept hashes, " + name + ", " + change);
        }
      }
    }
  }

  private void print(
      PrintWriter out, AgreementReport report, List<String> machines, double seconds) {
    out.printf("%s against %s, seed %d%n%n", subject, reference, seed);
    out.println(ReportText.of(report));
    out.println("engines        " + String.join("; ", Plan.variants(subject)));
    out.println(
        "Java machines  this one" + (machines.isEmpty() ? "" : "; " + String.join("; ", machines)));
    out.println("kept hashes    " + PinnedHashes.kept().size() + " compared");
    List<String> problems = report.problems();
    problems.stream()
        .limit(PROBLEMS_SHOWN)
        .forEach(problem -> out.println("problem        " + problem));
    if (problems.size() > PROBLEMS_SHOWN) {
      out.println("               and " + (problems.size() - PROBLEMS_SHOWN) + " more");
    }
    Difference total = report.total();
    int runs = report.rows().stream().mapToInt(AgreementReport.Row::cases).sum();
    out.printf(
        Locale.ROOT,
        "%n%s cases, %s runs, %s elements: %s; %.0f s%n",
        ReportText.grouped(report.cases()),
        ReportText.grouped(runs),
        ReportText.grouped(total.elements()),
        total.equalBits()
            ? "equal bits" + (report.passed() ? "" : ", but see the problems")
            : ReportText.grouped(total.differing()) + " differ",
        seconds);
  }

  /** Lines on stderr: which Java machines are done, and now and then how far this one is. */
  private static final class Progress {
    private static final long PAUSE = 10_000_000_000L;

    private final PrintWriter err;
    private final int machines;
    private final AtomicInteger finished = new AtomicInteger();
    private int cases;
    private long last = System.nanoTime();

    Progress(PrintWriter err, int machines) {
      this.err = err;
      this.machines = machines;
    }

    synchronized void tick() {
      cases++;
      if (System.nanoTime() - last > PAUSE) {
        last = System.nanoTime();
        err.println("agree: this Java machine has done " + cases + " cases");
        err.flush();
      }
    }

    AgreementReport done(String machine, AgreementReport report) {
      String verdict = report.passed() ? "equal bits" : "not equal, see the report";
      int number = finished.incrementAndGet();
      err.printf(
          "agree: %d of %d Java machines done: %s, %s%n", number, machines, machine, verdict);
      err.flush();
      return report;
    }
  }
}
