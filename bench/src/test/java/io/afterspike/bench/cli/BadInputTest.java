package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.CudaDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input to {@code train}: exit code 2, one line that helps, and nothing left behind. */
class BadInputTest {
  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;

  @BeforeAll
  static void makeData() throws IOException {
    data = CommandLineRun.digits(shared.resolve("digits"));
  }

  /** The run must have ended with exactly this message. */
  static void refused(CommandLineRun run, String message) {
    assertEquals("afterspike: " + message + "\n", run.err());
    assertEquals("", run.out());
    assertEquals(2, run.exitCode());
  }

  /** The run must have ended with one line that holds all of {@code parts}. */
  static void refusedWith(CommandLineRun run, String... parts) {
    assertTrue(run.err().startsWith("afterspike: "), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().endsWith("\n"), run.err());
    for (String part : parts) {
      assertTrue(run.err().contains(part), part + " is missing in: " + run.err());
    }
    assertEquals("", run.out());
    assertEquals(2, run.exitCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --rule      | otpr        | rule: expected one of bptt, rtrl, | (did you mean 'otpe'?)
          --rule      | aprox-otpe  | rule: expected one of bptt, rtrl, | (did you mean 'approx-otpe'?)
          --engine    | simdd       | engine: expected one of cuda, simd, reference | found 'simdd' (did you mean 'simd'?)
          --layers    | 1000000000  | network 700-1000000000-20, batch 4, rule otpe: expected to fit | needs about
          --layers    | 8-0         | layers: expected sizes from 1 to | found '8-0'
          --layers    | 8-x         | layers: expected sizes such as 128-128, or none | found '8-x'
          --batch     | 7           | batch: expected at most the 6 training samples of shd/digits | found 7
          --batch     | 0           | batch: expected a whole number from 1 | found '0'
          --steps     | 0           | steps: expected a whole number from 1 | found '0'
          --steps     | 1.5         | steps: expected a whole number from 1 | found '1.5'
          --minibatches | 0         | minibatches: expected a whole number from 1 | found '0'
          --leak      | 2           | leak: expected a number in [0, 1] | found 2.0
          --leak      | NaN         | leak: expected a number in [0, 1] | found NaN
          --threshold | NaN         | threshold: expected a positive finite number | found NaN
          --threshold | Infinity    | threshold: expected a positive finite number | found Infinity
          --threshold | 0           | threshold: expected a positive finite number | found 0.0
          --slope     | -1          | slope: expected a finite number of at least 0 | found -1.0
          --slope     | steep       | slope: expected a number | found 'steep'
          --lr        | -1          | learning rate: expected a finite number of at least 0 | found -1.0
          --lr        | NaN         | learning rate: expected a finite number of at least 0 | found NaN
          --mode      | every:0     | mode: expected online, offline or every:W | found 'every:0'
          --mode      | sometimes   | mode: expected online, offline or every:W | found 'sometimes'
          --rule      | bptt        | mode: expected offline with rule bptt | found online
          --optimizer | adam        | optimizer: expected adamax or sgd | (did you mean 'adamax'?)
          --form      | matrx       | form: expected | (did you mean 'matrix'?)
          --bias      | yes         | bias: expected true or false | found 'yes'
          --seed      | one         | seed: expected a whole number | found 'one'
          --threads   | -1          | threads: expected a whole number from 0 | found '-1'
          --bins      | many        | bins: expected counts or binary | found 'many'
          --bin-width | 0           | bin-width: expected own, or a positive number of seconds | found '0'
          --data      | t-randmann  | data: expected t-randman, r-randman or a folder | (did you mean 't-randman'?)
          --data      | /no/such    | data: expected t-randman, r-randman or a folder | found '/no/such'
          """)
  void aSettingOutOfRange(String flag, String value, String expected, String found) {
    Path out = folder.resolve("run");
    refusedWith(CommandLineRun.train(data, out, flag, value), expected, found);
    assertFalse(Files.exists(out));
  }

  @Test
  void leakAndTauTogether() {
    Path out = folder.resolve("run");
    refused(
        CommandLineRun.train(data, out, "--leak", "0.9", "--tau", "2"),
        "leak, tau: expected one of the two, since leak = sigmoid(tau), found leak 0.9 and tau 2");
    assertFalse(Files.exists(out));
  }

  @Test
  void anEngineThatIsNotHere() {
    Assumptions.assumeFalse(CudaDriver.reason().isEmpty(), "a GPU is here");
    Path out = folder.resolve("run");
    CommandLineRun run = CommandLineRun.train(data, out, "--engine", "cuda");
    refusedWith(run, "engine 'cuda' is not available: " + CudaDriver.reason());
    assertFalse(Files.exists(out));
  }

  @Test
  void aFolderWithoutData() throws IOException {
    Path out = folder.resolve("run");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    refusedWith(
        CommandLineRun.train(empty, out), empty.toString(), "shd_train.h5", "an empty folder");
    Files.writeString(empty.resolve("shd_train.h5"), "nothing");
    Files.writeString(empty.resolve("shd_test.h5"), "nothing");
    refusedWith(CommandLineRun.train(empty, out), empty.resolve("shd_train.h5").toString());
    assertFalse(Files.exists(out));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\r\nb", "a\u0000b", "\u001b[2J"})
  void aHostileNameStaysOneLine(String name) {
    CommandLineRun run = CommandLineRun.train(Path.of("x"), folder.resolve("run"), "--data", name);
    refusedWith(run);
    assertTrue(run.err().strip().chars().noneMatch(Character::isISOControl), run.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --lrr=1                 | Unknown option: '--lrr=1' (did you mean --lr?)
          --lr                    | Missing required parameter for option '--lr'
          --lr 1 --lr 2           | '--lr'
          extra                   | Unmatched argument
          """)
  void aWrongFlag(String flags, String expected) {
    String[] words = ("train " + flags).split(" ");
    refusedWith(CommandLineRun.of((Object[]) words), expected, "afterspike train --help");
  }

  @Test
  void aWrongCommand() {
    refusedWith(CommandLineRun.of("trian"), "trian", "train");
    refusedWith(CommandLineRun.of("cosines", "--minibatches", "x"), "--minibatches", "'x'");
    refusedWith(CommandLineRun.of("cosines", "--minibatches", "0"), "minibatches", "'0'");
    refusedWith(CommandLineRun.of("cosines", "--data", "nowhere"), "data: ", "'nowhere'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          seed = 1\\nminibatch = 2           | :2:1: unknown key 'minibatch' (did you mean 'minibatches'?)
          seed = 1\\n  lr = 0.1 0.2         | :2:
          rule = 'otpe                      | :1:
          rule = [1, 2]                     | :1:1: rule: expected a string, a number or a boolean
          \\nrule = 1979-05-27              | :2:1: rule: expected a string, a number or a boolean
          [train]\\nrule = 'otpe'           | :1:1: train: expected a string, a number or a boolean
          a.b = 1                           | :1:1: a: expected a string, a number or a boolean
          lr = { a = 1 }                    | lr: expected a string, a number or a boolean
          seed = 1\\nseed = 2               | :2:
          batch = 'many'                    | batch: expected a whole number from 1
          lr = nan                          | learning rate: expected a finite number
          lr = inf                          | learning rate: expected a finite number
          seed = 99999999999999999999       | :1:
          bias = 1                          | bias: expected true or false, found '1'
          '' = 1                            | :1:1: unknown key ''
          """)
  void aWrongConfiguration(String text, String expected) throws IOException {
    Path config = Files.writeString(folder.resolve("c.toml"), text.replace("\\n", "\n"));
    Path out = folder.resolve("run");
    CommandLineRun run = CommandLineRun.of("train", "--config", config, "--out", out);
    refusedWith(run, expected);
    if (expected.startsWith(":")) {
      refusedWith(run, config + expected);
    }
    assertFalse(Files.exists(out));
  }

  @Test
  void aConfigurationThatIsNoText() throws IOException {
    Path out = folder.resolve("run");
    Path config = folder.resolve("c.toml");
    refused(
        CommandLineRun.of("train", "--config", config, "--out", out),
        "configuration " + config + ": expected a TOML file, found nothing there");
    refused(
        CommandLineRun.of("train", "--config", folder, "--out", out),
        "configuration " + folder + ": expected a TOML file, found something else");
    Files.writeString(config, "#".repeat(70_000));
    refused(
        CommandLineRun.of("train", "--config", config, "--out", out),
        "configuration " + config + ": expected at most 65536 bytes, found 70000");
    Files.write(config, new byte[] {'#', (byte) 0xC3, (byte) 0x28});
    refused(
        CommandLineRun.of("train", "--config", config, "--out", out),
        "configuration " + config + ": expected UTF-8 text");
    Files.writeString(config, "a = " + "[".repeat(20_000));
    refusedWith(CommandLineRun.of("train", "--config", config, "--out", out), config.toString());
    Files.writeString(config, "layers = '" + "1-".repeat(30_000) + "1'");
    refusedWith(CommandLineRun.of("train", "--config", config, "--out", out, "--batch", "x"));
    assertFalse(Files.exists(out));
  }

  @Test
  void anOutFolderThatIsTaken() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "precious");
    refused(CommandLineRun.train(data, file), "--out: expected a folder, found the file " + file);
    refusedWith(
        CommandLineRun.train(data, file.resolve("below")),
        "--out: cannot make the folder " + file.resolve("below"));
    assertEquals("precious", Files.readString(file));
    refused(
        CommandLineRun.train(data, folder),
        "--out: expected a new or empty folder, found files in "
            + folder
            + "; to go on with that run use --resume "
            + folder);
    assertEquals(1, folder.toFile().list().length);
  }
}
