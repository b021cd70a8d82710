package io.afterspike.bench.exchange;

import io.afterspike.bench.data.Batch;
import io.afterspike.bench.data.Dataset;
import io.afterspike.bench.npy.NpyArray;
import io.afterspike.engine.LayerShape;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.TraceName;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a network does with the first test minibatch, as arrays; T time steps, B samples.
 *
 * <table>
 * <caption>The arrays</caption>
 * <tr><td>{@code input}</td><td>(T, B, inputs)</td></tr>
 * <tr><td>{@code labels}</td><td>(B,)</td></tr>
 * <tr><td>{@code layers.L.spikes}, {@code .potential}</td><td>(T, B, neurons), without learning</td></tr>
 * <tr><td>{@code layers.L.weight_gradient}, {@code .bias_gradient}</td>
 *     <td>(pre, post), (post,): the last that was applied when the minibatch was learnt</td></tr>
 * <tr><td>{@code layers.L.trace.NAME}</td><td>the rule's traces after its last step</td></tr>
 * </table>
 */
public final class NetworkSignals {
  private NetworkSignals() {}

  /**
   * Runs the network twice over the minibatch: without learning, then with it.
   *
   * @param network changed by what it learns
   * @throws IllegalArgumentException if an array would be too large, or the data do not fit
   */
  public static Map<String, NpyArray> of(Network network, Dataset data) {
    NetworkSpec spec = network.spec();
    Batch batch = new Batch(data.steps(), spec.batch(), data.units());
    data.test(0, batch);
    TreeMap<String, NpyArray> arrays = new TreeMap<>();
    int steps = batch.steps();
    int samples = spec.batch();
    float[] input = new float[Math.multiplyExact(steps, samples * data.units())];
    for (int t = 0; t < steps; t++) {
      System.arraycopy(
          batch.input(t), 0, input, t * samples * data.units(), samples * data.units());
    }
    arrays.put("input", NpyArray.of(input, steps, samples, data.units()));
    arrays.put("labels", NpyArray.of(batch.labels(), samples));
    evaluate(network, batch, arrays);
    learn(network, batch, arrays);
    return arrays;
  }

  private static void evaluate(Network network, Batch batch, Map<String, NpyArray> arrays) {
    int layers = network.spec().layers().size();
    float[][] spikes = new float[layers][];
    float[][] potential = new float[layers][];
    for (int l = 0; l < layers; l++) {
      int outputs = network.spec().shape(l).outputs();
      spikes[l] = new float[Math.multiplyExact(batch.steps(), outputs)];
      potential[l] = new float[spikes[l].length];
    }
    network.reset();
    for (int t = 0; t < batch.steps(); t++) {
      network.evaluate(batch.input(t), batch.labels());
      for (int l = 0; l < layers; l++) {
        float[] now = new float[network.spec().shape(l).outputs()];
        network.readSpikes(l, now);
        System.arraycopy(now, 0, spikes[l], t * now.length, now.length);
        network.readPotential(l, now);
        System.arraycopy(now, 0, potential[l], t * now.length, now.length);
      }
    }
    for (int l = 0; l < layers; l++) {
      int neurons = network.spec().layers().get(l).neurons();
      Integer[] shape = {batch.steps(), network.spec().batch(), neurons};
      arrays.put("layers." + l + ".spikes", NpyArray.of(spikes[l], shape));
      arrays.put("layers." + l + ".potential", NpyArray.of(potential[l], shape));
    }
  }

  private static void learn(Network network, Batch batch, Map<String, NpyArray> arrays) {
    network.reset();
    for (int t = 0; t < batch.steps(); t++) {
      network.step(batch.input(t), batch.labels());
    }
    for (int l = 0; l < network.spec().layers().size(); l++) {
      for (TraceName name : TraceName.values()) {
        readTrace(network, l, name, arrays);
      }
    }
    network.finishSequence();
    float[] gradient = new float[network.parameters()];
    network.readGradient(gradient);
    int at = 0;
    for (int l = 0; l < network.spec().layers().size(); l++) {
      LayerShape shape = network.spec().shape(l);
      float[] weights = Arrays.copyOfRange(gradient, at, at + shape.weights());
      at += weights.length;
      float[] bias = Arrays.copyOfRange(gradient, at, at + shape.post());
      at += bias.length;
      arrays.put(
          "layers." + l + ".weight_gradient",
          NpyArray.of(weights, shape.weights() / shape.post(), shape.post()));
      arrays.put("layers." + l + ".bias_gradient", NpyArray.of(bias, shape.post()));
    }
  }

  private static void readTrace(
      Network network, int layer, TraceName name, Map<String, NpyArray> arrays) {
    LayerShape shape = network.spec().shape(layer);
    int batch = network.spec().batch();
    Integer[] size =
        switch (name) {
          case PRESYNAPTIC, FILTERED_PRESYNAPTIC -> new Integer[] {batch, shape.pre()};
          case MEMBRANE, OUTPUT -> new Integer[] {batch, shape.pre(), shape.post()};
          case BIAS_MEMBRANE, BIAS_OUTPUT, MEAN_SURROGATE -> new Integer[] {batch, shape.post()};
        };
    long length = 1;
    for (int dimension : size) {
      length *= dimension;
    }
    if (length > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "trace %s of layer %d: expected fewer than 2^29 values, found %d; use a smaller batch"
              .formatted(name, layer, length));
    }
    try {
      float[] trace = new float[(int) length];
      network.readTrace(layer, name, trace);
      String named = name.name().toLowerCase(Locale.ROOT);
      arrays.put("layers." + layer + ".trace." + named, NpyArray.of(trace, size));
    } catch (IllegalArgumentException e) {
      // This rule does not keep it.
      arrays.remove("layers." + layer + ".trace." + name);
    }
  }
}
