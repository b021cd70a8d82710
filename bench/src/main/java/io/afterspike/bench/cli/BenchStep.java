package io.afterspike.bench.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.afterspike.bench.limits.CudaLimits;
import io.afterspike.bench.limits.MachineLimits;
import io.afterspike.bench.limits.Surroundings;
import io.afterspike.bench.step.JavaMemory;
import io.afterspike.bench.step.LaunchPlan;
import io.afterspike.bench.step.PlanReport;
import io.afterspike.bench.step.Roofline;
import io.afterspike.bench.step.StepBench;
import io.afterspike.bench.step.StepData;
import io.afterspike.bench.step.StepExport;
import io.afterspike.bench.step.StepReport;
import io.afterspike.bench.step.StepResult;
import io.afterspike.bench.step.StepRunner;
import io.afterspike.bench.step.StepServer;
import io.afterspike.bench.step.StepSubject;
import io.afterspike.engine.CudaEngine;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike bench step}: a sequence by each rule, form and number of threads. */
@Command(
    name = "step",
    mixinStandardHelpOptions = true,
    header = "Times a training sequence by each rule, form and number of threads.",
    description = {
      "",
      "Every side runs the same input from the same weights, one sequence a round, in",
      "turn; then each runs again with every operation timed, beside what it has to",
      "do and what the machine can do. The learning rate is 0 unless set, so that all",
      "sides see the same spikes; every update is computed all the same. On a GPU every",
      "launch is timed, beside what the device can do; --plan tells what would be",
      "launched, without a GPU.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike bench step",
      "  afterspike bench step --rules otpe --forms matrix,history --threads 1,2",
      "  afterspike bench step --rules otpe,ottt --modes online --batch 1 --steps 1000",
      "  afterspike bench step --rules bptt --modes offline --detail --rounds 9",
      "  afterspike bench step --engine cuda --rules otpe --modes online --detail",
      "  afterspike bench step --engine cuda --rules otpe --modes online --plan",
      "  afterspike bench step --json > step.json"
    })
public final class BenchStep implements Callable<Integer> {
  private static final int MOST_THREADS = 1024;

  @Spec private CommandSpec spec;

  @Mixin private WorkOptions work;

  @Option(
      names = "--rules",
      split = ",",
      paramLabel = "RULE",
      defaultValue = "otpe,ostl,ottt,approx-otpe,bptt",
      description = "the rules, (${DEFAULT-VALUE})")
  private List<String> rules;

  @Option(
      names = "--modes",
      split = ",",
      paramLabel = "MODE",
      defaultValue = "online,offline",
      description = "online, offline, every:W (${DEFAULT-VALUE})")
  private List<String> modes;

