package io.afterspike.engine;

/** The traces of the learning rules by their standard names; the paper's letter in brackets. */
public enum TraceName {
  /** â = λâ + x, [batch][pre]. */
  PRESYNAPTIC,
  /** ẑ = λẑ + â, [batch][pre]. */
  FILTERED_PRESYNAPTIC,
  /** E = du/dW, [batch][pre][post]. */
  MEMBRANE,
  /** E of the bias, [batch][post]. */
  BIAS_MEMBRANE,
  /** R = λR + g∘P, [batch][pre][post]. */
  OUTPUT,
  /** R of the bias, [batch][post]. */
  BIAS_OUTPUT,
  /** ḡ, the λ-weighted mean of the surrogate gradient, [batch][post]. */
  MEAN_SURROGATE
}
