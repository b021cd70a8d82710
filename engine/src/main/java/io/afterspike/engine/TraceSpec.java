package io.afterspike.engine;

import java.util.Objects;

/**
 * What a layer's traces are made from.
 *
 * @param shape the layer's sizes
 * @param lif the neuron's constants
 * @param rule what the layer keeps and sends
 * @param form how a matrix trace is kept; without meaning for OTTT and Approx OTPE
 * @param tracedBias whether OTTT and Approx OTPE train the bias with a trace
 * @param sequenceLength how many steps a sequence usually has, 0 if unknown or endless
 * @param density the share of the layer's inputs that are usually not 0
 */
public record TraceSpec(
    LayerShape shape,
    LifParameters lif,
    LayerRule rule,
    TraceForm form,
    boolean tracedBias,
    int sequenceLength,
    double density) {
  /** Past steps whose factor is below this share of a new one's are forgotten by a history. */
  private static final double FORGET = 0x1p-30;

  /** Checks that nothing is missing. */
  public TraceSpec {
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(lif, "lif");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(form, "form");
    Require.atLeast("sequenceLength", 0, sequenceLength);
    Require.share("density", density);
  }

  /**
   * The form to use: the one asked for, or for {@link TraceForm#AUTO} the one that is cheaper by
   * {@link FormCosts#DOCUMENTED}, on every machine and engine the same.
   */
  public TraceForm chosenForm() {
    return form == TraceForm.AUTO ? FormCosts.DOCUMENTED.cheaper(this) : form;
  }

  /**
   * How many past steps a history keeps: those with λ^age above 2⁻³⁰, which changes nothing in
   * float32. {@code Integer.MAX_VALUE} where the past never fades: without leak, or where the reset
   * may amplify it (threshold above 2).
   */
  public int window() {
    if (lif.threshold() > 2f || lif.leak() >= 1f) {
      return Integer.MAX_VALUE;
    }
    if (lif.leak() == 0f) {
      return 2;
    }
    double steps = Math.ceil(StrictMath.log(FORGET) / StrictMath.log(lif.leak())) + 1;
    return (int) Math.min(Integer.MAX_VALUE, steps);
  }
}