  @Option(
      names = "--forms",
      split = ",",
      paramLabel = "FORM",
      defaultValue = "auto",
      description = "auto, matrix, history, published (${DEFAULT-VALUE})")
  private List<String> forms;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      defaultValue = "0",
      description = "numbers of threads; 0 is one per processor (${DEFAULT-VALUE})")
  private List<Integer> threads;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "simd",
      description = "the engine (${DEFAULT-VALUE})")
  private String engine;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "sequences by each side (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--warm",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "how long each side runs before (${DEFAULT-VALUE})")
  private double warm;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      defaultValue = "0",
      description = "learning rate (${DEFAULT-VALUE})")
  private double learningRate;

  @Option(names = "--detail", description = "tell operations apart by their sizes")
  private boolean detail;

  @Option(names = "--no-breakdown", description = "times only")
  private boolean timesOnly;

  @Option(
      names = "--plan",
      description =
          "with --engine cuda: run nothing, print every launch of a sequence, its work and its"
              + " roofline time; needs no GPU")
  private boolean plan;

  @Option(
      names = "--peak-gbs",
      paramLabel = "GB/S",
      defaultValue = "3350",
      description = "memory of the plan's GPU (${DEFAULT-VALUE}, an H100)")
  private double peakGigabytes;

  @Option(
      names = "--peak-tflops",
      paramLabel = "TFLOP/S",
      defaultValue = "66.9",
      description = "operations of the plan's GPU (${DEFAULT-VALUE})")
  private double peakTeraflops;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Option(
      names = "--export",
      paramLabel = "FOLDER",
      description = {
        "write input, weights, spikes and each side's gradient as npy files",
        "for other programs, and stop"
      })
  private Path export;

  @Option(
      names = "--serve",
      description = {
        "run one side for another program: say ready, then for each line",
        "'run' on standard input run a sequence and say 'ms' and its time"
      })
  private boolean serve;

  @Option(names = "--point", hidden = true)
  private boolean point;

  @Option(
      names = "--docs",
      paramLabel = "FOLDER",
      description = "write the tables into performance.md there")
  private Path docs;

  /** Made by picocli. */
  public BenchStep() {}

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || rounds > 100_000) {
      throw new IllegalArgumentException("rounds: expected 1 to 100000, found " + rounds);
    }
    if (!(warm >= 0 && warm <= 3600)) {
      throw new IllegalArgumentException("warm: expected 0 to 3600 seconds, found " + warm);
    }
    List<StepSubject> subjects =
        StepSubject.all(
            rules.stream().map(LearningRule::named).toList(),
            modes.stream().map(UpdateMode::named).toList(),
            forms.stream().map(TraceForm::named).toList(),
            // A GPU takes none.
            engine.equals(CudaEngine.NAME)
                ? List.of(1)
                : threads.stream().map(BenchStep::threads).toList());
    if (plan) {
      plan(subjects);
      return 0;
    }
    PrintWriter err = spec.commandLine().getErr();
    Documents documents = docs == null ? null : new Documents(docs);
    Surroundings where = Surroundings.now();
    StepData data;
    boolean gpu;
    try (Engine<?> maker = Engines.named(engine)) {
      gpu = maker instanceof CudaEngine;
      if (maker instanceof CudaEngine cuda) {
        where = where.with(cuda.context().device());
      }
      data = StepData.make(work.work(), maker);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (export != null) {
      export(data, subjects);
      out.println("written to " + export);
      return 0;
    }
    if (serve) {
      serve(data, subjects, out);
      return 0;
    }
    if (point) {
      point(data, subjects.get(0), out);
      return 0;
    }
    StepBench bench =
        new StepBench(
            data,
            engine,
            learningRate,
            line -> {
              err.println("bench step: " + line);
              err.flush();
            });
    List<StepResult> results = bench.run(subjects, rounds, warm, !timesOnly);
    Map<Integer, MachineLimits> limits = new TreeMap<>();
    Optional<CudaLimits> cuda = Optional.empty();
    if (gpu && !timesOnly) {
      try (CudaEngine measured = new CudaEngine()) {
        cuda = Optional.of(CudaLimits.measure(measured.stream()));
      }
    } else if (!timesOnly) {
      for (StepSubject subject : subjects) {
        limits.computeIfAbsent(subject.threads(), n -> MachineLimits.measure(n, 0.02));
      }
    }
    StepReport report = new StepReport(where, engine, data, results, limits, cuda);
    if (documents != null) {
      documents.section("bench step", report.markdown());
      documents.file("step.json", report.json());
    }
    if (json) {
      out.println(report.json());
    } else {
      out.print(report.text(detail));
    }
    out.flush();
    return 0;
  }

  /** What a CUDA engine would launch. Spikes are the same on all engines: the CPU makes them. */
  private void plan(List<StepSubject> subjects) {
    if (!engine.equals(CudaEngine.NAME)) {
      throw new IllegalArgumentException(
          "--plan: expected --engine " + CudaEngine.NAME + ", found " + engine);
    }
    if (export != null || serve || point || docs != null) {
      throw new IllegalArgumentException("--plan: expected no --export, --serve or --docs");
    }
    Roofline peak = new Roofline(peakGigabytes * 1e9, peakTeraflops * 1e12);
    StepData data;
    try (Engine<?> maker = Engines.simd()) {
      data = StepData.make(work.work(), maker);
    }
    List<LaunchPlan> plans =
        subjects.stream().map(subject -> LaunchPlan.of(subject, data, learningRate)).toList();
    PlanReport report = new PlanReport(data, peak, plans);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(report.json());
    } else {
      out.print(report.text());
    }
    out.flush();
  }

  private void export(StepData data, List<StepSubject> subjects) throws IOException {
    try (Engine<?> maker = Engines.named(engine)) {
      StepExport.data(export, data, maker);
    }
    for (StepSubject subject : subjects) {
      StepExport.gradient(export, data, Engines.named(engine, subject.threads()), subject);
    }
  }

  private void serve(StepData data, List<StepSubject> subjects, PrintWriter out)
      throws IOException {
    if (subjects.size() != 1) {
      throw new IllegalArgumentException(
          "--serve: expected one side (rule, mode, form, threads), found " + subjects);
    }
    StepSubject subject = subjects.get(0);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (StepRunner runner =
        new StepRunner(Engines.named(engine, subject.threads()), subject, data, learningRate)) {
      StepServer.serve(runner, warm, in, out);
    }
  }

  /** One side alone, for bench scaling: its shortest sequence, its state, this process's peak. */
  private void point(StepData data, StepSubject subject, PrintWriter out) {
    long[] found = shortestAndLive(data, subject);
    long peak = JavaMemory.peak();
    // Late, when all else that was made on the way has gone as well.
    long state = found[1] - JavaMemory.live();
    Reference.reachabilityFence(data); // it is not the network's
    out.println("point " + found[0] * 1e-6 + " " + state + " " + peak);
    out.flush();
  }

  /** In a method of its own, so that nothing refers to the network once it has returned. */
  private long[] shortestAndLive(StepData data, StepSubject subject) {
    try (StepRunner runner = runner(data, subject)) {
      runner.warm(warm);
      long shortest = Long.MAX_VALUE;
      for (int r = 0; r < rounds; r++) {
        shortest = Math.min(shortest, runner.sequence());
      }
      return new long[] {shortest, JavaMemory.live()};
    }
  }

  private StepRunner runner(StepData data, StepSubject subject) {
    return new StepRunner(Engines.named(engine, subject.threads()), subject, data, learningRate);
  }

  private static int threads(int count) {
    if (count < 0 || count > MOST_THREADS) {
      throw new IllegalArgumentException(
          "threads: expected 0 to " + MOST_THREADS + ", found " + count);
    }
    return count == 0 ? Runtime.getRuntime().availableProcessors() : count;
  }
}
