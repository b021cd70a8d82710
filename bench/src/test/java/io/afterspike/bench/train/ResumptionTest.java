package io.afterspike.bench.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.checkpoint.Checkpoints;
import io.afterspike.bench.checkpoint.SameCheckpoint;
import io.afterspike.bench.cli.CommandLineRun;
import io.afterspike.bench.console.Screen;
import io.afterspike.bench.data.DataSources;
import io.afterspike.bench.data.Dataset;
import io.afterspike.engine.Engine;
import io.afterspike.engine.Engines;
import io.afterspike.engine.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that stop in the middle: resumed they end with the bits of the undisturbed run. */
class ResumptionTest {
  private static final int MINIBATCHES = 7;

  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;

  @BeforeAll
  static void makeData() throws IOException {
    data = CommandLineRun.digits(shared.resolve("digits"));
  }

  private static TrainingConfig config(String rule, String mode, String form, String optimizer) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.put(Setting.DATA, data.toString());
    settings.put(Setting.LAYERS, "5-4");
    settings.put(Setting.BATCH, "4");
    settings.put(Setting.STEPS, "7");
    settings.put(Setting.MINIBATCHES, Integer.toString(MINIBATCHES));
    settings.put(Setting.VALIDATE_EVERY, "2");
    settings.put(Setting.CHECKPOINT_EVERY, "3");
    settings.put(Setting.LEARNING_RATE, "0.05");
    settings.put(Setting.RULE, rule);
    settings.put(Setting.MODE, mode);
    settings.put(Setting.FORM, form);
    settings.put(Setting.OPTIMIZER, optimizer);
    settings.put(Setting.ENGINE, "reference");
    settings.put(Setting.BIN_WIDTH, "0.07");
    return TrainingConfig.of(settings);
  }

  private static TrainingConfig usual() {
    return config("otpe", "online", "auto", "adamax");
  }

  private static TrainingRun.Outcome start(TrainingConfig config, Path out, BooleanSupplier stop)
      throws IOException {
    PrintWriter shown = new PrintWriter(new StringWriter());
    try (Engine<?> engine = Engines.reference();
        Dataset digits = DataSources.open(config);
        Network network =
            engine.network(config.spec(digits.units(), digits.classes(), digits.steps()))) {
      network.initialize(config.seed());
      TrainingDisplay display = new TrainingDisplay(shown, Screen.of(shown, shown, true));
      RunFolder run = RunFolder.create(out, "unused");
      return new TrainingSession(config, run, engine, digits, network, Progress.none(), display)
          .train(stop);
    }
  }

  /** Says stop once {@code k} minibatches are trained. */
  private static BooleanSupplier after(int k) {
    int[] asked = {0};
    return () -> asked[0]++ == k;
  }

  /** Does {@code disturbance} once {@code k} minibatches are trained, and never says stop. */
  private static BooleanSupplier meanwhile(int k, Runnable disturbance) {
    int[] asked = {0};
    return () -> {
      if (asked[0]++ == k) {
        disturbance.run();
      }
      return false;
    };
  }

  private static void resume(Path run) {
    CommandLineRun resumed = CommandLineRun.of("train", "--quiet", "--resume", run);
    assertEquals("", resumed.err());
    assertEquals(0, resumed.exitCode());
  }

  private static long saved(Path run) {
    return Checkpoints.read(run.resolve("checkpoint.safetensors")).minibatch();
  }

  private static void assertSameRun(Path expected, Path actual) throws IOException {
    for (String name :
        List.of("config.toml", "metrics.csv", "metrics.jsonl", "learning-curve.svg")) {
      assertArrayEquals(
          Files.readAllBytes(expected.resolve(name)),
          Files.readAllBytes(actual.resolve(name)),
          name);
    }
    assertEquals(
        Files.readString(expected.resolve("report.html")).replace(expected.toString(), ""),
        Files.readString(actual.resolve("report.html")).replace(actual.toString(), ""));
    SameCheckpoint.assertSame(
        Checkpoints.read(expected.resolve("checkpoint.safetensors")),
        Checkpoints.read(actual.resolve("checkpoint.safetensors")));
  }

  @ParameterizedTest
  @CsvSource({
    "otpe, online, history, adamax, 1 4 6",
    "otpe, online, matrix, adamax, 4",
    "otpe, online, published, adamax, 5",
    "ostl, every:3, matrix, sgd, 1 5",
    "ostl, every:3, history, adamax, 4",
    "ottt, online, auto, adamax, 2",
    "approx-otpe, every:4, auto, adamax, 5",
    "f-otpe, online, history, sgd, 4",
    "f-approx-otpe, offline, auto, adamax, 1 4",
    "rtrl, online, auto, adamax, 4",
    "bptt, offline, auto, adamax, 5"
  })
  void aResumedRunEqualsTheUndisturbedOne(
      String rule, String mode, String form, String optimizer, String stops) throws IOException {
    TrainingConfig config = config(rule, mode, form, optimizer);
    Path whole = folder.resolve("whole");
    TrainingRun.Outcome expected = start(config, whole, () -> false);
    assertTrue(expected.finished());
    assertTrue(expected.testLoss() > 0);
    // Before the first validation, between checkpoints, and right before the end.
    for (String stop : stops.split(" ")) {
      int k = Integer.parseInt(stop);
      Path part = folder.resolve("part" + k);
      TrainingRun.Outcome outcome = start(config, part, after(k));
      assertFalse(outcome.finished());
      assertEquals(k, outcome.progress().minibatches());
      assertEquals(k, saved(part));
      assertEquals(1 + k, Files.readAllLines(part.resolve("metrics.csv")).size());
      resume(part);
      assertSameRun(whole, part);
    }
  }

  @Test
  void aRunThatWasStoppedAtOnceGoesOn() throws IOException {
    Path whole = folder.resolve("whole");
    start(usual(), whole, () -> false);
    Path part = folder.resolve("part");
    start(usual(), part, () -> true);
    assertEquals(0, saved(part));
    resume(part);
    assertSameRun(whole, part);
  }

  @Test
  void whatWasMeasuredAfterTheLastCheckpointIsMeasuredAgain() throws IOException {
    Path whole = folder.resolve("whole");
    start(usual(), whole, () -> false);
    Path part = folder.resolve("part");
    start(usual(), part, after(3));
    // As after a crash between the two files: measurements that the checkpoint does not know.
    Files.copy(
        whole.resolve("metrics.csv"),
        part.resolve("metrics.csv"),
        StandardCopyOption.REPLACE_EXISTING);
    resume(part);
    assertSameRun(whole, part);
  }

  @Test
  void aFolderThatVanishesIsNamed() {
    Path out = folder.resolve("run");
    IOException failure =
        assertThrows(IOException.class, () -> start(usual(), out, meanwhile(1, () -> delete(out))));
    assertEquals(
        out.resolve("metrics.csv") + ": cannot be written: no such folder", failure.getMessage());
    assertFalse(Files.exists(out));
  }

  @Test
  void aFileInTheWayLeavesTheLastCheckpoint() throws IOException {
    Path out = folder.resolve("run");
    Path json = out.resolve("metrics.jsonl");
    IOException failure =
        assertThrows(
            IOException.class,
            () -> start(usual(), out, meanwhile(4, () -> blockWithFolder(json))));
    assertTrue(
        failure.getMessage().startsWith(json + ": cannot be written: "), failure.getMessage());
    assertEquals(1, failure.getMessage().lines().count());
    assertEquals(3, saved(out));
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(
          List.of("checkpoint.safetensors", "config.toml", "metrics.csv", "metrics.jsonl"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
    // Out of the way again, the run goes on from there.
    delete(json);
    Path whole = folder.resolve("whole");
    start(usual(), whole, () -> false);
    resume(out);
    assertSameRun(whole, out);
  }

  @Test
  void aReportThatCannotBeWrittenIsOneLine() throws IOException {
    Path out = folder.resolve("run");
    CommandLineRun run = CommandLineRun.train(data, out);
    assertEquals(0, run.exitCode());
    delete(out.resolve("report.html"));
    blockWithFolder(out.resolve("learning-curve.svg"));
    CommandLineRun blocked = CommandLineRun.of("train", "--quiet", "--resume", out);
    assertEquals(2, blocked.exitCode());
    assertTrue(
        blocked
            .err()
            .startsWith(
                "afterspike: " + out.resolve("learning-curve.svg") + ": cannot be written: "),
        blocked.err());
    assertEquals(1, blocked.err().lines().count(), blocked.err());
    assertFalse(Files.exists(out.resolve("report.html")));
  }

  private static void blockWithFolder(Path path) {
    delete(path);
    assertTrue(path.resolve("in-the-way").toFile().mkdirs());
  }

  private static void delete(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
