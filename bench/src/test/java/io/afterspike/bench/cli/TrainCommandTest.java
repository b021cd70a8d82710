package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.checkpoint.Checkpoint;
import io.afterspike.bench.checkpoint.Checkpoints;
import io.afterspike.bench.checkpoint.SameCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on a handful of recordings: what they leave, and what becomes of it. */
class TrainCommandTest {
  private static final List<String> FILES =
      List.of(
          "checkpoint.safetensors",
          "config.toml",
          "learning-curve.svg",
          "metrics.csv",
          "metrics.jsonl",
          "report.html");

  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;

  @BeforeAll
  static void makeData() throws IOException {
    data = CommandLineRun.digits(shared.resolve("digits"));
  }

  private static void succeeds(CommandLineRun run) {
    assertEquals("", run.err());
    assertEquals(0, run.exitCode(), run.out());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertSameFile(Path expected, Path actual, String name) throws IOException {
    assertArrayEquals(
        Files.readAllBytes(expected.resolve(name)), Files.readAllBytes(actual.resolve(name)), name);
  }

  static void assertSameRun(Path expected, Path actual) throws IOException {
    for (String name : List.of("metrics.csv", "metrics.jsonl", "learning-curve.svg")) {
      assertSameFile(expected, actual, name);
    }
    SameCheckpoint.assertSame(
        Checkpoints.read(expected.resolve("checkpoint.safetensors")),
        Checkpoints.read(actual.resolve("checkpoint.safetensors")));
  }

  @Test
  void aRunLeavesItsFiles() throws IOException {
    Path out = folder.resolve("deep/run");
    CommandLineRun run = CommandLineRun.train(data, out, "--validate-every", 3);
    succeeds(run);
    assertEquals(FILES, names(out));
    List<String> csv = Files.readAllLines(out.resolve("metrics.csv"));
    assertEquals("minibatch,loss,accuracy,validation_loss,validation_accuracy", csv.get(0));
    assertEquals(8, csv.size());
    for (int m = 1; m <= 7; m++) {
      boolean validated = m == 3 || m == 6 || m == 7;
      assertTrue(
          csv.get(m).matches(m + ",[0-9.E-]+,[0-9.]+," + (validated ? "[0-9.E-]+,[0-9.]+" : ",")),
          csv.get(m));
    }
    List<String> json = Files.readAllLines(out.resolve("metrics.jsonl"));
    assertEquals(7, json.size());
    String[] third = csv.get(3).split(",");
    assertEquals(
        "{\"minibatch\":3,\"loss\":%s,\"accuracy\":%s,\"validation_loss\":%s,\"validation_accuracy\":%s}"
            .formatted(third[1], third[2], third[3], third[4]),
        json.get(2));
    assertTrue(Files.readString(out.resolve("report.html")).contains("otpe on shd/digits"));
    Checkpoint checkpoint = Checkpoints.read(out.resolve("checkpoint.safetensors"));
    assertEquals(7, checkpoint.minibatch());
    assertEquals(3, checkpoint.seed());
    assertTrue(run.out().contains(out.resolve("report.html").toString()), run.out());
    assertTrue(run.out().contains("--config " + out.resolve("config.toml")), run.out());
  }

  @Test
  void theConfigurationReruns() throws IOException {
    Path first = folder.resolve("first");
    Path again = folder.resolve("again");
    succeeds(
        CommandLineRun.train(
            data, first, "--leak", "0.90", "--rule", "ostl", "--mode", "every:4", "--lr", "1e-2"));
    succeeds(
        CommandLineRun.of(
            "train", "--quiet", "--config", first.resolve("config.toml"), "--out", again));
    assertSameFile(first, again, "config.toml");
    assertSameRun(first, again);
    // Flags win over the file, and a tau over its leak.
    Path other = folder.resolve("other");
    succeeds(
        CommandLineRun.of(
            "train",
            "--quiet",
            "--config",
            first.resolve("config.toml"),
            "--out",
            other,
            "--tau",
            "2",
            "--seed",
            "4"));
    assertNotEquals(
        Files.readString(first.resolve("metrics.csv")),
        Files.readString(other.resolve("metrics.csv")));
    String config = Files.readString(other.resolve("config.toml"));
    assertTrue(config.contains("\ntau = 2\n") && config.contains("\nseed = 4\n"), config);
    assertFalse(config.contains("\nleak = "), config);
  }

  @Test
  void progressGoesToTheErrorStreamAndOnlyOnRequest() {
    CommandLineRun quiet = CommandLineRun.train(data, folder.resolve("quiet"));
    succeeds(quiet);
    assertFalse(quiet.out().contains("engine"), quiet.out());
    Object[] arguments =
        Stream.concat(
                Stream.of("train", "--out", folder.resolve("shown")),
                CommandLineRun.small(data).stream())
            .toArray();
    CommandLineRun shown = CommandLineRun.of(arguments);
    assertEquals(0, shown.exitCode(), shown.err());
    // So short a run shows no progress; whatever is shown of it is no part of the output.
    shown.err().lines().forEach(line -> assertTrue(line.contains("minibatches"), line));
    assertTrue(shown.out().contains("700-8-20"), shown.out());
    assertTrue(shown.out().contains("shd/digits, 6 steps"), shown.out());
  }

  @Test
  void aFinishedRunOnlyEvaluatesAgain() throws IOException {
    Path out = folder.resolve("run");
    Path copy = folder.resolve("copy");
    CommandLineRun first = CommandLineRun.train(data, out);
    succeeds(first);
    Files.createDirectory(copy);
    for (String name : FILES) {
      Files.copy(out.resolve(name), copy.resolve(name));
    }
    CommandLineRun again = CommandLineRun.of("train", "--quiet", "--resume", out);
    succeeds(again);
    for (String name : FILES) {
      assertSameFile(copy, out, name);
    }
    assertEquals(FILES, names(out));
    assertEquals(first.out().replaceAll("time .*", ""), again.out().replaceAll("time .*", ""));
    // With more minibatches it goes on.
    succeeds(CommandLineRun.of("train", "--quiet", "--resume", out, "--minibatches", "9"));
    assertEquals(10, Files.readAllLines(out.resolve("metrics.csv")).size());
    assertEquals(9, Checkpoints.read(out.resolve("checkpoint.safetensors")).minibatch());
  }

  @Test
  void resumingRefusesWhatWouldBeAnotherRun() throws IOException {
    Path out = folder.resolve("run");
    succeeds(CommandLineRun.train(data, out));
    byte[] metrics = Files.readAllBytes(out.resolve("metrics.csv"));
    for (String[] flag :
        new String[][] {
          {"--lr", "0.5"}, {"--seed", "3"}, {"--rule", "ostl"}, {"--batch", "2"}, {"--data", "x"}
        }) {
      BadInputTest.refused(
          CommandLineRun.of("train", "--resume", out, flag[0], flag[1]),
          flag[0]
              + ": expected none with --resume, which would not be the same run; found '"
              + flag[1]
              + "'");
    }
    for (String flag : List.of("--out", "--config")) {
      BadInputTest.refused(
          CommandLineRun.of("train", "--resume", out, flag, "x"),
          "--config, --out: expected none with --resume, which takes both from the folder");
    }
    assertArrayEquals(metrics, Files.readAllBytes(out.resolve("metrics.csv")));
  }

  @Test
  void resumingADamagedRunIsOneLine() throws IOException {
    Path out = folder.resolve("run");
    succeeds(CommandLineRun.train(data, out));
    Path checkpoint = out.resolve("checkpoint.safetensors");
    Path metrics = out.resolve("metrics.csv");
    byte[] good = Files.readAllBytes(checkpoint);

    byte[] bad = good.clone();
    bad[bad.length - 5] ^= 1;
    Files.write(checkpoint, bad);
    BadInputTest.refusedWith(
        CommandLineRun.of("train", "--resume", out), checkpoint.toString(), "crc32c");
    Files.write(checkpoint, "no checkpoint".getBytes(StandardCharsets.UTF_8));
    BadInputTest.refusedWith(CommandLineRun.of("train", "--resume", out), checkpoint.toString());
    Files.write(checkpoint, new byte[0]);
    BadInputTest.refusedWith(CommandLineRun.of("train", "--resume", out), checkpoint.toString());

    Files.write(checkpoint, good);
    Files.writeString(
        metrics, Files.readString(metrics).replaceFirst("\n5,.*\n", "\n5,0.5,no,,\n"));
    BadInputTest.refused(
        CommandLineRun.of("train", "--resume", out),
        metrics + ":6: expected the five values of minibatch 5, found '5,0.5,no,,'");
    Files.delete(metrics);
    BadInputTest.refusedWith(
        CommandLineRun.of("train", "--resume", out), metrics + ": cannot be read: ");

    Files.delete(checkpoint);
    BadInputTest.refused(
        CommandLineRun.of("train", "--resume", out),
        "--resume: expected the folder of a run with a checkpoint, found none at " + checkpoint);
  }

  /** What a killed process leaves: at first part of a file, then the configuration, then rows. */
  @Test
  void aRunKilledBeforeItsFirstCheckpointGoesOn() throws IOException {
    Path whole = folder.resolve("whole");
    succeeds(CommandLineRun.train(data, whole));
    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    Files.writeString(nothing.resolve(".config.toml.1f.tmp"), "half a lin");
    succeeds(CommandLineRun.train(data, nothing));
    assertSameRun(whole, nothing);
    assertEquals(FILES, names(nothing));

    Path begun = Files.createDirectory(folder.resolve("begun"));
    Files.copy(whole.resolve("config.toml"), begun.resolve("config.toml"));
    Files.copy(whole.resolve("metrics.csv"), begun.resolve("metrics.csv"));
    Files.writeString(begun.resolve(".checkpoint.safetensors.1f.tmp"), "half a checkpoi");
    succeeds(CommandLineRun.of("train", "--quiet", "--resume", begun));
    assertSameRun(whole, begun);
    assertEquals(FILES, names(begun));
  }

  @Test
  void divergenceIsACheckThatFailed() {
    CommandLineRun run =
        CommandLineRun.train(data, folder.resolve("run"), "--optimizer", "sgd", "--lr", "1e300");
    assertEquals(1, run.exitCode(), run.err());
    assertTrue(run.err().startsWith("afterspike: training diverged at minibatch "), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }
}
