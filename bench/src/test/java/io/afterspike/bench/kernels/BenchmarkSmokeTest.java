package io.afterspike.bench.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.limits.WorkCount;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every benchmark runs once, in this process, small; and every kernel has one. */
class BenchmarkSmokeTest {
  static List<String> kernels() {
    return KernelTrials.names();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void runsAndEqualsThePlainLoops(String kernel) throws IOException {
    KernelBenchmark benchmark = new KernelBenchmark();
    benchmark.kernel = kernel;
    benchmark.size = KernelSize.SMALL;
    benchmark.check();
    benchmark.call();
    benchmark.measureLimits(); // without a file it measures nothing
    WorkCount work = KernelTrials.of(kernel, KernelSize.SMALL).work();
    assertTrue(work.flops() >= 0 && work.readBytes() >= 0 && work.updatedBytes() > 0, kernel);
  }

  /** All public kernels are found among the trials by their name. */
  @Test
  void everyKernelHasABenchmark() throws IOException {
    Path sources = Path.of("..", "kernels-cpu/src/main/java/io/afterspike/kernels/cpu");
    List<String> kernels = new ArrayList<>();
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        if (name.endsWith("Kernel") && Files.readString(file).contains("\npublic final class")) {
          kernels.add(name);
        }
      }
    }
    assertTrue(kernels.size() > 18, kernels.toString());
    TreeSet<String> missing = new TreeSet<>(kernels);
    KernelTrials.names().forEach(name -> missing.remove(name.substring(0, name.indexOf('.'))));
    assertEquals(List.of(), List.copyOf(missing), "add them to KernelTrials");
  }

  /** A trial's name says which method runs: there must be one. */
  @ParameterizedTest
  @MethodSource("kernels")
  void theNameIsAMethod(String kernel) throws ClassNotFoundException {
    String[] name = kernel.split(" ")[0].split("\\.");
    Method[] methods = Class.forName("io.afterspike.kernels.cpu." + name[0]).getMethods();
    assertTrue(
        Arrays.stream(methods)
            .anyMatch(m -> m.getName().equals(name[1]) && Modifier.isPublic(m.getModifiers())),
        kernel);
  }

  @Test
  void aWrongResultIsSeen() {
    float[] result = {1f, 2f};
    List<Object> results = List.of(result);
    WorkCount work = WorkCount.ofFloats(1, 1, 1);
    KernelTrial wrong = new KernelTrial(work, () -> result[1] = -0f, () -> result[1] = 0f, results);
    Exception failure = assertThrows(IllegalStateException.class, wrong::check);
    assertEquals("result 0, element 1: differs from the plain loops", failure.getMessage());
    KernelTrial idle = new KernelTrial(work, () -> {}, () -> {}, results);
    assertThrows(IllegalStateException.class, idle::check);
  }

  @Test
  void aTrialStartsFromTheSameValuesAfterItsCheck() {
    float[] result = {1f};
    Runnable twice = () -> result[0] *= 2;
    new KernelTrial(WorkCount.NONE, twice, twice, List.of(result)).check();
    assertEquals(1f, result[0]);
  }

  @Test
  void limitsComeThroughAFile() {
    KernelLimit limit =
        new KernelLimit(
            "LifKernel.step", KernelSize.MIDDLE, 256, new WorkCount(7, 8, 9), 1.5, "L2");
    assertEquals(limit, KernelLimit.parse(limit.line()));
    assertThrows(IllegalArgumentException.class, () -> KernelLimit.parse("a\tb"));
  }

  @Test
  void anUnknownKernelIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new KernelRun("NoSuch", List.of(KernelSize.SMALL), 1, 1, 1));
  }
}
