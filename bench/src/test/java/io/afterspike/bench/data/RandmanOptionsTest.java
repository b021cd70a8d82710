package io.afterspike.bench.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RandmanOptionsTest {
  private static final String[] NAMES = {
    "classes",
    "units",
    "steps",
    "dimensions",
    "pointsPerClass",
    "minibatchesPerDraw",
    "validationSamples",
    "testSamples"
  };

  private static RandmanOptions of(int[] n, double smoothness) {
    return new RandmanOptions(
        RandmanCoding.RATE, n[0], n[1], n[2], n[3], smoothness, n[4], n[5], 1, n[6], n[7]);
  }

  @Test
  void thePapersSizes() {
    for (RandmanCoding coding : RandmanCoding.values()) {
      assertEquals(
          new RandmanOptions(coding, 10, 50, 50, 3, 1, 1000, 1, 1, 1024, 1024),
          RandmanOptions.of(coding));
      assertEquals(10_000, RandmanOptions.of(coding).rowsPerDraw());
    }
  }

  @Test
  void changesChangeOneThing() {
    RandmanOptions some = new RandmanOptions(RandmanCoding.RATE, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertEquals(
        new RandmanOptions(RandmanCoding.RATE, 2, 3, 99, 5, 6, 7, 8, 9, 10, 11),
        some.withSteps(99));
    assertEquals(
        new RandmanOptions(RandmanCoding.RATE, 2, 3, 4, 5, 6, 7, 99, 9, 10, 11),
        some.withMinibatchesPerDraw(99));
    assertEquals(
        new RandmanOptions(RandmanCoding.RATE, 2, 3, 4, 5, 6, 7, 8, 99, 10, 11), some.withSeed(99));
  }

  @Test
  void everySizeMustBePositive() {
    for (int n = 0; n < NAMES.length; n++) {
      for (int bad : new int[] {0, -3}) {
        int[] sizes = {1, 1, 1, 1, 1, 1, 1, 1};
        of(sizes, 1);
        sizes[n] = bad;
        IllegalArgumentException e =
            assertThrows(IllegalArgumentException.class, () -> of(sizes, 1));
        assertEquals(NAMES[n] + ": expected at least 1, found " + bad, e.getMessage());
      }
    }
  }

  @Test
  void smoothnessMustBePositiveAndFinite() {
    int[] sizes = {1, 1, 1, 1, 1, 1, 1, 1};
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> of(sizes, bad));
      assertTrue(e.getMessage().startsWith("smoothness: "), e.getMessage());
      assertTrue(e.getMessage().endsWith("found " + bad), e.getMessage());
    }
  }

  @Test
  void whatNoArrayCanHoldIsRefused() {
    int[][] tooLarge = {
      {10_000, 1000, 1, 1, 1000, 1, 1, 1},
      {1, 1, 1, 100_000, 100_000, 1, 1, 1},
      {1, 100_000, 1, 1, 1, 1, 100_000, 1},
      {1, 100_000, 1, 1, 1, 1, 1, 100_000}
    };
    for (int[] sizes : tooLarge) {
      IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> of(sizes, 1));
      assertTrue(e.getMessage().contains("found 10000000000"), e.getMessage());
    }
  }

  @Test
  void smootherManifoldsHaveFewerFrequencies() {
    double[] smoothness = {0.001, 0.5, 1, 1.5, 2, 100};
    int[] frequencies = {1000, 1000, 1000, 100, 32, 2};
    for (int n = 0; n < smoothness.length; n++) {
      RandmanManifold manifold = RandmanManifold.draw(new SplittableRandom(1), 1, 2, smoothness[n]);
      assertEquals(frequencies[n], manifold.frequencies(), "smoothness " + smoothness[n]);
      assertEquals(1, manifold.units());
      assertEquals(2, manifold.dimensions());
    }
  }
}
