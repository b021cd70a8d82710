package io.afterspike.bench.data;

import java.util.Objects;

/**
 * What decides a Randman data set.
 *
 * @param coding how points become spikes
 * @param classes the number of manifolds
 * @param units the number of input units: the dimensions of the space the manifolds lie in
 * @param steps the number of time steps of a sequence
 * @param dimensions the dimensions of a manifold
 * @param smoothness α: the larger, the smoother the manifolds
 * @param pointsPerClass how many points a draw takes, the same for every class
 * @param minibatchesPerDraw how many training minibatches share a draw of points; 1 is the paper's
 * @param seed of the manifolds, and of the validation and test samples
 * @param validationSamples the number of validation samples
 * @param testSamples the number of test samples
 */
public record RandmanOptions(
    RandmanCoding coding,
    int classes,
    int units,
    int steps,
    int dimensions,
    double smoothness,
    int pointsPerClass,
    int minibatchesPerDraw,
    long seed,
    int validationSamples,
    int testSamples) {

  /** The longest array that every Java machine can make. */
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if a number is not positive, the smoothness is not finite, or
   *     a draw, or the validation or test samples, would have more than 2³¹ − 9 numbers
   */
  public RandmanOptions {
    Objects.requireNonNull(coding, "coding");
    positive("classes", classes);
    positive("units", units);
    positive("steps", steps);
    positive("dimensions", dimensions);
    positive("pointsPerClass", pointsPerClass);
    positive("minibatchesPerDraw", minibatchesPerDraw);
    positive("validationSamples", validationSamples);
    positive("testSamples", testSamples);
    if (!(smoothness > 0 && smoothness < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "smoothness: expected a positive finite number, found " + smoothness);
    }
    fits("classes x pointsPerClass x units", (double) classes * pointsPerClass * units);
    fits("dimensions x pointsPerClass", (double) dimensions * pointsPerClass);
    fits("validationSamples x units", (double) validationSamples * units);
    fits("testSamples x units", (double) testSamples * units);
  }

  /**
   * The paper's: 10 classes, 50 units, 50 steps, 3 dimensions, smoothness 1, 1000 points a class, a
   * new draw for every minibatch. Manifolds of seed 1; 1024 validation and 1024 test samples.
   */
  public static RandmanOptions of(RandmanCoding coding) {
    return new RandmanOptions(coding, 10, 50, 50, 3, 1, 1000, 1, 1, 1024, 1024);
  }

  /** The same with another number of time steps. */
  public RandmanOptions withSteps(int steps) {
    return new RandmanOptions(
        coding,
        classes,
        units,
        steps,
        dimensions,
        smoothness,
        pointsPerClass,
        minibatchesPerDraw,
        seed,
        validationSamples,
        testSamples);
  }

  /** The same with another number of minibatches that share a draw. */
  public RandmanOptions withMinibatchesPerDraw(int minibatchesPerDraw) {
    return new RandmanOptions(
        coding,
        classes,
        units,
        steps,
        dimensions,
        smoothness,
        pointsPerClass,
        minibatchesPerDraw,
        seed,
        validationSamples,
        testSamples);
  }

  /** The same with other manifolds, validation and test samples. */
  public RandmanOptions withSeed(long seed) {
    return new RandmanOptions(
        coding,
        classes,
        units,
        steps,
        dimensions,
        smoothness,
        pointsPerClass,
        minibatchesPerDraw,
        seed,
        validationSamples,
        testSamples);
  }

  /** The number of rows of a draw: a row is a point of a class. */
  public int rowsPerDraw() {
    return classes * pointsPerClass;
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, found " + value);
    }
  }

  private static void fits(String name, double numbers) {
    if (numbers > LONGEST_ARRAY) {
      throw new IllegalArgumentException(
          String.format("%s: expected at most %d, found %.0f", name, LONGEST_ARRAY, numbers));
    }
  }
}
