package io.afterspike.bench.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.NetworkState;
import io.afterspike.engine.ReferenceEngine;
import io.afterspike.engine.UpdateMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;

class CheckpointsTest {
  private static Path folder;

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("checkpoints");
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Provide
  Arbitrary<Checkpoint> checkpoints() {
    return ArbitraryCheckpoints.checkpoints();
  }

  @Property(tries = 400)
  void whatIsReadIsWhatWasWritten(@ForAll("checkpoints") Checkpoint checkpoint) throws IOException {
    Path file = folder.resolve("any");
    byte[] bytes = bytes(checkpoint);
    Files.write(file, bytes);

    Checkpoint read = Checkpoints.read(file);

    SameCheckpoint.assertSame(checkpoint, read);
    assertArrayEquals(bytes, bytes(read), "the same content gives the same bytes");
    assertEquals(0, (bytes[0] & 7), "elements start at a multiple of 8");
    Statistics.label("a NaN that is not the usual one")
        .collect(hasUnusualNan(checkpoint))
        .coverage(c -> c.check(true).percentage(share -> share > 20.0));
  }

  private static boolean hasUnusualNan(Checkpoint checkpoint) {
    for (float[] values : checkpoint.state().tensors().values()) {
      for (float value : values) {
        if (Float.isNaN(value) && Float.floatToRawIntBits(value) != 0x7fc0_0000) {
          return true;
        }
      }
    }
    return false;
  }

  /** A run that stops in the middle of a sequence and goes on from its file. */
  @Example
  void aResumedNetworkGoesOnBitForBit() throws IOException {
    NetworkSpec spec = NetworkSpec.of(2, 6, 5, 3).with(LearningRule.OTPE, UpdateMode.every(2));
    Path file = folder.resolve("run.safetensors");
    float[] input = new float[12];
    try (ReferenceEngine engine = new ReferenceEngine();
        Network whole = engine.network(spec);
        Network resumed = engine.network(spec)) {
      whole.initialize(1);
      whole.reset();
      SplittableRandom random = new SplittableRandom(2);
      for (int t = 0; t < 9; t++) {
        fill(random, input);
        whole.step(input, new int[] {0, 2});
      }
      Checkpoint saved = checkpoint(whole.save(), Optional.empty());
      Checkpoints.write(file, saved);
      resumed.restore(Checkpoints.read(file).state());
      for (int t = 0; t < 9; t++) {
        fill(random, input);
        whole.step(input, new int[] {0, 2});
        resumed.step(input, new int[] {0, 2});
      }

      Checkpoint expected = checkpoint(whole.save(), Optional.empty());
      SameCheckpoint.assertSame(expected, checkpoint(resumed.save(), Optional.empty()));
      assertEquals(9, whole.updates());
      assertTrue(
          !Arrays.equals(
              saved.state().tensors().get("layer.0.weights"),
              expected.state().tensors().get("layer.0.weights")),
          "nothing was learned");
    }
  }

  private static void fill(SplittableRandom random, float[] input) {
    for (int k = 0; k < input.length; k++) {
      input[k] = random.nextInt(3);
    }
  }

  @Example
  void aFailedWriteNamesTheFileAndTheReason() {
    Path file = folder.resolve("missing").resolve("run.safetensors");
    IOException e = assertThrows(IOException.class, () -> Checkpoints.write(file, small()));
    assertEquals(file + ": cannot be written: no such folder", e.getMessage());
  }

  @Example
  void whatCannotBeReadIsNotWritten() {
    Path file = folder.resolve("never");
    for (String text : new String[] {"\ud800", "x".repeat(Safetensors.LONGEST_HEADER)}) {
      Checkpoint wrong =
          Checkpoint.of(
              0,
              0,
              LearningRule.OTPE,
              UpdateMode.ONLINE,
              "",
              text,
              Map.of(),
              Map.of(),
              NetworkState.of(Map.of(), Map.of()),
              Optional.empty());
      assertThrows(IllegalArgumentException.class, () -> Checkpoints.write(file, wrong));
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Checkpoint.of(
                0,
                -1,
                LearningRule.OTPE,
                UpdateMode.ONLINE,
                "",
                "",
                Map.of(),
                Map.of(),
                NetworkState.of(Map.of(), Map.of()),
                Optional.empty()));
    assertTrue(Files.notExists(file));
  }

