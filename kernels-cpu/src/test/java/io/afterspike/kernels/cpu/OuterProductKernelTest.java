package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.reference.OuterProductReference;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OuterProductKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    int batch = shape.batch();
    int pre = shape.pre();
    int post = shape.post();
    Span i = shape.inputs();
    Trial trial =
        trial(shape, draw.sparse(batch * pre), draw.values(batch * post), draw.sparse(pre * post));
    trial
        .sees("few events", 8, (before, after) -> events(before[0], batch, pre, i) < 0.25)
        .sees("many events", 20, (before, after) -> events(before[0], batch, pre, i) > 0.4);
    if (!draw.isFinite()) {
      trial.sees(
          "a zero input beside a factor that is not finite",
          20,
          (before, after) -> {
            float[] firstInputs = new float[batch];
            for (int b = 0; b < batch; b++) {
              firstInputs[b] = pre == 0 ? 1f : before[0][b * pre];
            }
            return Skipped.any(firstInputs, batch, before[1], post);
          });
    }
    return trial;
  }

  private static Trial trial(Shape shape, float[] input, float[] factor, float[] gradient) {
    int batch = shape.batch();
    int pre = shape.pre();
    int post = shape.post();
    Span i = shape.inputs();
    Span j = shape.neurons();
    int rows = Math.max(0, i.to() - i.from());
    float[] scratch = new float[OuterProductKernel.scratchLength(batch, rows)];
    int[] events = new int[OuterProductKernel.eventsLength(batch, rows)];
    Arrays.fill(scratch, Float.NaN);
    Arrays.fill(events, -1);
    return new Trial()
        .reads("input", input)
        .reads("factor", factor)
        .writes("gradient", gradient, shape.inputsByNeurons())
        .reference(
            a ->
                OuterProductReference.accumulate(
                    a[0], a[1], a[2], batch, pre, post, i.from(), i.to(), j.from(), j.to()))
        .kernel(
            a ->
                OuterProductKernel.accumulate(
                    a[0], a[1], a[2], scratch, events, batch, pre, post, i.from(), i.to(), j.from(),
                    j.to()));
  }

  /** Several chunks of samples, blocks and panels of neurons and tiles of inputs, with a rest. */
  @Test
  void manyTilesAndEvents() {
    SplittableRandom random = new SplittableRandom(11);
    int[][] sizes = {
      {520, 21, 70}, {9, 50, 150}, {8, 4, 300}, {1030, 5, 33}, {70, 8, 128}, {3, 1030, 5}
    };
    for (int[] size : sizes) {
      for (double density : new double[] {0.02, 0.2, 0.5, 1}) {
        for (int offset = 0; offset < 3; offset += 2) {
          Span samples = new Span(0, size[0], size[0]);
          Span inputs = new Span(offset, offset + size[1], 2 * offset + size[1]);
          Span neurons = new Span(offset, offset + size[2], 2 * offset + size[2]);
          Shape shape = new Shape(samples, inputs, neurons);
          float[] input = ordinary(random, shape.batch() * shape.pre(), density);
          float[] factor = ordinary(random, shape.batch() * shape.post(), 0.9);
          float[] gradient = ordinary(random, shape.pre() * shape.post(), 0.5);
          trial(shape, input, factor, gradient).check();
          // One panel that must skip its zeros, among others that need not.
          factor[shape.post() * (size[0] / 2) + size[2] - 1] = Float.POSITIVE_INFINITY;
          factor[shape.post() * (size[0] / 3) + offset] = Float.NaN;
          trial(shape, input, factor, gradient).check();
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

  /** A dense term with input 0 leaves a sum as it is, whatever its sign: the sum ends as +0. */
  @Test
  void zeroSumsArePositive() {
    int batch = 16;
    int side = 64;
    float[] input = new float[batch * side];
    Arrays.fill(input, 1f);
    float[] factor = new float[batch * side];
    Arrays.fill(factor, -0f);
    float[] gradient = new float[side * side];
    Arrays.fill(gradient, -0f);
    Span whole = new Span(0, side, side);
    trial(new Shape(new Span(0, batch, batch), whole, whole), input, factor, gradient).check();
  }

  @Test
  void shortScratchIsRefused() {
    float[] values = new float[100];
    float[] scratch = new float[OuterProductKernel.scratchLength(3, 4)];
    int[] events = new int[OuterProductKernel.eventsLength(3, 4)];
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
                OuterProductKernel.accumulate(
                    values, values, values, scratch, events, 3, 4, 20, 0, 4, 0, 20))
        .getMessage();
  }

  /** The share of inputs of the range that are not zero. */
  private static double events(float[] input, int batch, int pre, Span i) {
    int events = 0;
    for (int k = 0; k < batch * pre; k++) {
      events += i.contains(k % pre) && input[k] != 0f ? 1 : 0;
    }
    return (double) events / (batch * (i.to() - i.from()));
  }
}
