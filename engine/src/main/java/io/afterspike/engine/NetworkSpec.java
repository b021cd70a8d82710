package io.afterspike.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that a network is made from: sizes, neuron, rule, updates. Immutable; the {@code with…}
 * methods make changed copies.
 *
 * @param inputs the number of input units
 * @param layers the layers from the first hidden one to the output, at least one
 * @param batch how many samples run side by side
 * @param lif the neuron's constants, the same in every layer
 * @param rule the learning rule
 * @param mode when the weights change
 * @param optimizer how the weights change
 * @param form how matrix traces are kept
 * @param tracedBias whether OTTT and Approx OTPE train the bias with a trace, as an input that is
 *     always 1; the published runs did not
 * @param sequenceLength how many steps a sequence usually has, 0 if unknown or endless: a hint for
 *     the choice of the form, never a limit
 * @param inputDensity the share of inputs that are usually not 0: a hint likewise
 */
public record NetworkSpec(
    int inputs,
    List<LayerSpec> layers,
    int batch,
    LifParameters lif,
    LearningRule rule,
    UpdateMode mode,
    OptimizerSpec optimizer,
    TraceForm form,
    boolean tracedBias,
    int sequenceLength,
    double inputDensity) {
  /** The share of hidden neurons that are taken to spike at a step. */
  private static final double HIDDEN_DENSITY = 0.1;

  /**
   * Checks that the parts fit.
   *
   * @throws IllegalArgumentException if a size is not positive, there is no layer, or the rule
   *     cannot be used in this mode
   */
  public NetworkSpec {
    Require.atLeast("inputs", 1, inputs);
    Require.atLeast("batch", 1, batch);
    Require.atLeast("sequenceLength", 0, sequenceLength);
    Require.share("inputDensity", inputDensity);
    layers = List.copyOf(layers);
    Require.atLeast("layers", 1, layers.size());
    Objects.requireNonNull(lif, "lif");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(form, "form");
    if (rule == LearningRule.BPTT && !mode.offline()) {
      throw new IllegalArgumentException(
          "mode: expected offline with rule bptt, which needs the whole sequence, found " + mode);
    }
  }

  /**
   * A network with the published settings: bias everywhere, τ = 3, OTPE online, Adamax at 1e-3.
   *
   * @param batch how many samples run side by side
   * @param sizes inputs, then the neurons of each layer
   */
  public static NetworkSpec of(int batch, int... sizes) {
    Require.atLeast("sizes", 2, sizes.length);
    return new NetworkSpec(
        sizes[0],
        Arrays.stream(sizes).skip(1).mapToObj(n -> new LayerSpec(n, true)).toList(),
        batch,
        LifParameters.PUBLISHED,
        LearningRule.OTPE,
        UpdateMode.ONLINE,
        new OptimizerSpec.Adamax(1e-3),
        TraceForm.AUTO,
        false,
        0,
        HIDDEN_DENSITY);
  }

  /** The same with other neuron constants. */
  public NetworkSpec with(LifParameters lif) {
    return new NetworkSpec(
        inputs,
        layers,
        batch,
        lif,
        rule,
        mode,
        optimizer,
        form,
        tracedBias,
        sequenceLength,
        inputDensity);
  }

  /** The same with another rule and mode. */
  public NetworkSpec with(LearningRule rule, UpdateMode mode) {
    return new NetworkSpec(
        inputs,
        layers,
        batch,
        lif,
        rule,
        mode,
        optimizer,
        form,
        tracedBias,
        sequenceLength,
        inputDensity);
  }

  /** The same with another optimizer. */
  public NetworkSpec with(OptimizerSpec optimizer) {
    return new NetworkSpec(
        inputs,
        layers,
        batch,
        lif,
        rule,
        mode,
        optimizer,
        form,
        tracedBias,
        sequenceLength,
        inputDensity);
  }

  /** The same with matrix traces kept in another form. */
  public NetworkSpec with(TraceForm form) {
    return new NetworkSpec(
        inputs,
        layers,
        batch,
        lif,
        rule,
        mode,
        optimizer,
        form,
        tracedBias,
        sequenceLength,
        inputDensity);
  }

  /** The same with biases trained or left 0, in every layer. */
  public NetworkSpec withBias(boolean bias) {
    List<LayerSpec> changed = layers.stream().map(l -> new LayerSpec(l.neurons(), bias)).toList();
    return new NetworkSpec(
        inputs,
        changed,
        batch,
        lif,
        rule,
        mode,
        optimizer,
        form,
        tracedBias,
        sequenceLength,
        inputDensity);
  }

  /** The same with or without the traced bias of OTTT and Approx OTPE. */
  public NetworkSpec withTracedBias(boolean traced) {
    return new NetworkSpec(
        inputs,
        layers,
        batch,
        lif,
        rule,
        mode,
        optimizer,
        form,
        traced,
        sequenceLength,
        inputDensity);
  }

  /** The same for sequences that usually have {@code steps} steps. */
  public NetworkSpec withSequenceLength(int steps) {
    return new NetworkSpec(
        inputs, layers, batch, lif, rule, mode, optimizer, form, tracedBias, steps, inputDensity);
  }

  /** The same for inputs of which a share of {@code density} is usually not 0. */
  public NetworkSpec withInputDensity(double density) {
    return new NetworkSpec(
        inputs,
        layers,
        batch,
        lif,
        rule,
        mode,
        optimizer,
        form,
        tracedBias,
        sequenceLength,
        density);
  }

  /** The same for another batch size. */
  public NetworkSpec withBatch(int batch) {
    return new NetworkSpec(
        inputs,
        layers,
        batch,
        lif,
        rule,
        mode,
        optimizer,
        form,
        tracedBias,
        sequenceLength,
        inputDensity);
  }

  /** The sizes of layer {@code layer}'s arrays. */
  public LayerShape shape(int layer) {
    int pre = layer == 0 ? inputs : layers.get(layer - 1).neurons();
    return new LayerShape(batch, pre, layers.get(layer).neurons());
  }

  /**
   * What layer {@code layer}'s traces are made from.
   *
   * @throws IllegalStateException if the rule keeps none: BPTT, RTRL
   */
  public TraceSpec traceSpec(int layer) {
    LayerRule own = rule.layerRule(layer, layers.size());
    if (own == null) {
      throw new IllegalStateException("rule " + rule + " keeps no traces");
    }
    double density = layer == 0 ? inputDensity : HIDDEN_DENSITY;
    return new TraceSpec(shape(layer), lif, own, form, tracedBias, sequenceLength, density);
  }

  /** The number of output neurons, one per class. */
  public int classes() {
    return layers.get(layers.size() - 1).neurons();
  }

  /** The number of weights and biases of all layers. */
  public long parameters() {
    long sum = 0;
    for (int l = 0; l < layers.size(); l++) {
      long pre = l == 0 ? inputs : layers.get(l - 1).neurons();
      sum = Math.addExact(sum, Math.multiplyExact(pre + 1, (long) layers.get(l).neurons()));
    }
    return sum;
  }

  /** The sizes from input to output, such as {@code 50-128-128-10}. */
  public String sizes() {
    return Stream.concat(Stream.of(inputs), layers.stream().map(LayerSpec::neurons))
        .map(String::valueOf)
        .collect(Collectors.joining("-"));
  }
}
