package io.afterspike.engine.oracle;

/** What the loss is taken of at each step. */
public enum Readout {
  /** The output layer's spikes s(t). */
  SPIKES,
  /** Their leaky sum out(t) = λ·out(t−1) + s(t). */
  LEAKY_SUM
}
