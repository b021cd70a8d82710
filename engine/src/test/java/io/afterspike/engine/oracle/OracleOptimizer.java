package io.afterspike.engine.oracle;

/** Changes parameters by their gradient; keeps what it must remember between updates. */
public interface OracleOptimizer {
  /**
   * One update.
   *
   * @param parameters modified
   * @param gradient not modified
   */
  void apply(double[] parameters, double[] gradient);

  /** W −= rate · G. */
  static OracleOptimizer sgd(double rate) {
    return (parameters, gradient) -> {
      for (int p = 0; p < parameters.length; p++) {
        parameters[p] -= rate * gradient[p];
      }
    };
  }

  /** {@link Adamax} with β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
  static OracleOptimizer adamax(double rate) {
    return new Adamax(rate);
  }

  /**
   * Adamax.
   *
   * <pre>
   *   μ = β₁ μ + (1 - β₁) G       ν = max(β₂ ν, |G| + ε)       W -= rate (μ / (1 - β₁^n)) / ν
   * </pre>
   *
   * n counts the updates from 1.
   */
  final class Adamax implements OracleOptimizer {
    private final double rate;
    private double[] mean;
    private double[] highest;
    private int updates;

    private Adamax(double rate) {
      this.rate = rate;
    }

    @Override
    public void apply(double[] parameters, double[] gradient) {
      if (mean == null) {
        mean = new double[parameters.length];
        highest = new double[parameters.length];
      }
      updates++;
      for (int p = 0; p < parameters.length; p++) {
        mean[p] = 0.9 * mean[p] + (1 - 0.9) * gradient[p];
        highest[p] = Math.max(0.999 * highest[p], Math.abs(gradient[p]) + 1e-8);
        parameters[p] -= rate * (mean[p] / (1 - Math.pow(0.9, updates))) / highest[p];
      }
    }
  }
}
