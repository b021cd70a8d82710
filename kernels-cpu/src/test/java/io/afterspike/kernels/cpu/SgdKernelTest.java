package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.SgdReference;

class SgdKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span n = shape.neurons();
    float rate = draw.fraction();
    return new Trial()
        .reads("gradient", draw.values(n.size()))
        .writes("weights", draw.values(n.size()), shape.elements())
        .reference(a -> SgdReference.apply(rate, a[0], a[1], n.from(), n.to()))
        .kernel(a -> SgdKernel.apply(rate, a[0], a[1], n.from(), n.to()));
  }
}
