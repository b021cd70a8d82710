package io.afterspike.bench.exchange;

import io.afterspike.bench.data.DataFormatException;
import io.afterspike.bench.data.Hdf5Tree;
import io.afterspike.bench.hdf5.Hdf5Group;
import io.afterspike.bench.hdf5.Hdf5Writer;
import io.afterspike.bench.report.AtomicFiles;
import io.afterspike.engine.LifParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Networks as NIR graphs, in the HDF5 structure of the Python package nir: a chain of input, then
 * for each layer Affine (or Linear) and LIF (or IF), then output.
 *
 * <p>NIR's neuron lives in continuous time: τ dv/dt = (v_leak − v) + R I. One step of length dt by
 * Euler's method is v ← (1 − dt/τ) v + (dt/τ)(v_leak + R I), which is ours if dt/τ = 1 − λ, R =
 * τ/dt and v_leak = 0. So τ = dt/(1 − λ), as snnTorch and Norse export it; λ = 1 is an IF neuron
 * with R = 1/dt. What NIR cannot say is in the metadata of the graph: dt, λ to the last bit, the
 * slope of the surrogate gradient, that a spike subtracts the threshold (NIR: sets v_reset), and
 * that a neuron fires at the threshold (NIR: above it).
 */
final class NirGraph {
  private static final String GRAPH = "node/";
  private static final String METADATA = GRAPH + "metadata/";
  private static final int MOST_NODES = 1000;

  private final Path file;
  private final SortedMap<String, Hdf5Tree.Value> values;
  private final Consumer<String> warnings;
  private final Map<String, String> types = new LinkedHashMap<>();
  private double dt;

  private NirGraph(
      Path file, SortedMap<String, Hdf5Tree.Value> values, double dt, Consumer<String> warnings) {
    this.file = file;
    this.values = values;
    this.dt = dt;
    this.warnings = warnings;
  }

