package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.statistics.StatisticsReport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every kernel owes its reference. A subtype only says how both are called. */
interface KernelContract {
  /** Both calls for a shape. */
  Trial trial(Shape shape, Draw draw);

  /** Along which axis the kernel vectorises. */
  default Shape.Axis axis() {
    return Shape.Axis.NEURONS;
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(onFailureOnly = true)
  default void sameBitsAsTheReference(@ForAll("shapes") Shape shape, @ForAll("seeds") long seed) {
    Trial trial = trial(shape, Draw.finite(seed));
    trial.check();
    trial.count();
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(onFailureOnly = true)
  default void sameBitsBesideNonFiniteValues(
      @ForAll("shapes") Shape shape, @ForAll("seeds") long seed) {
    Trial trial = trial(shape, Draw.nonFinite(seed));
    trial.check();
    trial.count();
  }

  /** Properties mostly run interpreted; compiled, the Vector API is another implementation. */
  @Test
  @Tag("warm")
  default void sameBitsWhenCompiled() {
    Trial[] trials = warmTrials();
    for (int call = 0; call < 24_000; call += trials.length) {
      for (Trial trial : trials) {
        float[][] arrays = trial.arrays();
        trial.run(arrays);
        if (call % 64 == 0) {
          trial.checkSame(trial.expected(), arrays);
        }
      }
    }
    for (Trial trial : trials) {
      trial.check();
    }
  }

  @Test
  @Tag("warm")
  default void allocatesNothingOnceCompiled() {
    assumeTrue(
        Lanes.FLOATS.vectorBitSize() <= FloatVector.SPECIES_PREFERRED.vectorBitSize(),
        "this processor has no vectors of " + Lanes.FLOATS.vectorBitSize() + " bits");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Trial[] trials = warmTrials();
    float[][][] arrays = Arrays.stream(trials).map(Trial::arrays).toArray(float[][][]::new);
    long least = Long.MAX_VALUE;
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (least > 0 && System.nanoTime() < deadline) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int call = 0; call < 500; call++) {
        for (int t = 0; t < trials.length; t++) {
          trials[t].run(arrays[t]);
        }
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, "bytes allocated by 500 calls for each of the shapes");
    // Now it surely is C2's code.
    for (Trial trial : trials) {
      trial.check();
    }
  }

  @Test
  default void shortArraysAreRefusedBeforeAnythingIsWritten() {
    Span span = new Span(1, 40, 42);
    Trial trial = trial(new Shape(span, span, span), Draw.finite(1));
    for (int n = 0; n < trial.operands().size(); n++) {
      String name = trial.operands().get(n).name();
      if (name.startsWith("reference's ")) {
        continue;
      }
      float[][] arrays = trial.arrays();
      arrays[n] = new float[1];
      float[][] unchanged = Arrays.stream(arrays).map(float[]::clone).toArray(float[][]::new);
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> trial.run(arrays), name);
      assertTrue(refusal.getMessage().startsWith(name + ": expected"), refusal.getMessage());
      trial.checkSame(unchanged, arrays);
    }
  }

  /** Shapes that take every way through a kernel, at any width. */
  private Trial[] warmTrials() {
    Span[] wides = {new Span(1, 84, 85), new Span(0, 64, 64), new Span(2, 39, 40)};
    Span narrow = new Span(0, 5, 5);
    Trial[] trials = new Trial[2 * wides.length];
    for (int t = 0; t < trials.length; t++) {
      Span wide = wides[t % wides.length];
      Shape shape =
          new Shape(
              axis() == Shape.Axis.SAMPLES ? wide : narrow,
              axis() == Shape.Axis.INPUTS ? wide : narrow,
              axis() == Shape.Axis.NEURONS ? wide : narrow);
      trials[t] = trial(shape, Draw.finite(t));
    }
    return trials;
  }

  @Provide
  default Arbitrary<Shape> shapes() {
    return Shape.along(axis());
  }

  @Provide
  default Arbitrary<Long> seeds() {
    return Arbitraries.longs().withDistribution(RandomDistribution.uniform()).dontShrink();
  }
}
