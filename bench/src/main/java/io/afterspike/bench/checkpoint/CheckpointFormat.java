package io.afterspike.bench.checkpoint;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.NetworkState;
import io.afterspike.engine.UpdateMode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A checkpoint as tensors and texts.
 *
 * <p>Tensors, F32 of one dimension: {@code state.NAME} for the network's state, {@code
 * bestParameters}. Texts: {@code format}, {@code formatVersion}, {@code seed}, {@code minibatch},
 * {@code rule}, {@code mode}, {@code engine}, {@code configuration}, {@code best.NAME}, {@code
 * note.KEY}, {@code counter.NAME} for the counters of the network's state, {@code crc32c.TENSOR}
 * for the checksum of each tensor, and {@code metadataCrc32c} for that of all other texts.
 */
final class CheckpointFormat {
  private static final String FORMAT = "afterspike-checkpoint";
  private static final String VERSION = "1";
  private static final String METADATA_SUM = "metadataCrc32c";
  private static final String BEST_PARAMETERS = "bestParameters";
  private static final String STATE = "state.";
  private static final String BEST = "best.";
  private static final String NOTE = "note.";
  private static final String COUNTER = "counter.";
  private static final String SUM = "crc32c.";

  private final Path file;

  /** What has not been understood yet. */
  private final SortedMap<String, String> texts;

  private final SortedMap<String, Tensor> tensors;

  private CheckpointFormat(Path file, Safetensors content) {
    this.file = file;
    this.texts = new TreeMap<>(content.metadata());
    this.tensors = new TreeMap<>(content.tensors());
  }

  static Safetensors encode(Checkpoint checkpoint) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    checkpoint.state().tensors().forEach((k, v) -> tensors.put(STATE + k, Tensor.of(v)));
    checkpoint.bestParameters().ifPresent(v -> tensors.put(BEST_PARAMETERS, Tensor.of(v)));
    SortedMap<String, String> texts = new TreeMap<>();
    texts.put("format", FORMAT);
    texts.put("formatVersion", VERSION);
    texts.put("seed", Long.toString(checkpoint.seed()));
    texts.put("minibatch", Long.toString(checkpoint.minibatch()));
    texts.put("rule", checkpoint.rule().label());
    texts.put("mode", checkpoint.mode().toString());
    texts.put("engine", checkpoint.engine());
    texts.put("configuration", checkpoint.configuration());
    checkpoint.best().forEach((k, v) -> texts.put(BEST + k, Double.toString(v)));
    checkpoint.notes().forEach((k, v) -> texts.put(NOTE + k, v));
    checkpoint.state().counters().forEach((k, v) -> texts.put(COUNTER + k, Long.toString(v)));
    tensors.forEach((k, v) -> texts.put(SUM + k, Checksums.of(v)));
    texts.put(METADATA_SUM, Checksums.of(texts));
    return new Safetensors(texts, tensors);
  }

  /**
   * Understands what was read from {@code file}, and checks that it is what was written.
   *
   * @throws CheckpointFormatException if not
   */
  static Checkpoint decode(Path file, Safetensors content) {
    CheckpointFormat format = new CheckpointFormat(file, content);
    format.require("format", FORMAT);
    format.require("formatVersion", VERSION);
    SortedMap<String, String> summed = new TreeMap<>(content.metadata());
    summed.remove(METADATA_SUM);
    format.require(METADATA_SUM, Checksums.of(summed));
    content.tensors().forEach((name, tensor) -> format.require(SUM + name, Checksums.of(tensor)));
    Checkpoint checkpoint = format.checkpoint();
    format.requireNothingLeft();
    return checkpoint;
  }

  private Checkpoint checkpoint() {
    SortedMap<String, Long> counters = takeAll(COUNTER, "a whole number", Long::parseLong);
    Optional<float[]> bestParameters =
        Optional.ofNullable(tensors.remove(BEST_PARAMETERS)).map(t -> floats(BEST_PARAMETERS, t));
    return new Checkpoint(
        take("seed", "a whole number", Long::parseLong),
        take("minibatch", "a whole number from 0 on", CheckpointFormat::parseCount),
        take("rule", "a learning rule", LearningRule::named),
        take("mode", "online, offline or every:W", UpdateMode::named),
        take("engine", "a name", Function.identity()),
        take("configuration", "a text", Function.identity()),
        takeAll(BEST, "a number", Double::parseDouble),
        takeAll(NOTE, "a text", Function.identity()),
        new NetworkState(takeState(), counters),
        bestParameters);
  }

  private SortedMap<String, float[]> takeState() {
    SortedMap<String, float[]> state = new TreeMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(STATE)) {
            state.put(name.substring(STATE.length()), floats(name, tensor));
          }
        });
    tensors.keySet().removeIf(name -> name.startsWith(STATE));
    return state;
  }

  private float[] floats(String name, Tensor tensor) {
    if (tensor.type() != ElementType.F32 || tensor.shape().length != 1) {
      throw new CheckpointFormatException(
          file, "tensor '" + name + "'", "F32 of one dimension", tensor.toString());
    }
    return tensor.floats();
  }

  private void require(String key, String expected) {
    String found = texts.remove(key);
    if (!expected.equals(found)) {
      throw new CheckpointFormatException(
          file, "metadata '" + key + "'", expected, found == null ? "none" : found);
    }
  }

  private <T> T take(String key, String expected, Function<String, T> parse) {
    String text = texts.remove(key);
    if (text == null) {
      throw new CheckpointFormatException(file, "metadata '" + key + "'", expected, "none");
    }
    return parse(key, text, expected, parse);
  }

  /** All texts whose key starts with {@code prefix}, by the rest of their key. */
  private <T> SortedMap<String, T> takeAll(
      String prefix, String expected, Function<String, T> parse) {
    SortedMap<String, T> taken = new TreeMap<>();
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      String key = entry.getKey();
      if (key.startsWith(prefix)) {
        taken.put(key.substring(prefix.length()), parse(key, entry.getValue(), expected, parse));
      }
    }
    texts.keySet().removeIf(key -> key.startsWith(prefix));
    return taken;
  }

  private <T> T parse(String key, String text, String expected, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new CheckpointFormatException(file, "metadata '" + key + "'", expected, text, e);
    }
  }

  private static long parseCount(String text) {
    long count = Long.parseLong(text);
    if (count < 0) {
      throw new IllegalArgumentException("count: expected at least 0, found " + count);
    }
    return count;
  }

  private void requireNothingLeft() {
    if (!texts.isEmpty()) {
      throw new CheckpointFormatException(
          file, "metadata", "only what a checkpoint has", "'" + texts.firstKey() + "'");
    }
    if (!tensors.isEmpty()) {
      throw new CheckpointFormatException(
          file, "tensors", "only what a checkpoint has", "'" + tensors.firstKey() + "'");
    }
  }
}