  static void write(Path file, NetworkWeights weights, double dt, Consumer<String> warnings)
      throws IOException {
    LifParameters lif =
        weights
            .lif()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "weights: expected the neurons' constants for NIR, found none"));
    requireStep(dt);
    Hdf5Group nodes = new Hdf5Group();
    List<String> names = new ArrayList<>();
    names.add("input");
    nodes.put("input", port("Input", weights.inputs()));
    for (int l = 0; l < weights.layers().size(); l++) {
      NetworkWeights.Layer layer = weights.layers().get(l);
      names.add("affine_" + l);
      nodes.put("affine_" + l, affine(layer));
      names.add("lif_" + l);
      nodes.put("lif_" + l, neurons(lif, layer.neurons(), dt));
    }
    names.add("output");
    nodes.put("output", port("Output", weights.classes()));
    List<String> edges = new ArrayList<>();
    for (int i = 1; i < names.size(); i++) {
      edges.add(names.get(i - 1));
      edges.add(names.get(i));
    }
    Hdf5Group metadata = new Hdf5Group();
    metadata.text("format", "afterspike-network");
    metadata.doubles("dt", new double[] {dt});
    metadata.floats("leak", new float[] {lif.leak()});
    metadata.floats("threshold", new float[] {lif.threshold()});
    metadata.floats("slope", new float[] {lif.slope()});
    metadata.text("reset", "subtract");
    metadata.text("fires", "v >= v_threshold");
    metadata.text("discretization", "v = leak * v + I");
    Hdf5Group graph = new Hdf5Group().text("type", "NIRGraph").put("nodes", nodes);
    graph.texts("edges", edges, edges.size() / 2, 2).put("metadata", metadata);
    Hdf5Group root = new Hdf5Group().text("version", "1.0").put("node", graph);
    warnings.accept(
        "NIR has no word for these, they are in the graph's metadata: a spike subtracts the"
            + " threshold from the potential (NIR sets it to v_reset); a neuron fires at the"
            + " threshold (NIR: above it); the time step of "
            + dt
            + " s; the surrogate gradient's slope");
    if (lif.leak() == 1) {
      warnings.accept("leak 1 has no time constant; the neurons are written as IF");
    }
    AtomicFiles.write(file, out -> Hdf5Writer.write(root, out));
  }

  private static void requireStep(double dt) {
    if (!(dt > 0 && dt < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("dt: expected seconds above 0, found " + dt);
    }
  }

  private static Hdf5Group port(String type, int size) {
    return new Hdf5Group().text("type", type).longs("shape", new long[] {size}, 1);
  }

  private static Hdf5Group affine(NetworkWeights.Layer layer) {
    Hdf5Group group = new Hdf5Group();
    group.floats("weight", layer.transposed(), layer.neurons(), layer.inputs());
    if (layer.bias() == null) {
      return group.text("type", "Linear");
    }
    return group.text("type", "Affine").floats("bias", layer.bias(), layer.neurons());
  }

  private static Hdf5Group neurons(LifParameters lif, int count, double dt) {
    Hdf5Group group = new Hdf5Group();
    double share = 1 - (double) lif.leak(); // dt / tau
    if (share == 0) {
      group.text("type", "IF").floats("r", filled(1 / dt, count), count);
    } else {
      group.text("type", "LIF");
      group.floats("tau", filled(dt / share, count), count);
      group.floats("r", filled(1 / share, count), count);
      group.floats("v_leak", new float[count], count);
    }
    group.floats("v_threshold", filled(lif.threshold(), count), count);
    return group.floats("v_reset", new float[count], count);
  }

  private static float[] filled(double value, int count) {
    float[] values = new float[count];
    Arrays.fill(values, (float) value);
    return values;
  }

  static NetworkWeights read(Path file, double dt, Consumer<String> warnings) {
    requireStep(dt);
    NirGraph graph = new NirGraph(file, Hdf5Tree.read(file), dt, warnings);
    return graph.read();
  }

  private NetworkWeights read() {
    require(
        "NIRGraph".equals(text(GRAPH + "type")),
        GRAPH + "type",
        "NIRGraph",
        String.valueOf(text(GRAPH + "type")));
    readTypes();
    boolean stepKnown = values.containsKey(METADATA + "dt");
    if (stepKnown) {
      dt = single(METADATA + "dt");
      require(dt > 0 && Double.isFinite(dt), METADATA + "dt", "seconds above 0", "" + dt);
    }
    List<String> chain = chain();
    require(
        chain.size() % 2 == 0 && !chain.isEmpty(),
        "edges",
        "Affine or Linear, then LIF or IF, for each layer",
        "" + chain.stream().map(types::get).toList());
    List<NetworkWeights.Layer> layers = new ArrayList<>();
    LifParameters lif = null;
    for (int i = 0; i < chain.size(); i += 2) {
      Neurons neurons = neurons(chain.get(i + 1));
      LifParameters here = constants(chain.get(i + 1), neurons);
      require(
          lif == null || lif.equals(here),
          chain.get(i + 1),
          "neurons as in the layers before, " + lif,
          "" + here);
      lif = here;
      layers.add(layer(chain.get(i), neurons));
    }
    if (!stepKnown) {
      warnings.accept("the file names no time step; " + dt + " s was taken (--dt)");
    }
    if (!"subtract".equals(text(METADATA + "reset"))) {
      warnings.accept(
          "the file's neurons are reset to v_reset and fire above the threshold; ours subtract the"
              + " threshold and fire at it: spikes will differ");
    }
    LifParameters all = lif;
    return WeightFiles.declared(file, "layers", () -> new NetworkWeights(layers, Optional.of(all)));
  }

  private void readTypes() {
    String prefix = GRAPH + "nodes/";
    for (String path : values.tailMap(prefix).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      String[] parts = path.substring(prefix.length()).split("/");
      if (parts.length == 2 && parts[1].equals("type")) {
        types.put(parts[0], String.valueOf(text(path)));
      }
    }
    require(
        !types.isEmpty() && types.size() <= MOST_NODES,
        prefix,
        "1 to " + MOST_NODES + " nodes",
        "" + types.size());
  }

  /** The nodes between input and output, in the order of the edges. */
  private List<String> chain() {
    Hdf5Tree.Value edges = values.get(GRAPH + "edges");
    require(
        edges != null && edges.texts() != null && edges.texts().size() % 2 == 0,
        GRAPH + "edges",
        "pairs of names",
        edges == null ? "none" : "" + edges.shape());
    Map<String, String> next = new TreeMap<>();
    for (int i = 0; i < edges.texts().size(); i += 2) {
      String before = next.put(edges.texts().get(i), edges.texts().get(i + 1));
      require(before == null, "edges", "one way through the network", "two after a node");
    }
    List<String> starts =
        types.keySet().stream().filter(name -> types.get(name).equals("Input")).toList();
    require(starts.size() == 1, "nodes", "one of type Input", "" + starts.size());
    List<String> chain = new ArrayList<>();
    Set<String> seen = new HashSet<>(starts);
    String at = next.get(starts.get(0));
    while (at != null && !"Output".equals(types.get(at))) {
      require(seen.add(at), "edges", "a network without loops", "a loop");
      require(types.containsKey(at), "edges", "names of nodes", "'" + at + "'");
      chain.add(at);
      at = next.get(at);
    }
    require(at != null, "edges", "a way from Input to Output", "an end before");
    require(
        chain.size() + 2 == types.size(),
        "nodes",
        "all nodes on the way from Input to Output",
        types.size() - 2 - chain.size() + " beside it");
    return chain;
  }

  /** So many neurons: share = dt/τ, gain = what a current of 1 adds in a step. */
  private record Neurons(int count, double share, double gain, double threshold) {}

  private Neurons neurons(String name) {
    String type = types.get(name);
    require(type.equals("LIF") || type.equals("IF"), name, "type LIF or IF", type);
    double threshold = uniform(name, "v_threshold");
    int count = values.get(path(name, "v_threshold")).numbers().length;
    double r = uniform(name, "r");
    if (values.containsKey(path(name, "v_reset"))) {
      double reset = uniform(name, "v_reset");
      require(reset == 0, name + "/v_reset", "0", "" + reset);
    }
    if (type.equals("IF")) {
      return new Neurons(count, 0, r * dt, threshold);
    }
    double rest = uniform(name, "v_leak");
    require(rest == 0, name + "/v_leak", "0", "" + rest);
    double tau = uniform(name, "tau");
    require(tau >= dt, name + "/tau", "at least the time step, " + dt, "" + tau);
    return new Neurons(count, dt / tau, r * dt / tau, threshold);
  }

  private LifParameters constants(String name, Neurons neurons) {
    float leak = (float) (1 - neurons.share());
    // The time constant is a rounded number: where the metadata agree with it, they are exact.
    if (values.containsKey(METADATA + "leak")) {
      float exact = (float) single(METADATA + "leak");
      require(
          Math.abs(exact - leak) <= 1e-5f,
          METADATA + "leak",
          "" + leak + ", as tau says",
          "" + exact);
      leak = exact;
    }
    float slope =
        values.containsKey(METADATA + "slope")
            ? (float) single(METADATA + "slope")
            : LifParameters.PUBLISHED.slope();
    float exact = leak;
    return WeightFiles.declared(
        file, name, () -> new LifParameters(exact, (float) neurons.threshold(), slope));
  }

  private NetworkWeights.Layer layer(String name, Neurons neurons) {
    String type = types.get(name);
    require(type.equals("Affine") || type.equals("Linear"), name, "type Affine or Linear", type);
    Hdf5Tree.Value weight = values.get(path(name, "weight"));
    require(
        weight != null && weight.numbers() != null && weight.shape().size() == 2,
        path(name, "weight"),
        "a matrix",
        weight == null ? "none" : "" + weight.shape());
    int post = weight.shape().get(0);
    int pre = weight.shape().get(1);
    require(neurons.count() == post, name, neurons.count() + " rows, as neurons", "" + post);
    // Ours has a gain of 1; of a gain that rounding explains, nothing is put into the weights.
    double gain = Math.abs(neurons.gain() - 1) < 1e-5 ? 1 : neurons.gain();
    if (gain != 1) {
      warnings.accept(name + ": weights and bias were multiplied by R dt/tau = " + (float) gain);
    }
    float[] weights = NetworkWeights.Layer.transposed(scaled(weight.numbers(), gain), post, pre);
    float[] bias = null;
    if (type.equals("Affine")) {
      Hdf5Tree.Value value = values.get(path(name, "bias"));
      require(
          value != null && value.numbers() != null && value.shape().equals(List.of(post)),
          path(name, "bias"),
          "shape [" + post + "]",
          value == null ? "none" : "" + value.shape());
      bias = scaled(value.numbers(), gain);
    }
    float[] biases = bias;
    return WeightFiles.declared(
        file, name, () -> new NetworkWeights.Layer(pre, post, weights, biases));
  }

  private static float[] scaled(double[] values, double gain) {
    float[] scaled = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      scaled[k] = (float) (values[k] * gain);
    }
    return scaled;
  }

  private static String path(String node, String name) {
    return GRAPH + "nodes/" + node + "/" + name;
  }

  private String text(String path) {
    Hdf5Tree.Value value = values.get(path);
    return value == null || value.texts() == null || value.texts().size() != 1
        ? null
        : value.texts().get(0);
  }

  private double single(String path) {
    Hdf5Tree.Value value = values.get(path);
    require(
        value != null && value.numbers() != null && value.numbers().length == 1,
        path,
        "one number",
        value == null ? "none" : "" + value.shape());
    return value.numbers()[0];
  }

  /** The value that all neurons of a node have. */
  private double uniform(String node, String name) {
    Hdf5Tree.Value value = values.get(path(node, name));
    require(value != null && value.numbers() != null, path(node, name), "numbers", "none");
    for (double number : value.numbers()) {
      require(
          number == value.numbers()[0] && Double.isFinite(number),
          path(node, name),
          "the same number for all neurons, " + value.numbers()[0],
          "" + number);
    }
    return value.numbers()[0];
  }

  private void require(boolean right, String where, String expected, String found) {
    if (!right) {
      throw new DataFormatException(file, where, expected, found);
    }
  }
}
