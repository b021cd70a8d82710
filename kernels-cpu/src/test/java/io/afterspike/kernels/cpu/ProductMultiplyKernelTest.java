package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.ProductReference;
import org.junit.jupiter.api.Test;

class ProductMultiplyKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span n = shape.neurons();
    return new Trial()
        .reads("left", draw.values(n.size()))
        .reads("right", draw.values(n.size()))
        .writes("product", draw.values(n.size()), shape.elements())
        .reference(a -> ProductReference.multiply(a[0], a[1], a[2], n.from(), n.to()))
        .kernel(a -> ProductKernel.multiply(a[0], a[1], a[2], n.from(), n.to()));
  }

  @Test
  void theProductMayReplaceEitherFactor() {
    Draw draw = Draw.finite(7);
    for (int replaced = 0; replaced < 2; replaced++) {
      int target = replaced;
      new Trial()
          .writes("left", draw.values(83), k -> k < 83)
          .writes("right", draw.values(83), k -> k < 83)
          .reference(a -> ProductReference.multiply(a[0], a[1], a[target], 0, 83))
          .kernel(a -> ProductKernel.multiply(a[0], a[1], a[target], 0, 83))
          .check();
    }
  }
}
