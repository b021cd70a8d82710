package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.CurrentReference;

class CurrentKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    int pre = shape.pre();
    int post = shape.post();
    Span b = shape.samples();
    Span j = shape.neurons();
    Trial trial =
        new Trial()
            .reads("input", draw.sparse(shape.batch() * pre))
            .reads("weights", draw.values(pre * post))
            .reads("bias", draw.sparse(post))
            .writes("current", draw.values(shape.batch() * post), shape.samplesByNeurons())
            .reference(
                a ->
                    CurrentReference.compute(
                        a[0], a[1], a[2], a[3], pre, post, b.from(), b.to(), j.from(), j.to()))
            .kernel(
                a ->
                    CurrentKernel.compute(
                        a[0], a[1], a[2], a[3], pre, post, b.from(), b.to(), j.from(), j.to()));
    if (!draw.isFinite()) {
      trial.sees(
          "a zero input beside a weight that is not finite",
          20,
          (before, after) -> shape.batch() > 0 && Skipped.any(before[0], pre, before[1], post));
    }
    return trial;
  }
}
