package io.afterspike.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.junit.jupiter.api.Test;

/**
 * The vector engine's own traces against the composed ones: every gradient, trace and saved value,
 * over several chunks of the past, with steps that ask for no gradient, or twice, or that are older
 * than a history keeps, saved and restored on the way.
 */
class FusedTracesTest {
  @Property(tries = 120, shrinking = ShrinkingMode.OFF)
  @StatisticsReport(onFailureOnly = true)
  void sameBitsAsComposed(
      @ForAll boolean otpe,
      @ForAll boolean history,
      @ForAll @IntRange(min = 1, max = 4) int threads,
      @ForAll @IntRange(min = 0, max = 3) int size,
      @ForAll boolean counts,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int batch = new int[] {1, 6, 130, 400}[size];
    int steps = new int[] {70, 80, 12, 5}[size];
    int pre = random.nextInt(1, 12);
    int post = random.nextInt(4) == 0 ? random.nextInt(65, 150) : random.nextInt(1, 40);
    float leak = new float[] {0.9f, 0.5f, 0f}[random.nextInt(3)];
    LifParameters lif = new LifParameters(leak, 1f, 25f);
    TraceSpec spec =
        new TraceSpec(
            new LayerShape(batch, pre, post),
            lif,
            otpe ? LayerRule.OTPE : LayerRule.OSTL,
            history ? TraceForm.HISTORY : TraceForm.MATRIX,
            false,
            steps,
            0.1);
    Statistics.label("steps are forgotten")
        .collect(history && steps > spec.window())
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 5));
    int events = 0;
    try (SimdEngine fused = new SimdEngine(threads);
        SimdEngine composed = SimdEngine.composed(1)) {
      Side found = new Side(fused, spec);
      Side expected = new Side(composed, spec);
      Class<?> own = history ? BlockedHistoryTraces.class : TiledMatrixTraces.class;
      assertSame(own, found.traces.getClass());
      assertSame(history ? HistoryTraces.class : MatrixTraces.class, expected.traces.getClass());
      for (int t = 0; t < steps; t++) {
        float[] input = inputs(random, batch * pre, counts);
        float[] surrogate = fractions(random, batch * post, 0, 1);
        found.step(input, surrogate);
        expected.step(input, surrogate);
        for (float x : input) {
          events += x != 0f ? 1 : 0;
        }
        for (int gradients = random.nextInt(6); gradients > 0; gradients -= 3) {
          float[] signal = fractions(random, batch * post, -1, 1);
          found.accumulate(signal);
          expected.accumulate(signal);
          same("weights", expected.weights, found.weights);
          same("bias", expected.bias, found.bias);
        }
        if (random.nextInt(steps) < 3) {
          TraceName name = otpe ? TraceName.OUTPUT : TraceName.MEMBRANE;
          if (batch * pre * post < 100_000) {
            same("trace", expected.read(name), found.read(name));
          }
          Map<String, float[]> saved = found.save();
          sameState(expected.save(), saved);
          found.traces.reset();
          found.restore(saved, surrogate);
        }
        if (random.nextInt(2 * steps) == 0) {
          found.traces.reset();
          expected.traces.reset();
        }
      }
      found.traces.close();
      expected.traces.close();
    }
    Statistics.label("events")
        .collect(events > 100)
        .coverage(c -> c.check(true).percentage(p -> p > 60));
  }

  @Test
  void refusesWrongSizesAndAClosedEngine() {
    TraceSpec spec =
        new TraceSpec(
            new LayerShape(2, 3, 4),
            new LifParameters(0.9f, 1f, 25f),
            LayerRule.OTPE,
            TraceForm.HISTORY,
            false,
            5,
            0.1);
    SimdEngine engine = new SimdEngine(1);
    Traces<float[]> traces = engine.traces(spec);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> traces.accumulate(new float[8], new float[8], new float[12], new float[3]));
    assertEquals("biasGradient: expected length 4, found 3", refusal.getMessage());
    engine.close();
    assertThrows(
        IllegalStateException.class,
        () -> traces.accumulate(new float[8], new float[8], new float[12], new float[4]));
    assertThrows(IllegalStateException.class, () -> engine.traces(spec));
  }

  /** One of the two, with the buffers that a network would have. */
  private static final class Side {
    private final LayerTraces<float[]> traces;
    private final float[] surrogate;
    private final float[] factor;
    private final float[] weights;
    private final float[] bias;

    Side(SimdEngine engine, TraceSpec spec) {
      traces = (LayerTraces<float[]>) engine.traces(spec);
      surrogate = new float[spec.shape().outputs()];
      factor = new float[spec.shape().outputs()];
      weights = new float[spec.shape().weights()];
      bias = new float[spec.shape().post()];
    }

    void step(float[] input, float[] surrogate) {
      // The same buffer every step, as in a network: nothing may rely on an old one.
      System.arraycopy(surrogate, 0, this.surrogate, 0, surrogate.length);
      traces.step(input.clone(), this.surrogate);
    }

    void accumulate(float[] signal) {
      traces.postsynapticFactor(signal, factor);
      traces.accumulate(signal, factor, weights, bias);
    }

    float[] read(TraceName name) {
      LayerShape shape = traces.shape;
      float[] trace = new float[shape.traces()];
      traces.read(name, trace);
      return trace;
    }

    Map<String, float[]> save() {
      Map<String, float[]> saved = new HashMap<>();
      traces.visit(
          new StateVisitor<>() {
            @Override
            public void buffer(String name, float[] buffer) {
              saved.put(name, buffer.clone());
            }

            @Override
            public long counter(String name, long value) {
              saved.put(name, new float[] {value >>> 16, value & 0xffff}); // exact in floats
              return value;
            }
          });
      return saved;
    }

    void restore(Map<String, float[]> saved, float[] surrogate) {
      traces.visit(
          new StateVisitor<>() {
            @Override
            public void buffer(String name, float[] buffer) {
              System.arraycopy(saved.get(name), 0, buffer, 0, buffer.length);
            }

            @Override
            public long counter(String name, long value) {
              return ((long) saved.get(name)[0] << 16) + (long) saved.get(name)[1];
            }
          });
      System.arraycopy(surrogate, 0, this.surrogate, 0, surrogate.length);
      traces.follow(this.surrogate);
    }
  }

  private static float[] inputs(SplittableRandom random, int size, boolean counts) {
    float[] input = new float[size];
    int density = random.nextInt(2, 12);
    for (int k = 0; k < size; k++) {
      if (random.nextInt(density) == 0) {
        input[k] = counts ? random.nextInt(1, 4) : 1f;
      }
    }
    return input;
  }

  private static float[] fractions(SplittableRandom random, int size, float from, float to) {
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = (float) random.nextDouble(from, to);
    }
    return values;
  }

  private static void sameState(Map<String, float[]> expected, Map<String, float[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, values) -> same(name, values, found.get(name)));
  }

  private static void same(String name, float[] expected, float[] found) {
    assertEquals(expected.length, found.length, name);
    for (int k = 0; k < expected.length; k++) {
      if (Float.floatToRawIntBits(expected[k]) != Float.floatToRawIntBits(found[k])) {
        assertEquals(expected[k], found[k], name + "[" + k + "]");
      }
    }
  }
}
