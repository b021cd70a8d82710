package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.ReverseReference;

class ReverseKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span n = shape.neurons();
    return new Trial()
        .reads("retention", draw.values(n.size()))
        .reads("surrogate", draw.values(n.size()))
        .reads("learningSignal", draw.values(n.size()))
        .writes("adjoint", draw.values(n.size()), shape.elements())
        .reference(a -> ReverseReference.step(a[0], a[1], a[2], a[3], n.from(), n.to()))
        .kernel(a -> ReverseKernel.step(a[0], a[1], a[2], a[3], n.from(), n.to()))
        .sees(
            "a flush",
            5,
            (before, after) ->
                Flushed.any(
                    n, j -> Math.fma(before[0][j], before[3][j], before[1][j] * before[2][j])));
  }
}
