package io.afterspike.bench.kernels;

import io.afterspike.bench.limits.MachineLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What JMH runs: one kernel of one size, in a Java machine of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {
  /** The property that names the file which gets the limits; without it none are measured. */
  static final String LIMITS = "bench.limits";

  /** The kernel, by the name of its trial. */
  @Param({"LifKernel.step"})
  public String kernel;

  /** The size of its work. */
  @Param({"SMALL"})
  public KernelSize size;

  private KernelTrial trial;
  private Runnable call;

  /** Made by JMH. */
  public KernelBenchmark() {}

  /** Makes the operands and checks the kernel's result against the plain loops. */
  @Setup(Level.Trial)
  public void check() {
    trial = KernelTrials.of(kernel, size);
    trial.check();
    call = trial.kernel();
  }

  /** Calls the kernel. */
  @Benchmark
  public void call() {
    call.run();
  }

  /** Measures what the machine could do, right after the kernel ran. */
  @TearDown(Level.Trial)
  public void measureLimits() throws IOException {
    String file = System.getProperty(LIMITS, "");
    if (!file.isEmpty()) {
      MachineLimits limits = MachineLimits.measure(1, 0.005);
      String line = KernelLimit.of(kernel, size, trial.work(), limits).line();
      Files.writeString(
          Path.of(file), line + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }
  }
}
