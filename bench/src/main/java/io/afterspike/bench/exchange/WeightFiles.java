package io.afterspike.bench.exchange;

import io.afterspike.bench.checkpoint.ElementType;
import io.afterspike.bench.checkpoint.Safetensors;
import io.afterspike.bench.checkpoint.Tensor;
import io.afterspike.bench.data.DataFormatException;
import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.npy.NpyFormatException;
import io.afterspike.bench.npy.Npz;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.engine.LifParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Weights as files of three kinds, told by the ending: {@code .safetensors}, {@code .npz}, {@code
 * .nir}.
 *
 * <p>The first two hold {@code layers.L.weight} [presynaptic][postsynaptic] and {@code
 * layers.L.bias} [postsynaptic], L from 0; the constants {@code leak}, {@code threshold} and {@code
 * slope} are texts in the metadata of safetensors, which give back the same floats, and arrays of
 * no dimension in npz.
 */
public final class WeightFiles {
  /** Which way round matrices lie in a file that does not say it. */
  public enum Layout {
    /** [presynaptic][postsynaptic], as ours. */
    IN_OUT,
    /** [postsynaptic][presynaptic], as PyTorch's linear layers. */
    OUT_IN
  }

  private static final String FORMAT = "afterspike-weights";
  private static final String WEIGHT = "layers.%d.weight";
  private static final String BIAS = "layers.%d.bias";
  private static final List<String> CONSTANTS = List.of("leak", "threshold", "slope");

  private WeightFiles() {}

  private enum Kind {
    SAFETENSORS,
    NPZ,
    NIR;

    static Kind of(Path file) {
      String name = file.toString().toLowerCase(Locale.ROOT);
      for (Kind kind : values()) {
        if (name.endsWith("." + kind.name().toLowerCase(Locale.ROOT))) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "file: expected one named *.safetensors, *.npz or *.nir, found " + file);
    }
  }

  /**
   * Writes weights, whole or not at all.
   *
   * @param dt how long a time step lasts in seconds; for NIR, whose time is continuous
   * @param warnings told what the file cannot say
   * @throws IllegalArgumentException if the ending is another
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, NetworkWeights weights, double dt, Consumer<String> warnings)
      throws IOException {
    switch (Kind.of(file)) {
      case SAFETENSORS -> AtomicFiles.write(file, safetensors(weights)::writeTo);
      case NPZ -> AtomicFiles.write(file, out -> Npz.write(arrays(weights), out));
      case NIR -> NirGraph.write(file, weights, dt, warnings);
    }
  }

  /**
   * Reads weights.
   *
   * @param layout which way round matrices lie in safetensors and npz
   * @param dt how long a time step lasts in seconds, for NIR files that do not say it
   * @param warnings told what the network does otherwise than the file says
   * @throws IllegalArgumentException if the ending is another
   * @throws DataFormatException if the file does not hold such weights
   * @throws io.afterspike.bench.checkpoint.CheckpointFormatException if it is no safetensors file
   * @throws IOException if it cannot be read
   */
  public static NetworkWeights read(Path file, Layout layout, double dt, Consumer<String> warnings)
      throws IOException {
    return switch (Kind.of(file)) {
      case SAFETENSORS -> ofSafetensors(file, layout);
      case NPZ -> ofArrays(file, layout);
      case NIR -> NirGraph.read(file, dt, warnings);
    };
  }

  private static Safetensors safetensors(NetworkWeights weights) {
    TreeMap<String, Tensor> tensors = new TreeMap<>();
    for (int l = 0; l < weights.layers().size(); l++) {
      NetworkWeights.Layer layer = weights.layers().get(l);
      tensors.put(
          WEIGHT.formatted(l),
          Tensor.of(layer.weights()).reshaped(layer.inputs(), layer.neurons()));
      if (layer.bias() != null) {
        tensors.put(BIAS.formatted(l), Tensor.of(layer.bias()));
      }
    }
    TreeMap<String, String> texts = new TreeMap<>();
    texts.put("format", FORMAT);
    texts.put("layout", "[presynaptic][postsynaptic]");
    texts.put("sizes", weights.sizes());
    texts.put("reset", "potential - threshold");
    texts.put("fires", "potential >= threshold");
    weights
        .lif()
        .ifPresent(
            lif -> {
              texts.put("leak", Float.toString(lif.leak()));
              texts.put("threshold", Float.toString(lif.threshold()));
              texts.put("slope", Float.toString(lif.slope()));
            });
    return new Safetensors(texts, tensors);
  }

  private static Map<String, NpyArray> arrays(NetworkWeights weights) {
    TreeMap<String, NpyArray> arrays = new TreeMap<>();
    for (int l = 0; l < weights.layers().size(); l++) {
      NetworkWeights.Layer layer = weights.layers().get(l);
      arrays.put(
          WEIGHT.formatted(l), NpyArray.of(layer.weights(), layer.inputs(), layer.neurons()));
      if (layer.bias() != null) {
        arrays.put(BIAS.formatted(l), NpyArray.of(layer.bias(), layer.neurons()));
      }
    }
    weights
        .lif()
        .ifPresent(
            lif -> {
              arrays.put("leak", NpyArray.of(new float[] {lif.leak()}));
              arrays.put("threshold", NpyArray.of(new float[] {lif.threshold()}));
              arrays.put("slope", NpyArray.of(new float[] {lif.slope()}));
            });
    return arrays;
  }

