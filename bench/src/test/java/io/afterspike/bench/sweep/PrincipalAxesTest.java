package io.afterspike.bench.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrincipalAxesTest {
  /** Points of a plane in 40 dimensions, far along one direction and less along another. */
  @Test
  void theAxesOfAPlaneAreFound() {
    SplittableRandom random = new SplittableRandom(1);
    int dimensions = 40;
    double[] far = new double[dimensions];
    double[] near = new double[dimensions];
    far[3] = 1;
    near[7] = 0.6;
    near[8] = 0.8;
    List<float[]> points = new ArrayList<>();
    for (int p = 0; p < 60; p++) {
      double a = 10 * (random.nextDouble() - 0.5);
      double b = 2 * (random.nextDouble() - 0.5);
      float[] point = new float[dimensions];
      for (int k = 0; k < dimensions; k++) {
        point[k] = (float) (0.5 + a * far[k] + b * near[k]);
      }
      points.add(point);
    }
    PrincipalAxes axes = PrincipalAxes.of(points);
    assertEquals(1, axes.share(0) + axes.share(1), 1e-9);
    assertTrue(axes.share(0) > 0.9, "share " + axes.share(0));
    for (float[] point : points) {
      // The plane holds every point: its shadow is itself.
      float[] shadow = axes.point(axes.coordinate(point, 0), axes.coordinate(point, 1));
      for (int k = 0; k < dimensions; k++) {
        assertEquals(point[k], shadow[k], 1e-5, "dimension " + k);
      }
    }
    double along = axes.coordinate(axes.point(0, 0), 0);
    assertEquals(0, along, 1e-6);
    assertEquals(2.5, axes.coordinate(axes.point(2.5, -1), 0), 1e-6);
    assertEquals(-1, axes.coordinate(axes.point(2.5, -1), 1), 1e-6);
  }

  @Test
  void pointsThatAreAllTheSameHaveNoDirection() {
    PrincipalAxes axes = PrincipalAxes.of(List.of(new float[] {1, 2}, new float[] {1, 2}));
    assertEquals(0, axes.share(0));
    assertEquals(0, axes.coordinate(new float[] {5, 5}, 0));
  }
}
