package io.afterspike.engine;

/** What one layer keeps and sends: the learning rules are made of these. */
public enum LayerRule {
  /** The exact derivative within the layer: dW = δ∘g∘P; sends δ∘g. */
  OSTL,
  /** Presynaptic traces: dW = â ⊗ δ∘g; sends δ∘g. */
  OTTT,
  /** The exact derivative of the layer's leaky output sum: dW = δ∘R; sends δ∘ḡ. */
  OTPE,
  /** OTPE with the trace factored: dW = ẑ ⊗ δ∘ḡ; sends δ∘ḡ. */
  APPROX_OTPE;

  /** Whether the layer sends δ∘ḡ (the mean surrogate) rather than δ∘g. */
  public boolean sendsMeanSurrogate() {
    return this == OTPE || this == APPROX_OTPE;
  }

  /** Whether the trace is a number per weight and sample, so that it has several forms. */
  public boolean hasMatrixTrace() {
    return this == OSTL || this == OTPE;
  }
}
