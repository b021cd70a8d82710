package io.afterspike.engine;

/** The recurrences of {@link Engine#reversePass}, one for each way a layer learns offline. */
public enum ReverseRule {
  /** The exact gradient: A = gδ + cA(t+1), which is sent. */
  BPTT,
  /** A = gδ + cA(t+1); sends δ∘g. */
  OSTL,
  /** F = δ + λF(t+1), A = gF + cA(t+1); sends δ∘ḡ. */
  OTPE,
  /** A = h + λA(t+1); sends h = δ∘g. */
  OTTT,
  /** F = h + λF(t+1), A = F + λA(t+1); sends h = δ∘ḡ. */
  APPROX_OTPE;

  /** What a layer with this rule does, {@code null} standing for BPTT. */
  static ReverseRule of(LayerRule rule) {
    if (rule == null) {
      return BPTT;
    }
    return switch (rule) {
      case OSTL -> OSTL;
      case OTPE -> OTPE;
      case OTTT -> OTTT;
      case APPROX_OTPE -> APPROX_OTPE;
    };
  }
}
