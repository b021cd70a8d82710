package io.afterspike.engine.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.engine.LecunNormal;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.ReferenceEngine;
import io.afterspike.engine.oracle.LecunOracle;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/**
 * Initial weights are the oracle's, rounded to float, bit for bit, and take as many draws.
 *
 * <p>Two double precision inverses of erf agree to some 2e-15. Where that leaves open to which of
 * two floats a weight rounds, some 3 in 10^8, either is right.
 */
class LecunNormalTest {
  /** Twice what either inverse may be off at the cut, of a deviation of at most 1.14. */
  private static final double OPEN = 5e-15;

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void oneLayer(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 700) int inputs,
      @ForAll @IntRange(min = 1, max = 20) int outputs) {
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom same = new SplittableRandom(seed);
    float[] found = new float[inputs * outputs];
    LecunNormal.fill(random, inputs, found);
    requireSame(LecunOracle.weights(same, inputs, outputs), found, 0);
    assertEquals(same.nextLong(), random.nextLong(), "the next draw");
  }

  /** Layers follow each other in one stream, biases are 0. */
  @Property(tries = 50, shrinking = ShrinkingMode.OFF)
  void aNetwork(@ForAll long seed) {
    int[] sizes = {11, 8, 5, 3};
    try (ReferenceEngine engine = new ReferenceEngine();
        Network network = engine.network(NetworkSpec.of(2, sizes))) {
      network.initialize(seed);
      float[] found = new float[network.parameters()];
      network.readParameters(found);
      SplittableRandom random = new SplittableRandom(seed);
      int at = 0;
      for (int l = 0; l + 1 < sizes.length; l++) {
        requireSame(LecunOracle.weights(random, sizes[l], sizes[l + 1]), found, at);
        at += sizes[l] * sizes[l + 1];
        for (int j = 0; j < sizes[l + 1]; j++) {
          assertEquals(0, Float.floatToRawIntBits(found[at++]), "bias");
        }
      }
      assertEquals(found.length, at);
    }
  }

  private static void requireSame(double[][] expected, float[] found, int from) {
    double[] flat = Flat.of(expected);
    for (int k = 0; k < flat.length; k++) {
      float weight = found[from + k];
      // Both ends are the same float but for those few.
      float lowest = (float) (flat[k] - OPEN);
      float highest = (float) (flat[k] + OPEN);
      boolean same = Float.compare(weight, (float) flat[k]) == 0;
      assertTrue(
          same || weight == lowest || weight == highest,
          () -> "weight: expected " + lowest + " or " + highest + ", found " + weight);
    }
  }
}
