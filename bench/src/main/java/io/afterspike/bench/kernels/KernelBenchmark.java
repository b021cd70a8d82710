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

  private static final int CALLS = 20_000;
  private static final int LARGE_CALLS = 100;
  private static final double MOST_SECONDS = 5;

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
  void check() {
    trial = KernelTrials.of(kernel, size);
    trial.check();
    call = trial.kernel();
  }

  // Calls the kernel until Java has compiled it, also where the compiler has to wait.
  private void warm() {
    long start = System.nanoTime();
    double seconds = 0;
    int enough = size == KernelSize.LARGE ? LARGE_CALLS : CALLS;
    for (int calls = 0; seconds < MOST_SECONDS && calls < enough; calls++) {
      trial.kernel().run();
      seconds = (System.nanoTime() - start) * 1e-9;
    }
  }

  /** Makes, checks and warms. */
  @Setup(Level.Trial)
  public void setUp() {
    check();
    warm();
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
