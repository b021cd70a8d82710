package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.HistoryFactorReference;

class HistoryFactorOtpeKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span n = shape.neurons();
    float decay = draw.fraction();
    return new Trial()
        .reads("retention", draw.values(n.size()))
        .reads("surrogate", draw.values(n.size()))
        .writes("factor", draw.values(n.size()), shape.elements())
        .reference(a -> HistoryFactorReference.stepOtpe(decay, a[0], a[1], a[2], n.from(), n.to()))
        .kernel(a -> HistoryFactorKernel.stepOtpe(decay, a[0], a[1], a[2], n.from(), n.to()))
        .sees(
            "a flush",
            5,
            (before, after) ->
                Flushed.any(n, j -> Math.fma(before[0][j], before[2][j], before[1][j] * decay)));
  }
}
