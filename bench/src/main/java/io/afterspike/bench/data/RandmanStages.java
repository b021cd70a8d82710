package io.afterspike.bench.data;

import io.afterspike.kernels.cpu.VectorModule;
import java.util.SplittableRandom;

/**
 * One draw of Randman stage by stage, to compare with another implementation: manifolds, points,
 * coordinates, time steps, spikes. Computed as {@link Randman} does, save that rows stay in their
 * order: all points of class 0, then of class 1 and so on. Immutable; every method returns a new,
 * row-major array.
 */
public final class RandmanStages {
  private final RandmanOptions options;
  private final RandmanSampler sampler;
  private final double[][] points;

  /**
   * Draws the manifolds of all classes, then the points.
   *
   * @param options decides the sizes and the smoothness; coding, seed and samples do not matter
   * @param random advances accordingly
   * @throws IllegalStateException if Java runs without the Vector API; says which flag to add
   */
  public RandmanStages(RandmanOptions options, SplittableRandom random) {
    VectorModule.require();
    this.options = options;
    this.sampler = new RandmanSampler(options, random);
    this.points = sampler.points(random);
  }

  /**
   * The first terms of the series that make the manifolds, [class][unit][dimension][3][frequency]:
   * amplitudes θ0[i] / ((i + 1)^α + 1), then turns i θ1[i], then phases θ2[i].
   *
   * @param frequencies how many of each
   * @throws IllegalArgumentException if the series are shorter than that
   */
  public double[] series(int frequencies) {
    int all = sampler.manifold(0).frequencies();
    if (frequencies < 0 || frequencies > all) {
      throw new IllegalArgumentException(
          "frequencies: expected 0 to " + all + ", found " + frequencies);
    }
    int courses = Math.multiplyExact(options.classes() * options.units(), options.dimensions());
    double[] series = new double[Math.multiplyExact(courses, 3 * frequencies)];
    int k = 0;
    for (int c = 0; c < options.classes(); c++) {
      RandmanManifold manifold = sampler.manifold(c);
      for (int u = 0; u < options.units(); u++) {
        for (int d = 0; d < options.dimensions(); d++) {
          for (int i = 0; i < frequencies; i++) {
            series[k + i] = manifold.amplitude(u, d, i);
            series[k + frequencies + i] = manifold.turns(u, d, i);
            series[k + 2 * frequencies + i] = manifold.phase(u, d, i);
          }
          k += 3 * frequencies;
        }
      }
    }
    return series;
  }

  /** The points x, [point][dimension], in [0, 1). */
  public double[] points() {
    int dimensions = options.dimensions();
    double[] flat = new double[options.pointsPerClass() * dimensions];
    for (int k = 0; k < flat.length; k++) {
      flat[k] = points[k % dimensions][k / dimensions];
    }
    return flat;
  }

  /** The coordinates y, [class][point][unit]. */
  public double[] coordinates() {
    return coordinates(false);
  }

  /** The coordinates standardised over the points of each class and unit, [class][point][unit]. */
  public double[] standardised() {
    return coordinates(true);
  }

  private double[] coordinates(boolean standardised) {
    int count = options.pointsPerClass();
    int units = options.units();
    double[] coordinates = new double[options.rowsPerDraw() * units];
    double[] values = new double[points[0].length];
    for (int c = 0; c < options.classes(); c++) {
      for (int u = 0; u < units; u++) {
        sampler.manifold(c).embed(u, points, values, values.length);
        if (standardised) {
          RandmanSampler.standardise(values, count);
        }
        for (int p = 0; p < count; p++) {
          coordinates[(c * count + p) * units + u] = values[p];
        }
      }
    }
    return coordinates;
  }

  /** The time step k of every row and unit, [row][unit]. */
  public int[] steps() {
    return sampler.steps(points, () -> false);
  }

  /**
   * The spikes of the first rows, 0 or 1, [step][row][unit].
   *
   * @param rows how many rows
   * @param random advances by steps × rows × units doubles with rate coding, else not
   * @throws IllegalArgumentException if there are fewer rows, or none is asked for
   */
  public float[] spikes(RandmanCoding coding, int rows, SplittableRandom random) {
    if (rows < 1 || rows > options.rowsPerDraw()) {
      throw new IllegalArgumentException(
          "rows: expected 1 to " + options.rowsPerDraw() + ", found " + rows);
    }
    int units = options.units();
    Batch batch = new Batch(options.steps(), rows, units);
    RandmanRows all = new RandmanRows(units, steps(), new int[options.rowsPerDraw()]);
    new RandmanEncoder(coding, units).encode(all, 0, random, batch, 0, rows);
    int step = rows * units;
    float[] spikes = new float[Math.multiplyExact(options.steps(), step)];
    for (int t = 0; t < options.steps(); t++) {
      System.arraycopy(batch.input(t), 0, spikes, t * step, step);
    }
    return spikes;
  }
}