  /** Files with right checksums that are still no checkpoint of ours. */
  @Example
  void refusesForgedContent() throws IOException {
    assertForged("format", "'format': expected afterspike-checkpoint", t -> t.put("format", "pt"));
    assertForged("none", "'format': expected afterspike-checkpoint, found none", t -> t.clear());
    assertForged("version", "expected 1, found 2", t -> t.put("formatVersion", "2"));
    assertForged("seed", "'seed': expected a whole number, found 1.5", t -> t.put("seed", "1.5"));
    assertForged("no seed", "'seed': expected a whole number, found none", t -> t.remove("seed"));
    assertForged("minibatch", "'minibatch': expected a whole", t -> t.put("minibatch", "-1"));
    assertForged("rule", "'rule': expected a learning rule", t -> t.put("rule", "hebb"));
    assertForged("mode", "'mode': expected online, offline", t -> t.put("mode", "every:0"));
    assertForged("best", "'best.accuracy': expected a number", t -> t.put("best.accuracy", "x"));
    assertForged("counter", "'counter.steps': expected a", t -> t.put("counter.steps", "x"));
    assertForged("unknown", "only what a checkpoint has, found 'x'", t -> t.put("x", "y"));
    assertForged("sum", "'crc32c.state.u': expected", t -> t.put("crc32c.state.u", "00000000"));
    assertForged("no sum", "'crc32c.state.u': expected", t -> t.remove("crc32c.state.u"));
    assertForged("more sums", "found 'crc32c.state.w'", t -> t.put("crc32c.state.w", "00000000"));
    assertForgedTensors(
        "of another type", "F32 of one dimension, found I32[1]", "state.w", Tensor.of(new int[1]));
    assertForgedTensors(
        "a matrix",
        "F32 of one dimension, found F32[1, 2]",
        "state.w",
        Tensor.of(new float[2]).reshaped(1, 2));
    assertForgedTensors(
        "best",
        "F32 of one dimension, found F32[]",
        "bestParameters",
        Tensor.of(new float[1]).reshaped());
    assertForgedTensors(
        "unknown", "only what a checkpoint has, found 'w'", "w", Tensor.of(new float[1]));
  }

  private static void assertForged(
      String name, String message, Consumer<TreeMap<String, String>> change) throws IOException {
    Safetensors content = CheckpointFormat.encode(small());
    TreeMap<String, String> texts = new TreeMap<>(content.metadata());
    change.accept(texts);
    texts.remove("metadataCrc32c");
    texts.put("metadataCrc32c", Checksums.of(texts));
    assertRefused(name, message, new Safetensors(texts, content.tensors()));
  }

  private static void assertForgedTensors(String name, String message, String key, Tensor tensor)
      throws IOException {
    Safetensors content = CheckpointFormat.encode(small());
    TreeMap<String, Tensor> tensors = new TreeMap<>(content.tensors());
    tensors.put(key, tensor);
    TreeMap<String, String> texts = new TreeMap<>(content.metadata());
    texts.put("crc32c." + key, Checksums.of(tensor));
    texts.remove("metadataCrc32c");
    texts.put("metadataCrc32c", Checksums.of(texts));
    assertRefused(name, message, new Safetensors(texts, tensors));
  }

  private static void assertRefused(String name, String message, Safetensors content)
      throws IOException {
    Path file = folder.resolve(name);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    Files.write(file, out.toByteArray());
    CheckpointFormatException e =
        assertThrows(CheckpointFormatException.class, () -> Checkpoints.read(file), name);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  static Checkpoint small() {
    return checkpoint(
        NetworkState.of(Map.of("u", new float[] {1, 2, 3}), Map.of("steps", 4L)),
        Optional.of(new float[] {5, 6}));
  }

  private static Checkpoint checkpoint(NetworkState state, Optional<float[]> bestParameters) {
    return Checkpoint.of(
        1,
        7,
        LearningRule.OTPE,
        UpdateMode.every(2),
        "reference",
        "[run]\nrule = \"otpe\"\n",
        Map.of("accuracy", 0.875),
        Map.of("host", "here"),
        state,
        bestParameters);
  }

  static byte[] bytes(Checkpoint checkpoint) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CheckpointFormat.encode(checkpoint).writeTo(out);
    return out.toByteArray();
  }
}
