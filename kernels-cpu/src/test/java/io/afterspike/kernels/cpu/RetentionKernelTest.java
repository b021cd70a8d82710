package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.RetentionReference;

class RetentionKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span n = shape.neurons();
    float leak = draw.leak();
    float threshold = draw.threshold();
    return new Trial()
        .reads("surrogate", draw.values(n.size()))
        .writes("retention", draw.values(n.size()), shape.elements())
        .reference(a -> RetentionReference.compute(leak, threshold, a[0], a[1], n.from(), n.to()))
        .kernel(a -> RetentionKernel.compute(leak, threshold, a[0], a[1], n.from(), n.to()));
  }
}
