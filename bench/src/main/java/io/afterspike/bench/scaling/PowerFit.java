package io.afterspike.bench.scaling;

/** A power of x through points: y ≈ c·x^exponent. */
public final class PowerFit {
  private PowerFit() {}

  /**
   * The exponent by least squares of the logarithms; NaN of fewer than two positive points.
   *
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public static double exponent(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException("y: expected " + x.length + " values, found " + y.length);
    }
    double n = 0;
    double sumX = 0;
    double sumY = 0;
    double sumXx = 0;
    double sumXy = 0;
    for (int k = 0; k < x.length; k++) {
      if (x[k] > 0 && y[k] > 0) {
        double a = Math.log(x[k]);
        double b = Math.log(y[k]);
        n++;
        sumX += a;
        sumY += b;
        sumXx += a * a;
        sumXy += a * b;
      }
    }
    double spread = n * sumXx - sumX * sumX;
    return n < 2 || spread <= 0 ? Double.NaN : (n * sumXy - sumX * sumY) / spread;
  }

  /** The exponent between the last two points: where the largest terms have won. */
  public static double lastExponent(double[] x, double[] y) {
    int n = Math.min(x.length, y.length);
    if (n < 2) {
      return Double.NaN;
    }
    return exponent(new double[] {x[n - 2], x[n - 1]}, new double[] {y[n - 2], y[n - 1]});
  }
}
