package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.LeakySumReference;

class LeakySumKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span n = shape.neurons();
    float leak = draw.leak();
    return new Trial()
        .reads("input", draw.sparse(n.size()))
        .writes("sum", draw.values(n.size()), shape.elements())
        .reference(a -> LeakySumReference.step(leak, a[0], a[1], n.from(), n.to()))
        .kernel(a -> LeakySumKernel.step(leak, a[0], a[1], n.from(), n.to()))
        .sees(
            "a flush",
            10,
            (before, after) -> Flushed.any(n, j -> Math.fma(leak, before[1][j], before[0][j])));
  }
}
