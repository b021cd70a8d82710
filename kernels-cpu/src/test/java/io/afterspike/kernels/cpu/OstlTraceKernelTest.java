package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.OstlTraceReference;

class OstlTraceKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    int pre = shape.pre();
    int post = shape.post();
    Span b = shape.samples();
    Span j = shape.neurons();
    int size = shape.batch() * pre * post;
    return new Trial()
        .reads("previousRetention", draw.values(shape.batch() * post))
        .reads("input", draw.sparse(shape.batch() * pre))
        .writes("trace", draw.values(size), shape.traces())
        .reference(
            a ->
                OstlTraceReference.step(
                    a[0], a[1], a[2], pre, post, b.from(), b.to(), j.from(), j.to()))
        .kernel(
            a ->
                OstlTraceKernel.step(
                    a[0], a[1], a[2], pre, post, b.from(), b.to(), j.from(), j.to()))
        .sees(
            "a flush",
            5,
            (before, after) ->
                Flushed.any(
                    new Span(0, size, size),
                    k ->
                        Math.fma(
                            before[0][k / (pre * post) * post + k % post],
                            before[2][k],
                            before[1][k / post])));
  }
}
