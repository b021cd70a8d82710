package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.afterspike.bench.checkpoint.Checkpoints;
import io.afterspike.bench.process.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line in a process of its own: signals, and what the process leaves. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class InterruptedProcessTest {
  @TempDir Path folder;

  private Process start(List<?> arguments, String... flags) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    all.addAll(List.of(flags));
    List<String> command =
        JavaCommand.afterspike(all, arguments.stream().map(Object::toString).toList());
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectOutput(folder.resolve("out.txt").toFile())
        .redirectError(folder.resolve("err.txt").toFile())
        .start();
  }

  /** Whether processes started from here inherit an ignored SIGINT (signal 2). */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0;
      }
    }
    return false;
  }

  /** The interrupt signal is Ctrl-C; the termination signal is what schedulers send. */
  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalSavesAndTheRunGoesOn(String signal, int exitCode) throws Exception {
    assumeFalse(
        signal.equals("INT") && ignoresInterrupts(),
        "shells start background jobs with Ctrl-C ignored, and Java keeps it so");
    Path data = CommandLineRun.digits(folder.resolve("digits"));
    Path out = folder.resolve("run");
    List<Object> arguments = new ArrayList<>(List.of("train", "--out", out));
    arguments.addAll(CommandLineRun.small(data));
    arguments.set(arguments.indexOf("--minibatches") + 1, "1000000");
    arguments.addAll(List.of("--checkpoint-every", "20", "--validate-every", "1000"));
    Process process = start(arguments);
    try {
      while (!Files.exists(out.resolve("checkpoint.safetensors")) && process.isAlive()) {
        Thread.sleep(5);
      }
      assertTrue(
          process.isAlive(), "ended by itself: " + Files.readString(folder.resolve("err.txt")));
      assertEquals(
          0, new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor());
      assertTrue(process.waitFor(100, TimeUnit.SECONDS), "did not end");
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertEquals(exitCode, process.exitValue());
    long done = Checkpoints.read(out.resolve("checkpoint.safetensors")).minibatch();
    String shown = Files.readString(folder.resolve("out.txt"), StandardCharsets.UTF_8);
    assertTrue(
        shown.endsWith(
            "Saved after minibatch %d of 1000000. Go on with%n  ./afterspike train --resume %s%n"
                .formatted(done, out)),
        shown);
    assertTrue(done >= 20, "saved after " + done);

    long total = done + 5;
    assertEquals(
        0,
        CommandLineRun.of("train", "--quiet", "--resume", out, "--minibatches", total).exitCode());
    Path whole = folder.resolve("whole");
    assertEquals(
        0,
        CommandLineRun.train(
                data,
                whole,
                "--minibatches",
                total,
                "--checkpoint-every",
                "20",
                "--validate-every",
                "1000")
            .exitCode());
    TrainCommandTest.assertSameRun(whole, out);
  }

  /** The network's need is known beforehand; that of the batches shows when there is no room. */
  @ParameterizedTest
  @CsvSource({"20000, 5000, expected to fit in the", "3000, 2000, out of memory"})
  void whatDoesNotFitInMemoryIsOneLine(int batch, int steps, String message) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("train", "--quiet", "--layers", "none"));
    arguments.addAll(List.of("--batch", batch, "--steps", steps, "--engine", "reference"));
    Process process = start(arguments, "-Xmx64m");
    assertTrue(process.waitFor(100, TimeUnit.SECONDS), "did not end");
    String error = Files.readString(folder.resolve("err.txt"));
    List<String> lines =
        error.lines().filter(line -> !line.startsWith("WARNING: Using incubator")).toList();
    assertEquals(1, lines.size(), error);
    assertTrue(lines.get(0).startsWith("afterspike: "), error);
    assertTrue(lines.get(0).contains(message), error);
    assertEquals(2, process.exitValue());
    assertTrue(Files.notExists(folder.resolve("runs/t-randman-otpe-online-1")), "folder left");
  }
}
