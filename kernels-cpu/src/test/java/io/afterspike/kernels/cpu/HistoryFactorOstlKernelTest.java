package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.HistoryFactorReference;

class HistoryFactorOstlKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span n = shape.neurons();
    return new Trial()
        .reads("previousRetention", draw.values(n.size()))
        .writes("factor", draw.values(n.size()), shape.elements())
        .reference(a -> HistoryFactorReference.stepOstl(a[0], a[1], n.from(), n.to()))
        .kernel(a -> HistoryFactorKernel.stepOstl(a[0], a[1], n.from(), n.to()))
        .sees("a flush", 10, (before, after) -> Flushed.any(n, j -> before[0][j] * before[1][j]));
  }
}
