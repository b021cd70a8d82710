package io.afterspike.engine.oracle;

/**
 * How far a float32 result may be from the exact one, derived, not guessed.
 *
 * <pre>
 *   u = 2^-24                                    one rounding: fl(x) = x (1 + d) + e, |d| ≤ u, |e| ≤ 2^-150
 *   γ(n) = n u / (1 - n u)
 *   sum of n terms in a fixed order              |found - exact| ≤ γ(n) Σ|a||b|
 *   chain of k roundings                         |found - exact| ≤ γ(k) Σ|terms| + k 2^-149
 * </pre>
 *
 * With fma, n terms of a dot product round n times; with separate multiplications each product
 * rounds once more, so n + 1. A tree of sums has its depth for n. For recurrences over time see
 * {@link BoundedValue}.
 */
public final class ErrorBounds {
  /** u, half the distance from 1 to the next float. */
  public static final double UNIT = 0x1p-24;

  /** The smallest positive float: at least what gradual underflow costs per rounding. */
  public static final double SMALLEST = 0x1p-149;

  /** What setting values below 2^-100 to zero costs each time. */
  public static final double FLUSHED = 0x1p-100;

  private ErrorBounds() {}

  /**
   * γ(n) = n u / (1 − n u).
   *
   * @throws IllegalArgumentException if n is negative or so large that the bound says nothing
   */
  public static double gamma(long n) {
    if (n < 0 || n * UNIT >= 0.5) {
      throw new IllegalArgumentException(
          "n: expected a number of roundings from 0 to below 2^23, found " + n);
    }
    return n * UNIT / (1 - n * UNIT);
  }

  /**
   * The bound of a sum of products, one rounding a term.
   *
   * @param terms how many
   * @param magnitude Σ|a||b|
   */
  public static double sum(long terms, double magnitude) {
    return chain(terms, magnitude);
  }

  /**
   * The bound of a chain of operations without cancellation between roundings.
   *
   * @param roundings how many
   * @param magnitude Σ|terms|
   */
  public static double chain(long roundings, double magnitude) {
    return gamma(roundings) * magnitude + roundings * SMALLEST;
  }

  /**
   * |found − exact| / bound: at most 1 if the bound holds. 0 if both are the same, whatever the
   * bound; NaN if any is NaN, which no comparison with 1 lets pass.
   */
  public static double share(double exact, double found, double bound) {
    double error = Math.abs(found - exact);
    return error == 0 && !Double.isNaN(bound) ? 0 : error / bound;
  }
}
