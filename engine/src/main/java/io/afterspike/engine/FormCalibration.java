package io.afterspike.engine;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Measures {@link FormCosts} on this machine with the real traces: about a second, most of it until
 * Java has compiled them.
 */
public final class FormCalibration {
  private static final LifParameters LIF = LifParameters.PUBLISHED;
  private static final int STEPS = 24;
  private static final double DENSITY = 0.1;

  /** The shortest time is taken, once it has not become clearly shorter for so long. */
  private static final long NANOS = 80_000_000;

  /** Small layers run first, until they have not become faster for so long: compiled. */
  private static final long SETTLED = 250_000_000;

  /** But no longer than this. */
  private static final long PATIENCE = 4_000_000_000L;

  private FormCalibration() {}

  /**
   * Times both forms on synthetic layers.
   *
   * @param engine whose traces are timed
   */
  public static FormCosts measure(SimdEngine engine) {
    LayerShape tiny = new LayerShape(4, 24, 70);
    perStep(engine, spec(tiny, TraceForm.HISTORY), DENSITY, SETTLED);
    perStep(engine, spec(tiny, TraceForm.MATRIX), DENSITY, SETTLED);
    LayerShape layer = new LayerShape(64, 256, 256);
    double silent = perStep(engine, spec(layer, TraceForm.HISTORY), 0, NANOS);
    double busy = perStep(engine, spec(layer, TraceForm.HISTORY), DENSITY, NANOS);
    double factors = (STEPS + 1) / 2.0 * layer.outputs();
    double events = factors * DENSITY * layer.pre();
    LayerShape small = new LayerShape(8, 128, 256);
    LayerShape large = new LayerShape(96, 256, 512);
    double near = perStep(engine, spec(small, TraceForm.MATRIX), DENSITY, NANOS) / small.traces();
    double far = perStep(engine, spec(large, TraceForm.MATRIX), DENSITY, NANOS) / large.traces();
    double least = 1e-6;
    return new FormCosts(
        Math.max(least, (busy - silent) / events), silent / factors, near, Math.max(near, far));
  }

  private static TraceSpec spec(LayerShape shape, TraceForm form) {
    return new TraceSpec(shape, LIF, LayerRule.OTPE, form, false, STEPS, DENSITY);
  }

  /** Nanoseconds of a mean step of a sequence. */
  private static double perStep(SimdEngine engine, TraceSpec spec, double density, long nanos) {
    LayerShape shape = spec.shape();
    SplittableRandom random = new SplittableRandom(1);
    float[][] inputs = new float[STEPS][shape.inputs()];
    for (float[] input : inputs) {
      for (int k = 0; k < input.length; k++) {
        input[k] = random.nextDouble() < density ? 1f : 0f;
      }
    }
    float[] surrogate = new float[shape.outputs()];
    float[] signal = new float[shape.outputs()];
    Arrays.fill(surrogate, 0.1f);
    Arrays.fill(signal, 0.01f);
    float[] gradient = new float[shape.weights()];
    float[] bias = new float[shape.post()];
    double best = Double.POSITIVE_INFINITY;
    try (Traces<float[]> traces = engine.traces(spec)) {
      long start = System.nanoTime();
      long improved = start;
      long before = start;
      while (before - improved < nanos && before - start < PATIENCE) {
        traces.reset();
        for (float[] input : inputs) {
          traces.step(input, surrogate);
          traces.accumulate(signal, signal, gradient, bias);
        }
        long now = System.nanoTime();
        if (now - before < 0.9 * best) {
          improved = now;
        }
        best = Math.min(best, now - before);
        before = now;
      }
    }
    return best / STEPS;
  }
}
