package io.afterspike.engine.oracle;

/** How one layer learns, and what it sends to the layer below. */
public enum LayerRule {
  /** dW = δ∘g∘P; sends δg. */
  OSTL,
  /** dW = â ⊗ δg, db = δg; sends δg. */
  OTTT,
  /** dW = δ∘R; sends δḡ. */
  OTPE,
  /** dW = ẑ ⊗ δḡ, db = δḡ; sends δḡ. */
  APPROX_OTPE;

  /** Whether the mean surrogate ḡ takes the place of the surrogate g in what is sent. */
  public boolean sendsMeanSurrogate() {
    return this == OTPE || this == APPROX_OTPE;
  }
}
