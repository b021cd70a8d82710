package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.OtpeTraceReference;

class OtpeTraceKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    int pre = shape.pre();
    int post = shape.post();
    Span b = shape.samples();
    Span j = shape.neurons();
    int size = shape.batch() * pre * post;
    return new Trial()
        .reads("retention", draw.values(shape.batch() * post))
        .reads("surrogate", draw.values(shape.batch() * post))
        .reads("presynapticTrace", draw.sparse(shape.batch() * pre))
        .writes("trace", draw.values(size), shape.traces())
        .reference(
            a ->
                OtpeTraceReference.step(
                    a[0], a[1], a[2], a[3], pre, post, b.from(), b.to(), j.from(), j.to()))
        .kernel(
            a ->
                OtpeTraceKernel.step(
                    a[0], a[1], a[2], a[3], pre, post, b.from(), b.to(), j.from(), j.to()))
        .sees(
            "a flush",
            5,
            (before, after) ->
                Flushed.any(
                    new Span(0, size, size),
                    k -> {
                      int n = k / (pre * post) * post + k % post;
                      float entering = before[1][n] * before[2][k / post];
                      return Math.fma(before[0][n], before[3][k], entering);
                    }));
  }
}
