package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.afterspike.kernels.reference.SineSeriesReference;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import jdk.incubator.vector.DoubleVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The vector kernel is the reference, bit for bit, at the width this run was started with. */
class SineSeriesKernelTest {
  private static final int LONGEST = 67;
  private static final double GUARD = -1234.5;

  /** Operands with a guard element around the points. */
  private record Case(
      double[] amplitude,
      double[] frequency,
      double[] phase,
      double[] position,
      double[] product,
      int from,
      int to) {

    static Case random(SplittableRandom random, int terms, int from, int points) {
      double[] amplitude = new double[terms];
      double[] frequency = new double[terms];
      double[] phase = new double[terms];
      for (int i = 0; i < terms; i++) {
        amplitude[i] = random.nextDouble(-1, 1);
        frequency[i] = random.nextDouble(-1000, 1000);
        phase[i] = random.nextDouble(-1, 1);
      }
      double[] position = new double[from + points + 1];
      double[] product = new double[from + points + 1];
      Arrays.fill(position, GUARD);
      Arrays.fill(product, GUARD);
      for (int p = from; p < from + points; p++) {
        position[p] = random.nextDouble(-1, 1);
        product[p] = random.nextDouble(-1, 1);
      }
      return new Case(amplitude, frequency, phase, position, product, from, from + points);
    }

    double[] reference() {
      double[] result = product.clone();
      SineSeriesReference.multiply(
          amplitude, frequency, phase, position, result, amplitude.length, from, to);
      return result;
    }

    double[] kernel() {
      double[] result = product.clone();
      run(result);
      return result;
    }

    void run(double[] result) {
      SineSeriesKernel.multiply(
          amplitude, frequency, phase, position, result, amplitude.length, from, to);
    }

    void check(String what) {
      double[] expected = reference();
      double[] actual = kernel();
      for (int p = 0; p < expected.length; p++) {
        // One NaN is as good as another: which one comes out depends on the order of operands.
        if (Double.isNaN(expected[p]) && Double.isNaN(actual[p])) {
          continue;
        }
        if (Double.doubleToRawLongBits(expected[p]) != Double.doubleToRawLongBits(actual[p])) {
          throw new AssertionError(
              String.format("%s, point %d: expected %a, got %a", what, p, expected[p], actual[p]));
        }
      }
      assertEquals(GUARD, actual[to], "written behind the end: " + what);
      for (int p = 0; p < from; p++) {
        assertEquals(GUARD, actual[p], "written before the start: " + what);
      }
    }
  }

  @Test
  void theWidthIsTheOneAskedFor() {
    String asked = System.getProperty(VectorModule.WIDTH_PROPERTY, "");
    if (!asked.isEmpty()) {
      assertEquals(Integer.parseInt(asked), DoubleLanes.DOUBLES.vectorBitSize());
    }
    assertEquals(Lanes.FLOATS.vectorBitSize(), DoubleLanes.DOUBLES.vectorBitSize());
  }

  @Test
  void everyNumberOfPointsFromEveryStart() {
    SplittableRandom random = new SplittableRandom(1);
    for (int points = 0; points <= LONGEST; points++) {
      for (int terms : new int[] {0, 1, 2, 7}) {
        int from = random.nextInt(9);
        Case some = Case.random(random, terms, from, points);
        some.check(terms + " terms, points [" + some.from + ", " + some.to + ")");
      }
    }
  }

  @Test
  @Tag("warm")
  void stillTheSameBitsWhenCompiled() {
    SplittableRandom random = new SplittableRandom(2);
    Case[] cases = new Case[64];
    double[][] expected = new double[cases.length][];
    for (int n = 0; n < cases.length; n++) {
      cases[n] = Case.random(random, 5, n % 3, n % (LONGEST + 1));
      expected[n] = cases[n].reference();
    }
    for (int call = 0; call < 30_000; call++) {
      int n = call % cases.length;
      double[] actual = cases[n].kernel();
      if (!Arrays.equals(expected[n], actual)) {
        assertArrayEquals(expected[n], actual, "call " + call + ", case " + n);
      }
    }
  }

  @Test
  @Tag("warm")
  void allocatesNothingOnceCompiled() {
    assumeTrue(
        DoubleLanes.DOUBLES.vectorBitSize() <= DoubleVector.SPECIES_PREFERRED.vectorBitSize(),
        "this processor has no vectors of " + DoubleLanes.DOUBLES.vectorBitSize() + " bits");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Case some = Case.random(new SplittableRandom(6), 20, 0, LONGEST);
    long least = Long.MAX_VALUE;
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (least > 0 && System.nanoTime() < deadline) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int call = 0; call < 1000; call++) {
        some.run(some.product);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, "bytes allocated by 1000 calls");
  }

  @Test
  void specialValuesInEveryPlace() {
    double[] specials = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      0.0,
      -0.0,
      Double.MIN_VALUE,
      -Double.MIN_NORMAL,
      0x1p-60,
      0.25,
      0.5,
      Math.nextDown(0.75),
      -0.75,
      0x1p49,
      1e300
    };
    SplittableRandom random = new SplittableRandom(3);
    boolean someNan = false;
    boolean someNumber = false;
    for (double special : specials) {
      for (int place = 0; place < 5; place++) {
        Case some = Case.random(random, 4, 0, 21);
        double[][] arrays = {
          some.amplitude, some.frequency, some.phase, some.position, some.product
        };
        arrays[place][random.nextInt(place < 3 ? 4 : 21)] = special;
        some.check(special + " in array " + place);
        for (double value : some.reference()) {
          someNan |= Double.isNaN(value);
          someNumber |= Double.isFinite(value) && value != GUARD;
        }
      }
    }
    assertTrue(someNan && someNumber, "the specials were swallowed");
  }

  @Test
  void nanComesThrough() {
    Case some = Case.random(new SplittableRandom(4), 3, 0, 16);
    some.position[3] = Double.NaN;
    some.product[9] = Double.NaN;
    double[] actual = some.kernel();
    for (int p = 0; p < 16; p++) {
      assertEquals(p == 3 || p == 9, Double.isNaN(actual[p]), "point " + p);
    }
  }

  @Test
  void nothingButTheProductIsWritten() {
    Case some = Case.random(new SplittableRandom(5), 9, 2, 40);
    double[][] arrays = {some.amplitude, some.frequency, some.phase, some.position};
    double[][] before = Arrays.stream(arrays).map(double[]::clone).toArray(double[][]::new);
    some.kernel();
    for (int n = 0; n < arrays.length; n++) {
      assertArrayEquals(before[n], arrays[n], "array " + n);
    }
  }

  @Test
  void shortArraysAreNamedBeforeAnythingIsWritten() {
    String[] names = {"amplitude", "frequency", "phase", "position", "product"};
    for (int shortOne = 0; shortOne < names.length; shortOne++) {
      double[][] arrays = new double[5][];
      for (int n = 0; n < 5; n++) {
        arrays[n] = new double[n == shortOne ? 7 : 8];
        Arrays.fill(arrays[n], 0.5);
      }
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  SineSeriesKernel.multiply(
                      arrays[0], arrays[1], arrays[2], arrays[3], arrays[4], 8, 0, 8));
      assertTrue(e.getMessage().startsWith(names[shortOne] + ":"), e.getMessage());
      assertTrue(e.getMessage().contains("8)") && e.getMessage().contains("7)"), e.getMessage());
      for (double value : arrays[4]) {
        assertEquals(0.5, value);
      }
    }
  }
}
