package io.afterspike.engine.oracle;

/**
 * A layer's gradient.
 *
 * @param weights {@code [pre][post]}
 * @param bias {@code [post]}
 */
public record LayerGradient(double[][] weights, double[] bias) {

  /** All zero. */
  static LayerGradient zero(int pre, int post) {
    return new LayerGradient(new double[pre][post], new double[post]);
  }

  /** Weights row-major, then the bias: a layer's part of the flat parameters. */
  public double[] flat() {
    return GoldenCase.flat(new Object[] {weights, bias});
  }
}
