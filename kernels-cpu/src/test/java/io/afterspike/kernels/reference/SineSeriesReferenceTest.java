package io.afterspike.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The sine against an exact one, and the series against its formula. */
class SineSeriesReferenceTest {
  private static final MathContext DIGITS = new MathContext(50);
  private static final BigDecimal TWO_PI =
      new BigDecimal("6.28318530717958647692528676655900576839433879875021");

  /**
   * The worst case, just below a quarter turn, adds up: the polynomial's own error 1.4e-16, half a
   * unit in the last place of the coefficient of r (1.1e-16), of the one before it (0.6e-16) and of
   * the result (0.6e-16), and less than 0.3e-16 from the rest. The largest error seen in 2 million
   * angles was 3.6e-16.
   */
  private static final double BOUND = 4e-16;

  /** sin(2π·turns) by its Taylor series in decimal arithmetic. */
  private static BigDecimal exact(double turns) {
    // Exact: what is left of a whole number of turns, at most half a turn.
    BigDecimal rest = new BigDecimal(turns).subtract(new BigDecimal(Math.rint(turns)));
    BigDecimal x = rest.multiply(TWO_PI, DIGITS);
    BigDecimal minusSquare = x.multiply(x, DIGITS).negate();
    BigDecimal term = x;
    BigDecimal sum = x;
    for (int n = 2; n < 36; n += 2) {
      term = term.multiply(minusSquare, DIGITS).divide(BigDecimal.valueOf(n * (n + 1)), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  private static double error(double turns) {
    return new BigDecimal(SineSeriesReference.sine(turns))
        .subtract(exact(turns))
        .abs()
        .doubleValue();
  }

  @Test
  void theSineIsRightToTheLastDigitsOfADouble() {
    SplittableRandom random = new SplittableRandom(1);
    double worst = 0;
    for (int n = 0; n < 3_000; n++) {
      for (double reach : new double[] {0.25, 1000}) {
        double turns = (2 * random.nextDouble() - 1) * reach;
        double error = error(turns);
        assertTrue(error <= BOUND, "sin(2π " + turns + ") is off by " + error);
        worst = Math.max(worst, error);
      }
    }
    assertTrue(worst > BOUND / 2, "errors so small that the bound says nothing: " + worst);
  }

  @Test
  void theSineIsRightWhereTheReductionChangesSides() {
    for (int halves = -9; halves <= 9; halves++) {
      for (double edge : new double[] {halves / 2.0, halves / 2.0 + 0.25}) {
        for (double turns : new double[] {Math.nextDown(edge), edge, Math.nextUp(edge)}) {
          double error = error(turns);
          assertTrue(error <= BOUND, "sin(2π " + turns + ") is off by " + error);
        }
      }
    }
  }

  @Test
  void theSineIsExactAtMultiplesOfAHalf() {
    for (int halves = -2001; halves <= 2001; halves++) {
      assertEquals(0.0, Math.abs(SineSeriesReference.sine(halves / 2.0)), "halves: " + halves);
    }
  }

  @Test
  void theSineIsOddAndHasAPeriodOfOne() {
    SplittableRandom random = new SplittableRandom(2);
    for (int n = 0; n < 10_000; n++) {
      // Multiples of 2⁻⁴⁰: adding whole turns is exact.
      double turns = random.nextLong(-(1L << 40), 1L << 40) * 0x1p-40;
      double sine = SineSeriesReference.sine(turns);
      assertEquals(-sine, SineSeriesReference.sine(-turns), "turns: " + turns);
      assertEquals(sine, SineSeriesReference.sine(turns + 1000), "turns: " + turns);
    }
  }

  @Test
  void theSineIsNeverBeyondOneByMoreThanItsError() {
    SplittableRandom random = new SplittableRandom(3);
    for (int n = 0; n < 100_000; n++) {
      double turns = 0.25 + 1e-6 * (random.nextDouble() - 0.5);
      assertTrue(Math.abs(SineSeriesReference.sine(turns)) <= 1 + BOUND, "turns: " + turns);
    }
  }

  @Test
  void specialAnglesAreNeverSwallowed() {
    assertEquals(Double.NaN, SineSeriesReference.sine(Double.NaN));
    assertEquals(Double.NaN, SineSeriesReference.sine(Double.POSITIVE_INFINITY));
    assertEquals(Double.NaN, SineSeriesReference.sine(Double.NEGATIVE_INFINITY));
    assertEquals(0.0, SineSeriesReference.sine(0.0));
    assertEquals(-0.0, SineSeriesReference.sine(-0.0));
    assertEquals(SineSeriesReference.S1 * 0x1p-1000, SineSeriesReference.sine(0x1p-1000));
  }

  @Test
  void theSeriesIsItsFormula() {
    double[] amplitude = {0.5, 0.25, 0.125};
    double[] frequency = {0, 1.75, 200.5};
    double[] phase = {0.125, 0.5, 0.9};
    double[] position = {0, 0.3, 0.999};
    double[] product = {1, -2, 0.5};
    SineSeriesReference.multiply(amplitude, frequency, phase, position, product, 3, 0, 3);
    double[] before = {1, -2, 0.5};
    for (int p = 0; p < 3; p++) {
      double sum = 0;
      for (int i = 0; i < 3; i++) {
        sum += amplitude[i] * Math.sin(2 * Math.PI * (frequency[i] * position[p] + phase[i]));
      }
      assertEquals(before[p] * sum, product[p], 1e-13, "point " + p);
    }
  }

  @Test
  void aSeriesWithoutTermsIsZero() {
    double[] none = {};
    double[] product = {3, 4};
    SineSeriesReference.multiply(none, none, none, new double[2], product, 0, 0, 1);
    assertEquals(0.0, product[0]);
    assertEquals(4.0, product[1]);
  }
}
