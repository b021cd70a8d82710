package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.MeanSurrogateReference;

class MeanSurrogateKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span n = shape.neurons();
    float inverseWeight = draw.fraction();
    return new Trial()
        .reads("surrogate", draw.values(n.size()))
        .writes("meanSurrogate", draw.values(n.size()), shape.elements())
        .reference(a -> MeanSurrogateReference.step(inverseWeight, a[0], a[1], n.from(), n.to()))
        .kernel(a -> MeanSurrogateKernel.step(inverseWeight, a[0], a[1], n.from(), n.to()));
  }
}
