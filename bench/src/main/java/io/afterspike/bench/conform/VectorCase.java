package io.afterspike.bench.conform;

import io.afterspike.engine.LifParameters;
import io.afterspike.engine.NetworkSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One case of the index: a network, its input, and the arrays that say what comes out.
 *
 * @param name the case's name and folder
 * @param sizes inputs, then the neurons of each layer
 * @param batch samples
 * @param steps time steps
 * @param bias whether biases are trained
 * @param lif the neuron's constants
 * @param accuracy the share of samples answered rightly, if the case says
 * @param arrays the arrays by name
 * @param float32Errors the error of a plain float32 implementation by array
 */
record VectorCase(
    String name,
    List<Integer> sizes,
    int batch,
    int steps,
    boolean bias,
    LifParameters lif,
    Optional<Double> accuracy,
    Map<String, ListedArray> arrays,
    Map<String, Double> float32Errors) {

  /** Longer arrays could not be held. */
  private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  /**
   * Reads a case.
   *
   * @throws IOException naming the field that is missing or wrong
   */
  static VectorCase of(String name, Fields fields) throws IOException {
    List<Integer> sizes = new ArrayList<>();
    for (long size : fields.wholeNumbers("sizes")) {
      sizes.add(checked(fields, "sizes", size));
    }
    if (sizes.size() < 2) {
      throw new IOException(
          fields.where() + ".sizes: expected at least 2 numbers, found " + sizes.size());
    }
    int batch = fields.wholeNumber("B", 1);
    int steps = fields.wholeNumber("T", 1);
    checked(fields, "T x B x inputs", Math.multiplyExact((long) steps, batch) * sizes.get(0));
    LifParameters lif;
    try {
      float threshold = (float) fields.number("vth");
      float slope = (float) fields.number("slope");
      lif =
          fields.has("lam")
              ? new LifParameters((float) fields.number("lam"), threshold, slope)
              : LifParameters.ofTimeConstant(fields.number("tau"), threshold, slope);
    } catch (IllegalArgumentException e) {
      throw new IOException(fields.where() + ": " + e.getMessage(), e);
    }
    return new VectorCase(
        name,
        List.copyOf(sizes),
        batch,
        steps,
        fields.flag("use_bias"),
        lif,
        fields.optionalNumber("accuracy"),
        arrays(fields.object("arrays")),
        numbers(fields.optionalObject("f32_err")));
  }

  private static int checked(Fields fields, String name, long value) throws IOException {
    if (value < 1 || value > MOST_ELEMENTS) {
      throw new IOException(
          fields.where() + "." + name + ": expected 1 to " + MOST_ELEMENTS + ", found " + value);
    }
    return (int) value;
  }

  /** The arrays listed in an object of entries. */
  static Map<String, ListedArray> arrays(Fields fields) throws IOException {
    Map<String, ListedArray> arrays = new LinkedHashMap<>();
    for (String name : fields.names()) {
      arrays.put(name, fields.listedArray(name));
    }
    return arrays;
  }

  private static Map<String, Double> numbers(Fields fields) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (String name : fields.names()) {
      // An entry that is no number says no more than a missing one.
      fields.anyNumber(name).ifPresent(number -> numbers.put(name, number));
    }
    return numbers;
  }

  /** The number of layers. */
  int layers() {
    return sizes.size() - 1;
  }

  /** The network of this case with the default rule and mode. */
  NetworkSpec spec() {
    return NetworkSpec.of(batch, sizes.stream().mapToInt(Integer::intValue).toArray())
        .with(lif)
        .withBias(bias)
        .withSequenceLength(steps);
  }
}
