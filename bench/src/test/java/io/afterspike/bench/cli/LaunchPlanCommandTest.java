package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.step.PlannedSequence;
import io.afterspike.kernels.cuda.CudaDriver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench step --plan}, with no GPU and no driver. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LaunchPlanCommandTest {
  @TempDir Path folder;

  private static CommandLineRun step(Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of(
                "bench",
                "step",
                "--layers",
                "7-5-3",
                "--batch",
                "2",
                "--steps",
                "4",
                "--rate",
                "0.3",
                "--density",
                "0.3"));
    all.addAll(List.of(more));
    return CommandLineRun.of(all.toArray());
  }

  @Test
  void itPrintsEveryLaunchAndTheSums() {
    CommandLineRun run = step("--engine", "cuda", "--plan", "--forms", "matrix,history");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    String out = run.out();
    assertTrue(out.contains("roofline of 3.35 TB/s and 66.9 Tflop/s"), out);
    for (String side :
        List.of(
            "otpe online matrix",
            "ostl online history",
            "ottt online",
            "bptt offline",
            "otpe offline")) {
      assertTrue(out.contains("\n" + side + ", the launches of a sequence:"), side + "\n" + out);
    }
    String row = "forward_step_f32 +1x2x1 +128x1x1 +8320 +0 +4 .* batch 2, pre 7, post 5";
    assertTrue(Pattern.compile(row).matcher(out).find(), out);
    assertTrue(Pattern.compile("kernels of a step +[0-9.]+\n").matcher(out).find(), out);
    assertFalse(out.contains("NaN") || out.contains("Infinity"), out);
    List<String> heads = out.lines().filter(line -> line.startsWith("kernel  ")).toList();
    assertEquals(11, heads.size(), heads.toString());
  }

  @Test
  void jsonTellsTheSame() {
    CommandLineRun run =
        step(
            "--engine",
            "cuda",
            "--plan",
            "--json",
            "--rules",
            "ottt",
            "--modes",
            "online",
            "--peak-gbs",
            "1000",
            "--peak-tflops",
            "10");
    assertEquals(0, run.exitCode(), run.err());
    String out = run.out();
    assertTrue(out.contains("\"peakBytes\":1.0E12,\"peakFlops\":1.0E13"), out);
    assertTrue(out.contains("\"grid\":[1,2,1],\"block\":[128,1,1],\"sharedBytes\":8320"), out);
    assertTrue(out.contains("\"stepKernels\":"), out);
    assertTrue(out.endsWith("}" + System.lineSeparator()), out);
  }

  @Test
  void itIsAskedForByNameAndWithCuda() {
    CommandLineRun simd = step("--plan");
    assertEquals(2, simd.exitCode());
    assertTrue(simd.err().contains("--plan: expected --engine cuda, found simd"), simd.err());
    CommandLineRun serve = step("--plan", "--engine", "cuda", "--serve");
    assertEquals(2, serve.exitCode());
    CommandLineRun peak = step("--plan", "--engine", "cuda", "--peak-gbs", "0");
    assertEquals(2, peak.exitCode());
    assertTrue(peak.err().contains("peak of the memory: expected more than 0"), peak.err());
  }

  @Test
  void withoutItAMissingDriverIsStillAnError() {
    String reason = CudaDriver.probe().reason();
    Assumptions.assumeFalse(reason.isEmpty(), "a GPU is here");
    CommandLineRun run = step("--engine", "cuda");
    assertEquals(2, run.exitCode());
    assertEquals("", run.out());
    assertTrue(run.err().contains("engine 'cuda' is not available: " + reason), run.err());
  }

  /** What has run on the double of the driver is what was planned. */
  @Test
  void whatRunsIsWhatIsPlanned() throws Exception {
    CommandLineRun run = OnTheDouble.run(folder, PlannedSequence.class);
    assertEquals(0, run.exitCode(), run.out() + run.err());
    assertEquals(10, run.out().lines().filter(line -> line.contains(" ok, ")).count(), run.out());
  }
}
