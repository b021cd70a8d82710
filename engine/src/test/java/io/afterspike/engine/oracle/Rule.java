package io.afterspike.engine.oracle;

/** The online learning rules. */
public enum Rule {
  /** OSTL in every layer. */
  OSTL(LayerRule.OSTL, LayerRule.OSTL, Readout.SPIKES),
  /** OTTT in every layer. */
  OTTT(LayerRule.OTTT, LayerRule.OTTT, Readout.SPIKES),
  /** OTPE in the hidden layers, OSTL in the output layer. */
  OTPE(LayerRule.OTPE, LayerRule.OSTL, Readout.SPIKES),
  /** Approx OTPE in the hidden layers, OTTT in the output layer. */
  APPROX_OTPE(LayerRule.APPROX_OTPE, LayerRule.OTTT, Readout.SPIKES),
  /** OTPE in every layer, the loss on the leaky sum. */
  F_OTPE(LayerRule.OTPE, LayerRule.OTPE, Readout.LEAKY_SUM),
  /** Approx OTPE in every layer, the loss on the leaky sum. */
  F_APPROX_OTPE(LayerRule.APPROX_OTPE, LayerRule.APPROX_OTPE, Readout.LEAKY_SUM);

  private final LayerRule hidden;
  private final LayerRule output;
  private final Readout readout;

  Rule(LayerRule hidden, LayerRule output, Readout readout) {
    this.hidden = hidden;
    this.output = output;
    this.readout = readout;
  }

  /** How a layer of a network of this many layers learns. */
  public LayerRule of(int layer, int layers) {
    return layer == layers - 1 ? output : hidden;
  }

  /** What the loss is taken of. */
  public Readout readout() {
    return readout;
  }
}
