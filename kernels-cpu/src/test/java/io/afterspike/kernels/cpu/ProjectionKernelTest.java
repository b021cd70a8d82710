package io.afterspike.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.reference.ProjectionReference;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProjectionKernelTest implements KernelContract {
  @Override
  public Shape.Axis axis() {
    return Shape.Axis.INPUTS;
  }

  @Override
  public Trial trial(Shape shape, Draw draw) {
    int samples = Math.max(0, shape.samples().to() - shape.samples().from());
    int inputs = Math.max(0, shape.inputs().to() - shape.inputs().from());
    int length = ProjectionKernel.scratchLength(samples, inputs, shape.post());
    return trial(shape, draw, length, ProjectionKernel::project);
  }

  /** The kernel's own choice, or one of its two ways. */
  interface Way {
    void project(
        float[] factor,
        float[] weights,
        float[] learningSignal,
        float[] scratch,
        int pre,
        int post,
        int fromSample,
        int toSample,
        int fromInput,
        int toInput);
  }

  static Trial trial(Shape shape, Draw draw, int scratchLength, Way way) {
    int pre = shape.pre();
    int post = shape.post();
    Span b = shape.samples();
    Span i = shape.inputs();
    float[] scratch = new float[scratchLength];
    Arrays.fill(scratch, Float.NaN);
    return new Trial()
        .reads("factor", draw.sparse(shape.batch() * post))
        .reads("weights", draw.values(pre * post))
        .writes("learningSignal", draw.values(shape.batch() * pre), shape.samplesByInputs())
        .reference(
            a ->
                ProjectionReference.project(
                    a[0], a[1], a[2], pre, post, b.from(), b.to(), i.from(), i.to()))
        .kernel(
            a ->
                way.project(
                    a[0], a[1], a[2], scratch, pre, post, b.from(), b.to(), i.from(), i.to()));
  }

  /** Several panels, strips and blocks of terms, all with a rest, by the way that fits. */
  @Test
  void manyTiles() {
    int[][] sizes = {{300, 40, 290}, {40, 300, 290}, {70, 70, 600}, {257, 33, 1}, {1, 100, 513}};
    for (int[] size : sizes) {
      for (int offset = 0; offset < 3; offset += 2) {
        Span samples = new Span(offset, offset + size[0], offset + size[0]);
        Span inputs = new Span(offset, offset + size[1], 2 * offset + size[1]);
        Shape shape = new Shape(samples, inputs, new Span(0, size[2], size[2]));
        trial(shape, Draw.finite(size[0] + offset)).check();
        ProjectionByFactorKernelTest.byFactor(shape, Draw.nonFinite(size[1] + offset)).check();
        byWeights(shape, Draw.nonFinite(size[2] + offset)).check();
      }
    }
  }

  private static Trial byWeights(Shape shape, Draw draw) {
    int length = ProjectionKernel.weightScratch(shape.inputs().size(), shape.post());
    return trial(shape, draw, length, ProjectionKernel::packingWeights);
  }

  @Test
  void aShortScratchIsRefused() {
    float[] values = new float[100];
    float[] scratch = new float[ProjectionKernel.scratchLength(2, 4, 20) - 1];
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> ProjectionKernel.project(values, values, values, scratch, 4, 20, 0, 2, 0, 4))
            .getMessage();
    assertTrue(message.startsWith("scratch: expected at least"), message);
  }
}
