package io.afterspike.bench.cli;

import io.afterspike.bench.console.Screen;
import io.afterspike.bench.study.MachineProbe;
import io.afterspike.bench.study.Study;
import io.afterspike.bench.study.StudyAxis;
import io.afterspike.bench.study.StudyGrid;
import io.afterspike.bench.study.StudyPace;
import io.afterspike.bench.study.StudyRunner;
import io.afterspike.bench.train.Interruption;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.SimdEngine;
import io.afterspike.engine.TraceForm;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike study}: every rule on every engine over a grid of works. */
@Command(
    name = "study",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Compares CPU, GPU, threads and forms over a grid of works.",
    description = {
      "",
      "Measures the machine's limits, then every rule in the plane of widths and",
      "batches and along steps, density and depth through its middle (the middle value",
      "of each list, the later of two). All sides of a cell run in turn. Leaves",
      "study.json (a JMH result), environment.json and the page index.html. A study",
      "that was stopped, or whose time was up, goes on when it is started again.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike study                     about ten minutes on two processors",
      "  afterspike study --quick             a look, one to two minutes",
      "  afterspike study --width 64,128,256 --batch 1,8,32,128 --rules otpe,ottt",
      "  afterspike study --merge cpu/study.json gpu/study.json --out runs/both",
      "",
      "Exit code: 0 done or time up, 1 something failed, 2 wrong usage or input."
    })
