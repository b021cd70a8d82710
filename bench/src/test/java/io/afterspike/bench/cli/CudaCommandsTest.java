package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.agree.BriefAgreement;
import io.afterspike.bench.checkpoint.Checkpoints;
import io.afterspike.bench.conform.VectorFolders;
import io.afterspike.engine.NetworkState;
import io.afterspike.kernels.cuda.CudaDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands on the CUDA engine, each in a process of its own with the double of the driver, so
 * that no other test meets it; and without any driver.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CudaCommandsTest {
  @TempDir Path folder;

  private CommandLineRun run(Object... arguments) throws IOException, InterruptedException {
    return process(Afterspike.class, arguments);
  }

  private CommandLineRun process(Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    return OnTheDouble.run(folder, main, arguments);
  }

  @Test
  void devicesListsTheGpu() throws Exception {
    CommandLineRun run = run("devices");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("cuda       yes  Double of a GPU"), run.out());
    assertTrue(run.out().contains("kernels for compute_80"), run.out());
  }

  /** What {@code agree} compares, but for wide layers: those would take the emulator long. */
  @Test
  void everyBitAgreesWithTheReference() throws Exception {
    CommandLineRun run = process(BriefAgreement.class, "cuda");
    assertEquals(0, run.exitCode(), run.out() + run.err());
    assertTrue(run.out().contains("lifStep"), run.out());
    assertTrue(run.out().contains("f-otpe every:4 history"), run.out());
  }

  @Test
  void theVectorsOfTheReferenceConform() throws Exception {
    CommandLineRun run =
        run("conform", "--engine", "cuda", VectorFolders.committed(), "--case", "t1,single");
    assertEquals(0, run.exitCode(), run.out() + run.err());
    assertTrue(run.out().contains(" checks, 0 failed, 0 not checked"), run.out());
  }

  /** For {@code bench peers}: until the end of the input, which is empty here. */
  @Test
  void aSequenceIsServed() throws Exception {
    String line =
        "bench step --serve --engine cuda --rules otpe --modes online --forms history --warm 0"
            + " --layers 12-8-4 --batch 2 --steps 3 --threads 1";
    CommandLineRun run = run((Object[]) line.split(" "));
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("ready", run.out().strip());
  }

  @Test
  void aRunLeavesWhatTheReferenceLeaves() throws Exception {
    Path data = CommandLineRun.digits(folder.resolve("digits"));
    Path expected = folder.resolve("expected");
    Path actual = folder.resolve("actual");
    assertEquals(0, CommandLineRun.train(data, expected).exitCode());
    List<Object> arguments = new ArrayList<>(List.of("train", "--quiet"));
    arguments.addAll(CommandLineRun.small(data));
    arguments.set(arguments.indexOf("reference"), "cuda");
    arguments.addAll(List.of("--out", actual));
    CommandLineRun run = run(arguments.toArray());
    assertEquals(0, run.exitCode(), run.out() + run.err());
    assertArrayEquals(
        Files.readAllBytes(expected.resolve("metrics.csv")),
        Files.readAllBytes(actual.resolve("metrics.csv")));
    NetworkState right = Checkpoints.read(expected.resolve("checkpoint.safetensors")).state();
    NetworkState found = Checkpoints.read(actual.resolve("checkpoint.safetensors")).state();
    assertEquals(right.counters(), found.counters());
    assertEquals(right.tensors().keySet(), found.tensors().keySet());
    right
        .tensors()
        .forEach((name, values) -> assertSameBits(name, values, found.tensors().get(name)));
  }

  private static void assertSameBits(String name, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, name);
    for (int k = 0; k < expected.length; k++) {
      int right = Float.floatToRawIntBits(expected[k]);
      assertEquals(right, Float.floatToRawIntBits(actual[k]), name + "[" + k + "]");
    }
  }

  @Test
  void withoutADriverTheReasonIsTold() {
    String reason = CudaDriver.probe().reason();
    Assumptions.assumeFalse(reason.isEmpty(), "a GPU is here");
    CommandLineRun devices = CommandLineRun.of("devices");
    assertEquals(0, devices.exitCode());
    assertTrue(devices.out().contains("cuda       no   " + reason), devices.out());
    for (String command : List.of("conform", "agree")) {
      CommandLineRun run =
          command.equals("agree")
              ? CommandLineRun.of("agree", "reference", "cuda")
              : CommandLineRun.of("conform", "--engine", "cuda", VectorFolders.committed());
      assertEquals(2, run.exitCode());
      assertEquals("", run.out());
      assertEquals(1, run.err().lines().count(), run.err());
      assertTrue(run.err().contains("engine 'cuda' is not available: " + reason), run.err());
    }
  }
}
