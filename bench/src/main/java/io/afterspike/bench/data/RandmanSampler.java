package io.afterspike.bench.data;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Draws points on the manifolds of all classes.
 *
 * <p>A draw takes new points x, uniform in [0, 1), the same for every class. Each class's and each
 * unit's coordinate y is standardised over the points of the draw, and says in which step k the
 * point is:
 *
 * <pre>
 *   standardised = (y - min y) / (max y - min y + 1e-7)
 *   k = floor(steps * standardised)
 * </pre>
 *
 * Rows (points of classes) come in random order. Immutable: several threads may draw.
 */
final class RandmanSampler {
  private static final double TINY_RANGE = 1e-7;

  private final RandmanOptions options;
  private final RandmanManifold[] manifolds;

  /** Draws the manifolds of class 0, 1, … from {@code random}, which advances accordingly. */
  RandmanSampler(RandmanOptions options, SplittableRandom random) {
    this.options = options;
    this.manifolds = new RandmanManifold[options.classes()];
    for (int c = 0; c < manifolds.length; c++) {
      manifolds[c] =
          RandmanManifold.draw(random, options.units(), options.dimensions(), options.smoothness());
    }
  }

  /** The manifold of a class. */
  RandmanManifold manifold(int label) {
    return manifolds[label];
  }

  /**
   * Takes new points: first those of {@link #points}, then the order of the rows.
   *
   * @param cancelled asked often
   * @throws CancellationException once {@code cancelled} says so
   */
  RandmanRows draw(SplittableRandom random, BooleanSupplier cancelled) {
    double[][] points = points(random);
    int[] order = order(random, options.rowsPerDraw());
    return sorted(steps(points, cancelled), order);
  }

  /**
   * New points, [dimension][point], drawn in the order (point, dimension). Filled up with zeros to
   * a multiple of 8 points, so that whole vectors compute them.
   */
  double[][] points(SplittableRandom random) {
    double[][] points = new double[options.dimensions()][(options.pointsPerClass() + 7) & -8];
    for (int p = 0; p < options.pointsPerClass(); p++) {
      for (double[] dimension : points) {
        dimension[p] = random.nextDouble();
      }
    }
    return points;
  }

  /** k of every row, [class][point][unit]. */
  int[] steps(double[][] points, BooleanSupplier cancelled) {
    int count = options.pointsPerClass();
    int units = options.units();
    int[] steps = new int[options.rowsPerDraw() * units];
    double[] values = new double[points[0].length];
    for (int c = 0; c < manifolds.length; c++) {
      for (int u = 0; u < units; u++) {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("this draw is not wanted any more");
        }
        manifolds[c].embed(u, points, values, values.length);
        standardise(values, count);
        for (int p = 0; p < count; p++) {
          steps[(c * count + p) * units + u] = step(values[p]);
        }
      }
    }
    return steps;
  }

  /** Stretches the first {@code count} values to [0, 1). */
  static void standardise(double[] values, int count) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int p = 0; p < count; p++) {
      least = Math.min(least, values[p]);
      most = Math.max(most, values[p]);
    }
    double range = most - least + TINY_RANGE;
    for (int p = 0; p < count; p++) {
      values[p] = (values[p] - least) / range;
    }
  }

  private int step(double standardised) {
    int steps = options.steps();
    // The last step is the most that rounding may reach: 1e-7 vanishes beside a vast range.
    return Math.min((int) (steps * standardised), steps - 1);
  }

  /**
   * A random order of 0 … rows − 1: for i from rows − 1 down to 1, elements i and floor((i + 1) ·
   * nextDouble) change places.
   */
  static int[] order(SplittableRandom random, int rows) {
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = i;
    }
    for (int i = rows - 1; i > 0; i--) {
      int other = (int) ((i + 1) * random.nextDouble());
      int row = order[i];
      order[i] = order[other];
      order[other] = row;
    }
    return order;
  }

  private RandmanRows sorted(int[] steps, int[] order) {
    int units = options.units();
    int[] sorted = new int[steps.length];
    int[] labels = new int[order.length];
    for (int row = 0; row < order.length; row++) {
      System.arraycopy(steps, order[row] * units, sorted, row * units, units);
      labels[row] = order[row] / options.pointsPerClass();
    }
    return new RandmanRows(units, sorted, labels);
  }
}
