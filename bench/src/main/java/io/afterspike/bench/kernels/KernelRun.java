package io.afterspike.bench.kernels;

import io.afterspike.bench.process.JavaCommand;
import io.afterspike.kernels.cpu.VectorModule;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the kernels' benchmarks by JMH. */
public final class KernelRun {
  private final List<String> kernels;
  private final List<KernelSize> sizes;
  private final int forks;
  private final int iterations;
  private final int milliseconds;
  private final Collection<RunResult> all = new ArrayList<>();

  /**
   * Prepares a run.
   *
   * @param filter a regular expression that is found in the names of the kernels to run
   * @param forks Java machines for each kernel, size and width
   * @param iterations measurements in each, after as many to warm up
   * @param milliseconds how long each takes
   * @throws IllegalArgumentException if there is no such kernel
   */
  public KernelRun(
      String filter, List<KernelSize> sizes, int forks, int iterations, int milliseconds) {
    Pattern pattern = Pattern.compile(filter);
    this.kernels = KernelTrials.names().stream().filter(n -> pattern.matcher(n).find()).toList();
    if (kernels.isEmpty()) {
      throw new IllegalArgumentException(
          "--filter: expected a part of one of "
              + KernelTrials.names()
              + ", found '"
              + filter
              + "'");
    }
    this.sizes = List.copyOf(sizes);
    this.forks = forks;
    this.iterations = iterations;
    this.milliseconds = milliseconds;
  }

  /** How many Java machines a width takes. */
  public int machines() {
    return kernels.size() * sizes.size() * forks;
  }

  /**
   * Runs everything at one width.
   *
   * @param bits 128, 256 or 512; 0 for the machine's own
   * @param progress told each kernel that is done
   * @throws IOException if JMH fails, or the limits cannot be exchanged
   */
  public List<KernelResult> run(int bits, Consumer<String> progress) throws IOException {
    Path limits = Files.createTempFile("afterspike-limits", ".txt");
    try {
      List<KernelResult> results = new ArrayList<>();
      for (String kernel : kernels) {
        Collection<RunResult> runs = jmh(kernel, bits, limits);
        all.addAll(runs);
        results.addAll(matched(kernel, runs, limits));
        progress.accept(kernel + (bits == 0 ? "" : " at " + bits + " bits"));
      }
      return results;
    } finally {
      Files.deleteIfExists(limits);
    }
  }

  private Collection<RunResult> jmh(String kernel, int bits, Path limits) throws IOException {
    List<String> flags = new ArrayList<>(JavaCommand.FLAGS);
    flags.add("--sun-misc-unsafe-memory-access=allow"); // JMH's own way to measure objects
    flags.add("-D" + KernelBenchmark.LIMITS + "=" + limits);
    if (bits != 0) {
      flags.add("-D" + VectorModule.WIDTH_PROPERTY + "=" + bits);
    }
    OptionsBuilder options = new OptionsBuilder();
    options
        .include("^" + Pattern.quote(KernelBenchmark.class.getName() + ".call") + "$")
        .param("kernel", kernel)
        .param("size", sizes.stream().map(KernelSize::name).toArray(String[]::new))
        .forks(forks)
        .warmupIterations(iterations)
        .measurementIterations(iterations)
        .warmupTime(TimeValue.milliseconds(milliseconds))
        .measurementTime(TimeValue.milliseconds(milliseconds))
        .shouldFailOnError(true)
        .jvmArgs(flags.toArray(String[]::new));
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    OutputFormat silent = OutputFormatFactory.createFormatInstance(nowhere, VerboseMode.SILENT);
    try {
      return new Runner(options.build(), silent).run();
    } catch (RunnerException e) {
      throw new IOException("kernel " + kernel + ": " + e.getMessage());
    }
  }

  private List<KernelResult> matched(String kernel, Collection<RunResult> runs, Path file)
      throws IOException {
    List<KernelLimit> limits = Files.readAllLines(file).stream().map(KernelLimit::parse).toList();
    List<KernelResult> results = new ArrayList<>();
    for (RunResult run : runs) {
      String size = run.getParams().getParam("size");
      // Several forks measure several limits: the one at which the machine was least disturbed.
      KernelLimit limit =
          limits.stream()
              .filter(l -> l.kernel().equals(kernel) && l.size().name().equals(size))
              .min((a, b) -> Double.compare(a.leastNanos(), b.leastNanos()))
              .orElseThrow(() -> new IOException("kernel " + kernel + ": no limits were written"));
      double nanos = run.getPrimaryResult().getScore();
      results.add(new KernelResult(limit, nanos, run.getPrimaryResult().getScoreError()));
    }
    return results;
  }

  /**
   * Writes all that was run so far in JMH's JSON format.
   *
   * @throws IOException if it cannot be written
   */
  public void writeJson(Path file) throws IOException {
    try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(all);
      if (out.checkError()) {
        throw new IOException(file + ": cannot be written");
      }
    }
  }
}
