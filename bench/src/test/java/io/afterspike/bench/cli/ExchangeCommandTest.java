package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.checkpoint.Checkpoint;
import io.afterspike.bench.checkpoint.Checkpoints;
import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.npy.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code export} and {@code import}: a run's weights go out and come back, and train on. */
class ExchangeCommandTest {
  @TempDir static Path shared;
  private static Path data;
  private static Path run;

  @TempDir Path folder;

  @BeforeAll
  static void train() throws IOException {
    data = CommandLineRun.digits(shared.resolve("digits"));
    run = shared.resolve("run");
    assertEquals(0, CommandLineRun.train(data, run).exitCode());
  }

  private CommandLineRun imported(Path file, Path out, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("import", file, "--out", out));
    arguments.addAll(CommandLineRun.small(data));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray());
  }

  @Test
  void weightsGoOutAndComeBack() throws IOException {
    Checkpoint trained = Checkpoints.read(run.resolve("checkpoint.safetensors"));
    for (String kind : List.of("safetensors", "npz", "nir")) {
      Path file = folder.resolve("w." + kind);
      CommandLineRun exported = CommandLineRun.of("export", run, "--to", file);
      assertEquals(0, exported.exitCode(), exported.err());
      assertTrue(exported.out().startsWith(file + ": best weights of 700-8-"), exported.out());
      assertEquals(kind.equals("nir"), exported.err().contains("note: "), exported.err());
      Path out = folder.resolve("from-" + kind);
      CommandLineRun back = imported(file, out);
      assertEquals(0, back.exitCode(), back.err());
      Checkpoint checkpoint = Checkpoints.read(out.resolve("checkpoint.safetensors"));
      assertEquals(0, checkpoint.minibatch());
      assertArrayEquals(
          trained.bestParameters().orElseThrow(), checkpoint.bestParameters().orElseThrow());
      Path again = folder.resolve("again." + kind);
      assertEquals(0, CommandLineRun.of("export", out, "--to", again, "--last").exitCode());
      assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
    }
    // What was imported can be trained.
    Path out = folder.resolve("from-npz");
    CommandLineRun resumed = CommandLineRun.of("train", "--quiet", "--resume", out);
    assertEquals(0, resumed.exitCode(), resumed.err());
    assertEquals(7, Checkpoints.read(out.resolve("checkpoint.safetensors")).minibatch());
  }

  @Test
  void signalsAreWhatTheNetworkDoes() throws IOException {
    Path file = folder.resolve("signals.npz");
    CommandLineRun exported = CommandLineRun.of("export", run, "--signals", "--to", file);
    assertEquals(0, exported.exitCode(), exported.err());
    Map<String, NpyArray> arrays = Npz.read(file);
    NpyArray spikes = arrays.get("layers.0.spikes");
    NpyArray potential = arrays.get("layers.0.potential");
    assertEquals(List.of(4, 8), spikes.shape().subList(1, 3));
    assertEquals(arrays.get("input").shape().get(0), spikes.shape().get(0));
    int fired = 0;
    for (int k = 0; k < spikes.size(); k++) {
      assertTrue(spikes.number(k) == 0 || spikes.number(k) == 1);
      assertTrue(spikes.number(k) == 1 || potential.number(k) < 1, "silent at the threshold");
      fired += (int) spikes.number(k);
    }
    assertTrue(fired > 0, "no spikes show nothing");
    assertEquals(List.of(700, 8), arrays.get("layers.0.weight_gradient").shape());
    assertTrue(arrays.containsKey("layers.0.trace.output"), arrays.keySet().toString());
    assertTrue(!arrays.containsKey("layers.0.trace.filtered_presynaptic"));
  }

  @Test
  void wrongArgumentsAreOneLine() {
    assertWrong("expected one named *.safetensors", "export", run, "--to", folder.resolve("w.pt"));
    assertWrong("expected the folder of a run", "export", folder, "--to", "w.npz");
    assertWrong("*.npz with --signals", "export", run, "--signals", "--to", "w.nir");
    Path none = folder.resolve("none.npz");
    assertWrong("found nothing there", "import", none, "--out", folder.resolve("x"));
    assertWrong("dt: expected seconds above 0", "export", run, "--to", "w.nir", "--dt", "0");
    assertTrue(!Files.exists(folder.resolve("x")));
  }

  private static void assertWrong(String message, Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains(message), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }
}
