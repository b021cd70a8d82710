package io.afterspike.bench.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.npy.NpyArray;
import io.afterspike.bench.npy.NpyReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every stage of Randman against independent reference vectors. */
class RandmanGoldenTest {
  private static final int CLASSES = 2;
  private static final int UNITS = 5;
  private static final int STEPS = 50;
  private static final int DIMENSIONS = 3;
  private static final int POINTS = 40;
  private static final int ROWS = 4;

  /**
   * An angle of at most i turns comes with a few roundings of i·2⁻⁵³ turns on either side, and its
   * amplitude is below 1/(i + 2): a term is off by some 5e-15 at most, and errors mostly cancel.
   * The bound is ten times the largest difference seen, 1.9e-15.
   */
  private static final double Y_ERROR = 2e-14;

  /** The ranges of y are above 0.04. */
  private static final double STANDARDISED_ERROR = 2 * Y_ERROR / 0.04;

  private SplittableRandom random;
  private RandmanSampler sampler;

  @BeforeEach
  void drawManifolds() {
    random = new SplittableRandom(9);
    RandmanOptions options =
        new RandmanOptions(
            RandmanCoding.RATE, CLASSES, UNITS, STEPS, DIMENSIONS, 1, POINTS, 1, 9, 1, 1);
    sampler = new RandmanSampler(options, random);
  }

  private static NpyArray golden(String name) {
    String file = "/golden/parts/" + name + ".npy";
    try (InputStream in = RandmanGoldenTest.class.getResourceAsStream(file)) {
      return NpyReader.parse(file, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void randomNumbers() {
    long[] seeds = {0, 1, 42, -7};
    NpyArray longs = golden("splitmix_longs");
    NpyArray doubles = golden("splitmix_doubles");
    assertEquals(24, longs.size());
    assertEquals(24, doubles.size());
    for (int s = 0; s < seeds.length; s++) {
      SplittableRandom whole = new SplittableRandom(seeds[s]);
      SplittableRandom real = new SplittableRandom(seeds[s]);
      for (int n = 0; n < 6; n++) {
        assertEquals(longs.wholeNumber(s * 6 + n), whole.nextLong());
        assertEquals(doubles.number(s * 6 + n), real.nextDouble());
      }
    }
  }

  @Test
  void manifolds() {
    NpyArray theta = golden("randman_theta_head");
    assertEquals(CLASSES * UNITS * DIMENSIONS * 3 * 4, theta.size());
    int k = 0;
    for (int c = 0; c < CLASSES; c++) {
      RandmanManifold manifold = sampler.manifold(c);
      assertEquals(1000, manifold.frequencies());
      for (int u = 0; u < UNITS; u++) {
        for (int d = 0; d < DIMENSIONS; d++) {
          for (int i = 0; i < 4; i++) {
            String where = "class " + c + " unit " + u + " dimension " + d + " frequency " + i;
            assertEquals(theta.number(k + i) / (i + 2), manifold.amplitude(u, d, i), where);
            assertEquals(theta.number(k + 4 + i) * i, manifold.turns(u, d, i), where);
            assertEquals(theta.number(k + 8 + i), manifold.phase(u, d, i), where);
          }
          k += 12;
        }
      }
    }
  }

  @Test
  void points() {
    NpyArray x = golden("randman_x");
    double[][] points = sampler.points(random);
    assertEquals(POINTS * DIMENSIONS, x.size());
    for (int p = 0; p < POINTS; p++) {
      for (int d = 0; d < DIMENSIONS; d++) {
        assertEquals(x.number(p * DIMENSIONS + d), points[d][p], "point " + p);
      }
    }
  }

  @Test
  void coordinatesBeforeAndAfterStandardising() {
    NpyArray y = golden("randman_y");
    NpyArray standardised = golden("randman_std");
    assertEquals(CLASSES * POINTS * UNITS, y.size());
    assertEquals(CLASSES * POINTS * UNITS, standardised.size());
    double[][] points = sampler.points(random);
    double[] values = new double[points[0].length];
    double worst = 0;
    for (int c = 0; c < CLASSES; c++) {
      for (int u = 0; u < UNITS; u++) {
        sampler.manifold(c).embed(u, points, values, POINTS);
        for (int p = 0; p < POINTS; p++) {
          double expected = y.number((c * POINTS + p) * UNITS + u);
          assertEquals(expected, values[p], Y_ERROR, "class " + c + " point " + p);
          worst = Math.max(worst, Math.abs(expected - values[p]));
        }
        RandmanSampler.standardise(values, POINTS);
        for (int p = 0; p < POINTS; p++) {
          double expected = standardised.number((c * POINTS + p) * UNITS + u);
          assertEquals(expected, values[p], STANDARDISED_ERROR, "class " + c + " point " + p);
        }
      }
    }
    assertTrue(worst > Y_ERROR / 100, "the bound says nothing: " + worst);
  }

  @Test
  void steps() {
    NpyArray k = golden("randman_k");
    int[] steps = sampler.steps(sampler.points(random), () -> false);
    assertEquals(k.size(), steps.length);
    for (int j = 0; j < steps.length; j++) {
      assertEquals(k.wholeNumber(j), steps[j], "row " + j / UNITS + " unit " + j % UNITS);
    }
  }

  @Test
  void temporalSpikes() {
    checkSpikes(RandmanCoding.TEMPORAL, "randman_tspikes");
  }

  @Test
  void rateSpikes() {
    checkSpikes(RandmanCoding.RATE, "randman_rspikes");
  }

  private void checkSpikes(RandmanCoding coding, String part) {
    NpyArray spikes = golden(part);
    assertEquals(STEPS * ROWS * UNITS, spikes.size());
    int[] steps = sampler.steps(sampler.points(random), () -> false);
    RandmanRows rows = new RandmanRows(UNITS, steps, new int[CLASSES * POINTS]);
    Batch batch = new Batch(STEPS, ROWS, UNITS);
    new RandmanEncoder(coding, UNITS).encode(rows, 0, new SplittableRandom(13), batch, 0, ROWS);
    for (int t = 0; t < STEPS; t++) {
      for (int j = 0; j < ROWS * UNITS; j++) {
        assertEquals(
            spikes.wholeNumber(t * ROWS * UNITS + j),
            batch.input(t)[j],
            "step " + t + " course " + j);
      }
    }
  }
}
