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
 */
public record TraceSpec(
    LayerShape shape,
    LifParameters lif,
    LayerRule rule,
    TraceForm form,
    boolean tracedBias,
    int sequenceLength) {
  /** Past steps whose factor is below this share of a new one's are forgotten by a history. */
  private static final double FORGET = 0x1p-30;

  /** Sequences up to this length are kept as a history where the engine may choose. */
  private static final int LONGEST_CHOSEN_HISTORY = 100;

  /** Batches from this size on are kept as a history where the engine may choose. */
  private static final int SMALLEST_CHOSEN_BATCH = 8;

  /** Checks that nothing is missing. */
  public TraceSpec {
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(lif, "lif");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(form, "form");
    Require.atLeast("sequenceLength", 0, sequenceLength);
  }

  /**
   * The form to use: the one asked for, or for {@link TraceForm#AUTO} a history for batches (from 8
   * samples) of known sequences (up to 100 steps), where it needs far less memory, and else the
   * matrix.
   */
  public TraceForm chosenForm() {
    if (form != TraceForm.AUTO) {
      return form;
    }
    boolean history =
        shape.batch() >= SMALLEST_CHOSEN_BATCH
            && sequenceLength > 0
            && sequenceLength <= LONGEST_CHOSEN_HISTORY;
    return history ? TraceForm.HISTORY : TraceForm.MATRIX;
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
