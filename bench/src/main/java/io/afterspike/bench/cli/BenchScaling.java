package io.afterspike.bench.cli;

import io.afterspike.bench.limits.Surroundings;
import io.afterspike.bench.peers.PeerFailure;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.bench.report.MarkdownTable;
import io.afterspike.bench.report.TextTable;
import io.afterspike.bench.scaling.ScalingPoint;
import io.afterspike.bench.scaling.ScalingReport;
import io.afterspike.bench.scaling.Variable;
import io.afterspike.bench.step.StepSubject;
import io.afterspike.bench.step.StepWork;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.UpdateMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code afterspike bench scaling}: growth with steps, neurons and samples. */
@Command(
    name = "scaling",
    mixinStandardHelpOptions = true,
    header = "Plots time, state and memory against steps, neurons and samples.",
    description = {
      "",
      "Each point runs in a process of its own. Leaves scaling.html, a picture for",
      "each of T, n and B, and a table of fitted exponents beside the formulas'.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  afterspike bench scaling                some ten minutes",
      "  afterspike bench scaling --quick        three small points a line",
      "  afterspike bench scaling --docs docs    also into docs/performance.md"
    })
public final class BenchScaling implements Callable<Integer> {
  private static final String SECTION = "bench scaling";

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "three small points a line")
  private boolean quick;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "threads (${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--sequences",
      paramLabel = "N",
      defaultValue = "5",
      description = "sequences a point, the shortest counts (${DEFAULT-VALUE})")
  private int sequences;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "runs/bench",
      description = "where the files go (${DEFAULT-VALUE})")
  private Path folder;

  @Option(
      names = "--docs",
      paramLabel = "FOLDER",
      description = "write the table into performance.md there")
  private Path docs;

  /** Made by picocli. */
  public BenchScaling() {}

  @Override
  public Integer call() throws IOException {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads: expected 1 to 1024, found " + threads);
    }
    if (sequences < 1 || sequences > 10_000) {
      throw new IllegalArgumentException("sequences: expected 1 to 10000, found " + sequences);
    }
    Documents documents = docs == null ? null : new Documents(docs);
    Files.createDirectories(folder);
    StepWork base =
        StepWork.OF_RECORD.withSizes(List.of(256, 256, 256, 20)).withBatch(quick ? 8 : 32);
    Surroundings where = Surroundings.now();
    List<ScalingPoint> points = new ArrayList<>();
    PrintWriter err = spec.commandLine().getErr();
    Path log = Files.createTempFile("afterspike-scaling", ".log");
    try {
      for (Variable variable : Variable.values()) {
        for (int value : variable.values(quick)) {
          err.println("bench scaling: " + variable.symbol() + " = " + value);
          err.flush();
          for (StepSubject subject : subjects()) {
            points.add(ScalingPoint.measure(subject, variable, value, base, sequences, log));
          }
        }
      }
    } catch (PeerFailure e) {
      throw new IOException("bench scaling: " + e.getMessage());
    } finally {
      Files.deleteIfExists(log);
    }
    ScalingReport report =
        new ScalingReport(where + "; threads: " + threads, base.toString(), points);
    write(report, documents);
    PrintWriter out = spec.commandLine().getOut();
    out.println(report.environment());
    out.println(report.base());
    out.println();
    out.print(TextTable.of(report.table()));
    out.println("\nwritten to " + folder.resolve("scaling.html"));
    out.flush();
    return 0;
  }

  private List<StepSubject> subjects() {
    List<StepSubject> subjects = new ArrayList<>();
    for (LearningRule rule : List.of(LearningRule.OTPE, LearningRule.OSTL)) {
      for (TraceForm form : List.of(TraceForm.HISTORY, TraceForm.MATRIX)) {
        subjects.add(new StepSubject(rule, UpdateMode.ONLINE, form, threads));
      }
    }
    for (LearningRule rule : List.of(LearningRule.OTTT, LearningRule.APPROX_OTPE)) {
      subjects.add(new StepSubject(rule, UpdateMode.ONLINE, TraceForm.AUTO, threads));
    }
    for (LearningRule rule : List.of(LearningRule.OTPE, LearningRule.BPTT)) {
      subjects.add(new StepSubject(rule, UpdateMode.OFFLINE, TraceForm.AUTO, threads));
    }
    return subjects;
  }

  private void write(ScalingReport report, Documents documents) throws IOException {
    report.page().write(folder.resolve("scaling.html"));
    StringBuilder markdown = new StringBuilder();
    markdown.append(report.environment()).append(". ").append(report.base()).append(".\n\n");
    for (Variable variable : Variable.values()) {
      String name = "scaling-" + variable.symbol() + ".svg";
      String svg = report.picture(variable).svg();
      byte[] bytes = svg.getBytes(StandardCharsets.UTF_8);
      AtomicFiles.write(folder.resolve(name), out -> out.write(bytes));
      markdown.append("![Against the number of ").append(variable.label()).append("](performance/");
      markdown.append(name).append(")\n\n");
      if (documents != null) {
        documents.file(name, svg);
      }
    }
    markdown.append(MarkdownTable.of(report.table()));
    if (documents != null) {
      documents.section(SECTION, markdown.toString());
      documents.file("scaling.json", report.json());
    }
  }
}
