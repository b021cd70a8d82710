package io.afterspike.engine.oracle;

/** What a neuron sends for a membrane potential at a distance from its threshold. */
public enum SpikeFunction {
  /** s = 1 if v ≥ threshold, else 0: the network as it is. Its derivative is the surrogate. */
  STEP {
    @Override
    double of(double distance, double slope) {
      return distance >= 0 ? 1 : 0;
    }
  },

  /**
   * s = d / (1 + k|d|), d = v − threshold: smooth, and its true derivative is the surrogate g = 1 /
   * (k|d| + 1)². So differentiation can be checked against finite differences.
   */
  FAST_SIGMOID {
    @Override
    double of(double distance, double slope) {
      return distance / (1 + slope * Math.abs(distance));
    }
  };

  abstract double of(double distance, double slope);
}
