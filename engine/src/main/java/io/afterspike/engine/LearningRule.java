package io.afterspike.engine;

import java.util.Locale;

/**
 * The learning rules, as the paper's published results used them. See docs/rules.md for each one's
 * equations.
 */
public enum LearningRule {
  /** Back-propagation through time: the exact gradient, offline only. */
  BPTT("bptt", null, null, false),
  /** Real-time recurrent learning: the exact gradient, forward in time; small networks only. */
  RTRL("rtrl", null, null, false),
  /** Online spatio-temporal learning in every layer. */
  OSTL("ostl", LayerRule.OSTL, LayerRule.OSTL, false),
  /** Online training through time in every layer. */
  OTTT("ottt", LayerRule.OTTT, LayerRule.OTTT, false),
  /** Online training with postsynaptic estimates: OTPE below, OSTL in the output layer. */
  OTPE("otpe", LayerRule.OTPE, LayerRule.OSTL, false),
  /** Approximate OTPE: Approx OTPE below, OTTT in the output layer. */
  APPROX_OTPE("approx-otpe", LayerRule.APPROX_OTPE, LayerRule.OTTT, false),
  /** OTPE in every layer, with the loss on the leaky sum of the output spikes. */
  F_OTPE("f-otpe", LayerRule.OTPE, LayerRule.OTPE, true),
  /** Approx OTPE in every layer, with the loss on the leaky sum of the output spikes. */
  F_APPROX_OTPE("f-approx-otpe", LayerRule.APPROX_OTPE, LayerRule.APPROX_OTPE, true);

  private final String label;
  private final LayerRule hidden;
  private final LayerRule output;
  private final boolean leakyReadout;

  LearningRule(String label, LayerRule hidden, LayerRule output, boolean leakyReadout) {
    this.label = label;
    this.hidden = hidden;
    this.output = output;
    this.leakyReadout = leakyReadout;
  }

  /** The name used on the command line and in reports. */
  public String label() {
    return label;
  }

  /** Whether the rule is exact: BPTT and RTRL, which have no rule per layer. */
  public boolean exact() {
    return hidden == null;
  }

  /** What layer {@code layer} of {@code layers} does; {@code null} for the exact rules. */
  public LayerRule layerRule(int layer, int layers) {
    return layer == layers - 1 ? output : hidden;
  }

  /** Whether the loss is on the leaky sum of the output spikes, out = λ·out + s. */
  public boolean leakyReadout() {
    return leakyReadout;
  }

  /**
   * The rule with this label; case, {@code _} for {@code -} and the short names {@code aotpe},
   * {@code fotpe}, {@code faotpe} are understood.
   *
   * @throws IllegalArgumentException if there is none, naming all
   */
  public static LearningRule named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT).replace('_', '-');
    for (LearningRule rule : values()) {
      String shortened = rule.label.replace("approx-", "a").replace("-", "");
      if (wanted.equals(rule.label) || wanted.equals(shortened)) {
        return rule;
      }
    }
    throw new IllegalArgumentException(
        "rule: expected one of "
            + Names.listed(values(), LearningRule::label)
            + ", found '"
            + name
            + "'"
            + Names.hint(name, values(), LearningRule::label));
  }

  @Override
  public String toString() {
    return label;
  }
}
