package io.afterspike.bench.conform;

/**
 * What an array should hold: every element, or some of them and sums over all.
 *
 * <p>Errors are relative to the array's largest magnitude, so that elements that cancel to almost
 * nothing do not count by themselves. An array of zeros must be zero.
 */
final class ExpectedValues {
  private final double[] values;

  /** Where in the whole array the values lie; {@code null} if they are all of it. */
  private final int[] indices;

  /** Σa, √Σa², Σ a[k]·cos k, max |a| of the whole array; {@code null} if they are not known. */
  private final double[] sums;

  private ExpectedValues(double[] values, int[] indices, double[] sums) {
    this.values = values;
    this.indices = indices;
    this.sums = sums;
  }

  /** Of every element. */
  static ExpectedValues dense(double[] values) {
    return new ExpectedValues(values, null, null);
  }

  /**
   * Of some elements.
   *
   * @param values the elements; empty if only sums are known
   * @param indices where in the flat array they lie
   * @param sums sum, l2 norm, Σ a[k]·cos k and max |a| of the whole array, or {@code null}
   */
  static ExpectedValues sampled(double[] values, int[] indices, double[] sums) {
    return new ExpectedValues(values, indices, sums);
  }

  /** Whether elements are known. */
  boolean hasValues() {
    return indices == null || indices.length > 0;
  }

  /** Whether sums are known. */
  boolean hasSums() {
    return sums != null;
  }

  /** The largest error of a known element. */
  double error(double[] actual) {
    double largest = sums != null ? Math.abs(sums[3]) : 0;
    double difference = 0;
    for (int k = 0; k < values.length; k++) {
      if (sums == null) {
        largest = Math.max(largest, Math.abs(values[k]));
      }
      double found = actual[indices == null ? k : indices[k]];
      difference = Math.max(difference, Math.abs(found - values[k]));
    }
    return relative(difference, largest);
  }

  /**
   * The largest error of the four sums, each relative to what it would be if no terms cancelled:
   * Σ|a|, √Σa², Σ|a[k]·cos k|, max |a|. If every element is right within a share ε of itself, none
   * is above ε. This is stricter than what ε·max |a| per element would allow, n·ε·max |a|.
   */
  double sumsError(double[] actual) {
    double sum = 0;
    double squares = 0;
    double cosines = 0;
    double largest = 0;
    double absoluteSum = 0;
    double absoluteCosines = 0;
    for (int k = 0; k < actual.length; k++) {
      double cosine = actual[k] * Math.cos(k);
      sum += actual[k];
      squares += actual[k] * actual[k];
      cosines += cosine;
      largest = Math.max(largest, Math.abs(actual[k]));
      absoluteSum += Math.abs(actual[k]);
      absoluteCosines += Math.abs(cosine);
    }
    double[] found = {sum, Math.sqrt(squares), cosines, largest};
    double[] scale = {absoluteSum, Math.abs(sums[1]), absoluteCosines, Math.abs(sums[3])};
    double error = 0;
    for (int k = 0; k < found.length; k++) {
      // Both sides are sums in double: their own rounding is 1e-9 of the scale at most.
      error = Math.max(error, relative(Math.abs(found[k] - sums[k]), scale[k]));
    }
    return error;
  }

  private static double relative(double difference, double scale) {
    return difference == 0 ? 0 : difference / scale;
  }
}