  /** A matrix or a vector out of a file. */
  private record Values(List<Integer> shape, float[] values) {}

  private static NetworkWeights ofSafetensors(Path file, Layout layout) {
    Safetensors content = Safetensors.read(file);
    SortedMap<String, Values> values = new TreeMap<>();
    content
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (tensor.type() != ElementType.F32 && tensor.type() != ElementType.F64) {
                throw new DataFormatException(file, name, "elements F32 or F64", "" + tensor);
              }
              List<Integer> shape = new ArrayList<>();
              for (int length : tensor.shape()) {
                shape.add(length);
              }
              values.put(
                  name,
                  new Values(
                      shape,
                      tensor.type() == ElementType.F32
                          ? tensor.floats()
                          : rounded(tensor.doubles())));
            });
    Map<String, Float> constants = new TreeMap<>();
    for (String name : CONSTANTS) {
      String text = content.metadata().get(name);
      if (text != null) {
        try {
          constants.put(name, Float.parseFloat(text));
        } catch (NumberFormatException e) {
          throw new DataFormatException(file, "metadata " + name, "a number", text, e);
        }
      }
    }
    return weights(file, values, constants, layout);
  }

  private static float[] rounded(double[] values) {
    float[] floats = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      floats[k] = (float) values[k];
    }
    return floats;
  }

  private static NetworkWeights ofArrays(Path file, Layout layout) throws IOException {
    SortedMap<String, NpyArray> arrays;
    try {
      arrays = Npz.read(file);
    } catch (NpyFormatException e) {
      throw new DataFormatException(file, "npz", "an archive of weights", Npz.reason(file, e), e);
    }
    SortedMap<String, Values> values = new TreeMap<>();
    Map<String, Float> constants = new TreeMap<>();
    arrays.forEach(
        (name, array) -> {
          if (!array.type().floating()) {
            throw new DataFormatException(
                file, name, "floating-point numbers", array.type().descr());
          }
          if (CONSTANTS.contains(name) && array.size() == 1) {
            constants.put(name, (float) array.number(0));
          } else {
            values.put(name, new Values(array.shape(), array.toFloats()));
          }
        });
    return weights(file, values, constants, layout);
  }

  private static NetworkWeights weights(
      Path file, SortedMap<String, Values> values, Map<String, Float> constants, Layout layout) {
    SortedMap<String, Values> left = new TreeMap<>(values);
    List<NetworkWeights.Layer> layers = new ArrayList<>();
    while (left.containsKey(WEIGHT.formatted(layers.size()))) {
      String name = WEIGHT.formatted(layers.size());
      Values weight = left.remove(name);
      if (weight.shape().size() != 2) {
        throw new DataFormatException(file, name, "2 dimensions", "" + weight.shape());
      }
      int rows = weight.shape().get(0);
      int columns = weight.shape().get(1);
      boolean turned = layout == Layout.OUT_IN;
      Values bias = left.remove(BIAS.formatted(layers.size()));
      int neurons = turned ? rows : columns;
      if (bias != null && !bias.shape().equals(List.of(neurons))) {
        throw new DataFormatException(
            file, BIAS.formatted(layers.size()), "shape [" + neurons + "]", "" + bias.shape());
      }
      float[] matrix = weight.values();
      layers.add(
          declared(
              file,
              name,
              () ->
                  new NetworkWeights.Layer(
                      turned ? columns : rows,
                      neurons,
                      turned ? NetworkWeights.Layer.transposed(matrix, rows, columns) : matrix,
                      bias == null ? null : bias.values())));
    }
    if (!left.isEmpty() || layers.isEmpty()) {
      throw new DataFormatException(
          file,
          "arrays",
          "layers.0.weight, layers.0.bias, layers.1.weight and so on",
          left.isEmpty() ? "none" : "'" + left.firstKey() + "'");
    }
    return declared(file, "layers", () -> new NetworkWeights(layers, constants(file, constants)));
  }

  private static Optional<LifParameters> constants(Path file, Map<String, Float> constants) {
    if (constants.isEmpty()) {
      return Optional.empty();
    }
    if (constants.size() < CONSTANTS.size()) {
      throw new DataFormatException(
          file, "constants", "all or none of " + CONSTANTS, "" + constants.keySet());
    }
    return Optional.of(
        new LifParameters(
            constants.get("leak"), constants.get("threshold"), constants.get("slope")));
  }

  /** What a record refuses is the file's fault here. */
  static <T> T declared(Path file, String where, Supplier<T> step) {
    try {
      return step.get();
    } catch (IllegalArgumentException e) {
      throw new DataFormatException(file, where, "sound weights", e.getMessage(), e);
    }
  }
}
