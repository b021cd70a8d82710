package io.afterspike.engine.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ErrorBoundsTest {
  @Test
  void gammaIsItsFormula() {
    assertEquals(0, ErrorBounds.gamma(0));
    assertEquals(Math.ulp(1f) / 2, ErrorBounds.UNIT);
    assertEquals(1000 * 0x1p-24 / (1 - 1000 * 0x1p-24), ErrorBounds.gamma(1000));
    assertThrows(IllegalArgumentException.class, () -> ErrorBounds.gamma(-1));
    assertThrows(IllegalArgumentException.class, () -> ErrorBounds.gamma(1 << 23));
  }

  @Test
  void shareTellsRightFromWrong() {
    assertEquals(0.5, ErrorBounds.share(1, 1.5, 1));
    assertEquals(0, ErrorBounds.share(1, 1, 0));
    assertEquals(Double.POSITIVE_INFINITY, ErrorBounds.share(1, 2, 0));
    assertTrue(Double.isNaN(ErrorBounds.share(1, Double.NaN, 1)));
    assertTrue(Double.isNaN(ErrorBounds.share(Double.NaN, 1, 1)));
    assertTrue(Double.isNaN(ErrorBounds.share(1, 1, Double.NaN)));
  }

  /** Dot products in float32 keep within γ(n) Σ|a||b|, and use a part of it worth the name. */
  @Test
  void dotProductsKeepTheBound() {
    SplittableRandom random = new SplittableRandom(1);
    double largest = 0;
    for (int attempt = 0; attempt < 2000; attempt++) {
      int n = 1 + random.nextInt(200);
      float found = 0;
      double exact = 0;
      double magnitude = 0;
      for (int k = 0; k < n; k++) {
        float a = (float) random.nextDouble(-1, 1);
        float b = (float) random.nextDouble(-1, 1);
        found = Math.fma(a, b, found);
        exact += (double) a * b;
        magnitude += Math.abs((double) a * b);
      }
      double share = ErrorBounds.share(exact, found, ErrorBounds.sum(n, magnitude));
      assertTrue(share <= 1, "attempt " + attempt + ": " + share);
      largest = Math.max(largest, share);
    }
    assertTrue(largest > 0.05, "largest share " + largest);
  }

  /** OTPE's single trace in float32, with its inputs exact and with them computed. */
  @Test
  void traceKeepsItsRunningBound() {
    SplittableRandom random = new SplittableRandom(2);
    double largest = 0;
    for (int attempt = 0; attempt < 500; attempt++) {
      float leak = (float) random.nextDouble();
      float threshold = new float[] {0.5f, 1, 1.5f}[random.nextInt(3)];
      float slope = 25;
      float trace = 0;
      float a = 0;
      BoundedValue exactTrace = BoundedValue.exact(0);
      BoundedValue exactA = BoundedValue.exact(0);
      BoundedValue exactLeak = BoundedValue.exact(leak);
      BoundedValue one = BoundedValue.exact(1);
      for (int t = 0; t < 100; t++) {
        float v = (float) random.nextDouble(-1, 2);
        float x = random.nextInt(3);
        float q = Math.fma(slope, Math.abs(v - threshold), 1f);
        float g = 1f / (q * q);
        float c = leak * Math.fma(-threshold, g, 1f);
        a = Math.fma(leak, a, x);
        trace = Math.fma(c, trace, g * a);

        BoundedValue distance = BoundedValue.exact(v).minus(BoundedValue.exact(threshold)).abs();
        BoundedValue exactQ = BoundedValue.exact(slope).fma(distance, one);
        BoundedValue exactG = one.over(exactQ.times(exactQ));
        BoundedValue exactC = exactLeak.times(BoundedValue.exact(-threshold).fma(exactG, one));
        exactA = exactLeak.fma(exactA, BoundedValue.exact(x));
        exactTrace = exactC.fma(exactTrace, exactG.times(exactA)).flushed();

        for (double share :
            new double[] {
              exactG.share(g), exactC.share(c), exactA.share(a), exactTrace.share(trace)
            }) {
          assertTrue(share <= 1, "attempt " + attempt + ", step " + t + ": " + share);
          largest = Math.max(largest, share);
        }
      }
    }
    assertTrue(largest > 0.5, "largest share " + largest);
  }

  @Test
  void divisionByWhatMayBeZeroHasNoBound() {
    BoundedValue nearZero = new BoundedValue(1e-9, 1e-8);
    assertThrows(ArithmeticException.class, () -> BoundedValue.exact(1).over(nearZero));
  }
}
