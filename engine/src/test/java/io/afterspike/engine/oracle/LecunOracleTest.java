package io.afterspike.engine.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LecunOracleTest {
  @Test
  void reproducesTheReferenceVector() {
    NpyArray expected = GoldenFolder.committed("parts").array("lecun_7x5");
    double[][] found = LecunOracle.weights(new SplittableRandom(5), 7, 5);
    for (int i = 0; i < 7; i++) {
      for (int j = 0; j < 5; j++) {
        // Newton's error, some 1e-16 in erf, is 7 times that in z at the cut.
        assertEquals(expected.matrix()[i][j], found[i][j], 2e-15, "weight " + i + ", " + j);
      }
    }
  }

  /** Layers follow each other in one stream, biases are 0 and draw nothing, float rounds last. */
  @Test
  void reproducesTheInitialNetworkBitForBit() {
    double[] expected = GoldenFolder.committed("trajectory").array("init_params").values();
    int[] sizes = {50, 128, 128, 10};
    SplittableRandom random = new SplittableRandom(0);
    int at = 0;
    for (int layer = 0; layer < 3; layer++) {
      for (double[] row : LecunOracle.weights(random, sizes[layer], sizes[layer + 1])) {
        for (double weight : row) {
          assertEquals(expected[at], (double) (float) weight, "parameter " + at);
          at++;
        }
      }
      for (int j = 0; j < sizes[layer + 1]; j++) {
        assertEquals(0.0, expected[at], "bias at " + at);
        at++;
      }
    }
    assertEquals(expected.length, at);
  }

  @Test
  void standardDeviationAndRangeAreThoseOfTheCutNormal() {
    double sum = 0;
    double squares = 0;
    double highest = 0;
    double[][] weights = LecunOracle.weights(new SplittableRandom(11), 400, 100);
    for (double[] row : weights) {
      for (double weight : row) {
        sum += weight;
        squares += weight * weight;
        highest = Math.max(highest, Math.abs(weight));
      }
    }
    // 40,000 draws of deviation 1/20: the mean's error is 1/20/200, the deviation's 0.4 %.
    assertEquals(0, sum / 40_000, 4 * 0.05 / 200);
    assertEquals(0.05, Math.sqrt(squares / 40_000), 4 * 0.004 * 0.05);
    assertTrue(highest <= 2 * 0.05 / LecunOracle.CUT_DEVIATION * (1 + 1e-15), "highest " + highest);
    assertTrue(highest > 0.112, "highest " + highest);
  }

  @Test
  void inverseErrorFunctionInverts() {
    for (int k = -954; k <= 954; k++) {
      double y = k / 1000.0;
      assertEquals(y, LecunOracle.erf(LecunOracle.inverseErf(y)), 1e-15, "y = " + y);
    }
    // erf(1) and erf(√2) to 17 digits.
    assertEquals(0.84270079294971487, LecunOracle.erf(1), 4e-16);
    assertEquals(0.95449973610364159, LecunOracle.erf(Math.sqrt(2)), 4e-16);
  }
}
