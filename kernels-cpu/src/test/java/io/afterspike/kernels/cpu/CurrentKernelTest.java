package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.reference.CurrentReference;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CurrentKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    int pre = shape.pre();
    int post = shape.post();
    Trial trial =
        trial(
            shape,
            draw.sparse(shape.batch() * pre),
            draw.values(pre * post),
            draw.sparse(post),
            draw.values(shape.batch() * post));
    if (!draw.isFinite()) {
      trial.sees(
          "a zero input beside a weight that is not finite",
          20,
          (before, after) -> shape.batch() > 0 && Skipped.any(before[0], pre, before[1], post));
    }
    return trial;
  }

  private static Trial trial(
      Shape shape, float[] input, float[] weights, float[] bias, float[] current) {
    int pre = shape.pre();
    int post = shape.post();
    Span b = shape.samples();
    Span j = shape.neurons();
    int samples = Math.max(0, b.to() - b.from());
    float[] scratch = new float[CurrentKernel.scratchLength(samples, pre)];
    int[] events = new int[CurrentKernel.eventsLength(samples, pre)];
    Arrays.fill(scratch, Float.NaN);
    Arrays.fill(events, -1);
    return new Trial()
        .reads("input", input)
        .reads("weights", weights)
        .reads("bias", bias)
        .writes("current", current, shape.samplesByNeurons())
        .reference(
            a ->
                CurrentReference.compute(
                    a[0], a[1], a[2], a[3], pre, post, b.from(), b.to(), j.from(), j.to()))
        .kernel(
            a ->
                CurrentKernel.compute(
                    a[0], a[1], a[2], a[3], scratch, events, pre, post, b.from(), b.to(), j.from(),
                    j.to()));
  }

  /** Several chunks of inputs, blocks and panels of neurons and tiles of samples, with a rest. */
  @Test
  void manyTilesAndEvents() {
    SplittableRandom random = new SplittableRandom(12);
    int[][] sizes = {{21, 520, 70}, {50, 9, 150}, {8, 40, 300}, {7, 60, 150}, {1030, 3, 5}};
    for (int[] size : sizes) {
      for (double density : new double[] {0.02, 0.2, 0.5, 1}) {
        for (int offset = 0; offset < 3; offset += 2) {
          Span samples = new Span(offset, offset + size[0], 2 * offset + size[0]);
          Span inputs = new Span(0, size[1], size[1]);
          Span neurons = new Span(offset, offset + size[2], 2 * offset + size[2]);
          Shape shape = new Shape(samples, inputs, neurons);
          float[] input = ordinary(random, shape.batch() * shape.pre(), density);
          float[] weights = ordinary(random, shape.pre() * shape.post(), 0.9);
          float[] bias = ordinary(random, shape.post(), 0.5);
          float[] current = ordinary(random, shape.batch() * shape.post(), 0.5);
          trial(shape, input, weights, bias, current).check();
          // One panel that must skip its zeros, among others that need not.
          weights[shape.post() * (size[1] / 2) + size[2] - 1] = Float.POSITIVE_INFINITY;
          weights[shape.post() * (size[1] / 3) + offset] = Float.NaN;
          trial(shape, input, weights, bias, current).check();
        }
      }
    }
  }

  private static float[] ordinary(SplittableRandom random, int length, double density) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      boolean event = random.nextDouble() < density;
      values[k] = event ? (float) random.nextDouble(-2, 2) : random.nextBoolean() ? -0f : 0f;
    }
    return values;
  }

  @Test
  void shortScratchIsRefused() {
    float[] values = new float[100];
    float[] scratch = new float[CurrentKernel.scratchLength(3, 4)];
    int[] events = new int[CurrentKernel.eventsLength(3, 4)];
    assertTrue(
        refusal(values, Arrays.copyOf(scratch, scratch.length - 1), events)
            .startsWith("scratch: expected at least " + scratch.length));
    assertTrue(
        refusal(values, scratch, Arrays.copyOf(events, events.length - 1))
            .startsWith("events: expected at least " + events.length));
  }

  private static String refusal(float[] values, float[] scratch, int[] events) {
    return assertThrows(
            IllegalArgumentException.class,
            () ->
                CurrentKernel.compute(
                    values, values, values, values, scratch, events, 4, 20, 0, 3, 0, 20))
        .getMessage();
  }
}
