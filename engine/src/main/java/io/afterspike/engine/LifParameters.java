package io.afterspike.engine;

/**
 * The constants of a leaky integrate-and-fire neuron.
 *
 * @param leak λ, the share of the membrane potential that survives a step, in [0, 1]
 * @param threshold Vth, the membrane potential from which on a neuron fires, positive
 * @param slope k, the steepness of the surrogate gradient, not negative
 */
public record LifParameters(float leak, float threshold, float slope) {
  /** The published setting: τ = 3, so leak 0.9526; threshold 1; slope 25. */
  public static final LifParameters PUBLISHED = ofTimeConstant(3, 1f, 25f);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a constant is out of its range or not finite
   */
  public LifParameters {
    if (!(leak >= 0f && leak <= 1f)) {
      throw new IllegalArgumentException("leak: expected a number in [0, 1], found " + leak);
    }
    if (!(threshold > 0f && threshold < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "threshold: expected a positive finite number, found " + threshold);
    }
    if (!(slope >= 0f && slope < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "slope: expected a finite number of at least 0, found " + slope);
    }
  }

  /** With leak = sigmoid(tau), as the paper's code parametrises it. */
  public static LifParameters ofTimeConstant(double tau, float threshold, float slope) {
    return new LifParameters((float) (1 / (1 + StrictMath.exp(-tau))), threshold, slope);
  }
}
