package io.afterspike.bench.exchange;

import io.afterspike.engine.LifParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The weights of a feed-forward network and, where they are known, the constants of its neurons.
 *
 * @param layers the layers from the first hidden one to the output, each fed by the one before
 * @param lif the neurons' constants, the same in every layer; none where a file does not say
 */
public record NetworkWeights(List<Layer> layers, Optional<LifParameters> lif) {
  /**
   * The weights into one layer. The arrays are not copied, nor modified.
   *
   * @param inputs the number of presynaptic units
   * @param neurons the number of neurons
   * @param weights row-major [presynaptic][postsynaptic], finite
   * @param bias [postsynaptic], finite; null for a layer without
   */
  public record Layer(int inputs, int neurons, float[] weights, float[] bias) {
    /**
     * Checks sizes and values.
     *
     * @throws IllegalArgumentException if a size does not fit or a value is not finite
     */
    public Layer {
      if (inputs < 1 || neurons < 1 || (long) inputs * neurons != weights.length) {
        throw new IllegalArgumentException(
            "weights: expected %d x %d, found %d".formatted(inputs, neurons, weights.length));
      }
      if (bias != null && bias.length != neurons) {
        throw new IllegalArgumentException(
            "bias: expected %d, found %d".formatted(neurons, bias.length));
      }
      requireFinite("weights", weights);
      requireFinite("bias", bias == null ? new float[0] : bias);
    }

    private static void requireFinite(String name, float[] values) {
      for (int k = 0; k < values.length; k++) {
        if (!Float.isFinite(values[k])) {
          throw new IllegalArgumentException(
              "%s[%d]: expected a finite number, found %s".formatted(name, k, values[k]));
        }
      }
    }

    /** The weights [postsynaptic][presynaptic], as most Python libraries have them. */
    public float[] transposed() {
      return transposed(weights, inputs, neurons);
    }

    /** A copy of {@code matrix}, rows × columns, with rows and columns exchanged. */
    static float[] transposed(float[] matrix, int rows, int columns) {
      float[] turned = new float[matrix.length];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          turned[c * rows + r] = matrix[r * columns + c];
        }
      }
      return turned;
    }
  }

  /**
   * Checks that the layers fit.
   *
   * @throws IllegalArgumentException if there is none, or one has not as many inputs as the layer
   *     before has neurons
   */
  public NetworkWeights {
    layers = List.copyOf(layers);
    Objects.requireNonNull(lif, "lif");
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers: expected at least 1, found 0");
    }
    for (int l = 1; l < layers.size(); l++) {
      if (layers.get(l).inputs() != layers.get(l - 1).neurons()) {
        throw new IllegalArgumentException(
            "layer %d: expected %d inputs, as layer %d has neurons, found %d"
                .formatted(l, layers.get(l - 1).neurons(), l - 1, layers.get(l).inputs()));
      }
    }
  }

  /**
   * From the flat parameters of a network: per layer weights [pre][post], then biases.
   *
   * @param sizes inputs, then the neurons of each layer
   * @param bias whether the layers have a bias
   * @throws IllegalArgumentException if the number of parameters is another
   */
  public static NetworkWeights ofParameters(
      float[] parameters, int[] sizes, boolean bias, LifParameters lif) {
    List<Layer> layers = new ArrayList<>();
    int at = 0;
    for (int l = 1; l < sizes.length; l++) {
      int weights = sizes[l - 1] * sizes[l];
      if (parameters.length < at + weights + sizes[l]) {
        throw new IllegalArgumentException(
            "parameters: expected those of %d layers, found %d in all"
                .formatted(sizes.length - 1, parameters.length));
      }
      float[] w = Arrays.copyOfRange(parameters, at, at + weights);
      at += weights;
      float[] b = Arrays.copyOfRange(parameters, at, at + sizes[l]);
      at += sizes[l];
      layers.add(new Layer(sizes[l - 1], sizes[l], w, bias ? b : null));
    }
    if (at != parameters.length) {
      throw new IllegalArgumentException(
          "parameters: expected %d, found %d".formatted(at, parameters.length));
    }
    return new NetworkWeights(layers, Optional.of(lif));
  }

  /** The flat parameters of a network of these layers; a missing bias is 0. */
  public float[] parameters() {
    int length = layers.stream().mapToInt(l -> (l.inputs() + 1) * l.neurons()).sum();
    float[] parameters = new float[length];
    int at = 0;
    for (Layer layer : layers) {
      System.arraycopy(layer.weights(), 0, parameters, at, layer.weights().length);
      at += layer.weights().length;
      if (layer.bias() != null) {
        System.arraycopy(layer.bias(), 0, parameters, at, layer.neurons());
      }
      at += layer.neurons();
    }
    return parameters;
  }

  /** The number of input units. */
  public int inputs() {
    return layers.get(0).inputs();
  }

  /** The number of output neurons. */
  public int classes() {
    return layers.get(layers.size() - 1).neurons();
  }

  /** Whether any layer has a bias. */
  public boolean hasBias() {
    return layers.stream().anyMatch(l -> l.bias() != null);
  }

  /** The sizes from input to output, such as {@code 50-128-128-10}. */
  public String sizes() {
    StringBuilder text = new StringBuilder().append(inputs());
    layers.forEach(l -> text.append('-').append(l.neurons()));
    return text.toString();
  }
}