public final class StudyCommand implements Callable<Integer> {
  private static final int MOST_THREADS = 1024;

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "a small grid, few rounds")
  private boolean quick;

  @Option(names = "--full", description = "all combinations of all axes")
  private boolean full;

  @Option(
      names = "--width",
      split = ",",
      paramLabel = "N",
      description = "inputs and neurons a hidden layer (64 to 512)")
  private List<Double> width;

  @Option(
      names = "--batch",
      split = ",",
      paramLabel = "N",
      description = "samples side by side (1 to 128)")
  private List<Double> batch;

  @Option(
      names = "--steps",
      split = ",",
      paramLabel = "N",
      description = "steps of a sequence (12 to 100)")
  private List<Double> steps;

  @Option(
      names = "--density",
      split = ",",
      paramLabel = "SHARE",
      description = "share of the input that is not 0 (0.02 to 0.2)")
  private List<Double> density;

  @Option(names = "--depth", split = ",", paramLabel = "N", description = "hidden layers (1, 2, 4)")
  private List<Double> depth;

  @Option(
      names = "--rules",
      split = ",",
      paramLabel = "RULE",
      description = "otpe,ostl,ottt,approx-otpe,bptt; quick: otpe,ottt,bptt")
  private List<String> rules;

  @Option(
      names = "--forms",
      split = ",",
      paramLabel = "FORM",
      defaultValue = "matrix,history",
      description = "forms of matrix traces (${DEFAULT-VALUE})")
  private List<String> forms;

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "NAME",
      description = "every one that is here, but not reference")
  private List<String> engines;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,0",
      description = "0 is one per processor (${DEFAULT-VALUE})")
  private List<Integer> threads;

  @Option(
      names = "--bits",
      split = ",",
      paramLabel = "N",
      description = "other widths of vectors in the middle (128 and up); 0: none")
  private List<Integer> bits;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long it may take (900; quick 180)")
  private Double seconds;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "where the files go (runs/study, -quick, -merged)")
  private Path out;

  @Option(names = "--fresh", description = "forget the study that is there")
  private boolean fresh;

  @Option(
      names = "--merge",
      arity = "1..*",
      paramLabel = "FILE",
      description = "measure nothing, put these study.json together")
  private List<Path> merge;

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  /** Made by picocli. */
  public StudyCommand() {}

  @Override
  public Integer call() throws IOException {
    return merge == null ? measure() : merge();
  }

  private int merge() throws IOException {
    if (merge.size() < 2) {
      throw new IllegalArgumentException(
          "--merge: expected two or more files study.json, found " + merge.size());
    }
    Study study = Study.merged(merge);
    Path folder = out == null ? Path.of("runs", "study-merged") : out;
    study.write(folder);
    return tell(study, folder, "");
  }

  private int measure() throws IOException {
    double most = seconds == null ? (quick ? 180 : 900) : seconds;
    if (!(most >= 1 && most <= 86_400)) {
      throw new IllegalArgumentException("--seconds: expected 1 to 86400, found " + most);
    }
    MachineProbe probe = MachineProbe.now();
    StudyGrid grid = grid(probe);
    Path folder = out == null ? Path.of("runs", quick ? "study-quick" : "study") : out;
    StudyRunner runner = new StudyRunner(grid, folder);
    if (fresh) {
      runner.clear();
    }
    StudyRunner.Outcome outcome;
    try (Interruption interruption = new Interruption()) {
      outcome = runner.run(probe::where, probe::measure, most, screen(), interruption);
    }
    return tell(
        outcome.study(), folder, outcome.finished() + " of " + outcome.cells() + " cells measured");
  }

  private int tell(Study study, Path folder, String line) {
    PrintWriter text = spec.commandLine().getOut();
    if (!line.isEmpty()) {
      text.println(line);
    }
    text.println(folder.resolve(Study.PAGE));
    text.flush();
    study.missing().stream()
        .filter(each -> each.failed())
        .forEach(
            each ->
                spec.commandLine()
                    .getErr()
                    .println("afterspike: " + each.what() + ": " + each.reason()));
    spec.commandLine().getErr().flush();
    return study.passed() ? 0 : 1;
  }

  /** A line that is written over on a terminal, nothing elsewhere. */
  private Screen screen() {
    PrintWriter err = spec.commandLine().getErr();
    Screen screen = Screen.of(err, err, quiet);
    return screen.kind() == Screen.Kind.LIVE ? screen : Screen.of(err, err, true);
  }

  private StudyGrid grid(MachineProbe probe) {
    Map<StudyAxis, List<Double>> axes = new EnumMap<>(StudyAxis.class);
    put(axes, StudyAxis.WIDTH, width);
    put(axes, StudyAxis.BATCH, batch);
    put(axes, StudyAxis.STEPS, steps);
    put(axes, StudyAxis.DENSITY, density);
    put(axes, StudyAxis.DEPTH, depth);
    List<String> named =
        rules != null
            ? rules
            : List.of((quick ? "otpe,ottt,bptt" : "otpe,ostl,ottt,approx-otpe,bptt").split(","));
    List<String> on = engines == null ? probe.usual() : engines;
    for (String engine : on) {
      if (!probe.present().contains(engine)) {
        try (Engine<?> needed = Engines.named(engine)) {
          throw new IllegalStateException(needed.name());
        }
      }
    }
    int here = probe.where().vectorBits();
    return new StudyGrid(
        axes,
        named.stream().map(StudyCommand::rule).toList(),
        forms.stream().map(StudyCommand::form).toList(),
        on,
        threads.stream().map(StudyCommand::threads).toList(),
        on.contains(SimdEngine.NAME) ? bits(here) : List.of(here),
        full,
        quick ? StudyPace.QUICK : StudyPace.USUAL);
  }

  private void put(Map<StudyAxis, List<Double>> axes, StudyAxis axis, List<Double> values) {
    axes.put(axis, values == null ? axis.values(quick) : values);
  }

  private static LearningRule rule(String name) {
    LearningRule rule = LearningRule.named(name);
    if (rule == LearningRule.RTRL) {
      throw new IllegalArgumentException(
          "--rules: expected another rule than rtrl, whose work is not counted, found 'rtrl'");
    }
    return rule;
  }

  private static TraceForm form(String name) {
    TraceForm form = TraceForm.named(name);
    if (form != TraceForm.MATRIX && form != TraceForm.HISTORY) {
      throw new IllegalArgumentException(
          "--forms: expected matrix or history, found '" + name + "'");
    }
    return form;
  }

  private static int threads(int count) {
    if (count < 0 || count > MOST_THREADS) {
      throw new IllegalArgumentException(
          "--threads: expected 0 to " + MOST_THREADS + ", found " + count);
    }
    return count == 0 ? Runtime.getRuntime().availableProcessors() : count;
  }

  /** This process's width first, then the others. */
  private List<Integer> bits(int here) {
    List<Integer> all = new ArrayList<>(List.of(here));
    for (int wide : bits != null ? bits : List.of(128, 256, 512)) {
      if (wide != 0 && wide != 128 && wide != 256 && wide != 512) {
        throw new IllegalArgumentException("--bits: expected 128, 256, 512 or 0, found " + wide);
      }
      if (wide != 0 && (bits != null || wide < here)) {
        all.add(wide);
      }
    }
    return all;
  }
}
