package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.MembraneTraceReference;

class MembraneTraceKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    int pre = shape.pre();
    int post = shape.post();
    Span b = shape.samples();
    Span j = shape.neurons();
    float leak = draw.leak();
    float threshold = draw.threshold();
    int size = shape.batch() * pre * post;
    Trial trial =
        new Trial()
            .reads("input", draw.sparse(shape.batch() * pre))
            .reads("surrogate", draw.values(shape.batch() * post))
            .writes("membraneTrace", draw.values(size), shape.traces())
            .writes("eligibility", draw.values(size), shape.traces())
            .reference(
                a ->
                    MembraneTraceReference.step(
                        leak, threshold, a[0], a[1], a[2], a[3], pre, post, b.from(), b.to(),
                        j.from(), j.to()))
            .kernel(
                a ->
                    MembraneTraceKernel.step(
                        leak, threshold, a[0], a[1], a[2], a[3], pre, post, b.from(), b.to(),
                        j.from(), j.to()));
    return trial.sees(
        "a flush",
        5,
        (before, after) ->
            Flushed.any(
                new Span(0, size, size),
                k -> {
                  float p = Math.fma(leak, before[2][k], before[0][k / post]);
                  return before[1][k / (pre * post) * post + k % post] * p;
                }));
  }
}
