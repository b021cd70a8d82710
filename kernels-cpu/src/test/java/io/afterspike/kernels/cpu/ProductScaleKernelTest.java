package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.ProductReference;

class ProductScaleKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span n = shape.neurons();
    float factor = draw.fraction();
    return new Trial()
        .writes("values", draw.values(n.size()), shape.elements())
        .reference(a -> ProductReference.scale(factor, a[0], n.from(), n.to()))
        .kernel(a -> ProductKernel.scale(factor, a[0], n.from(), n.to()));
  }
}
