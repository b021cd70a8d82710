package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.MatrixGradientReference;

class MatrixGradientKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    int batch = shape.batch();
    int pre = shape.pre();
    int post = shape.post();
    Span i = shape.inputs();
    Span j = shape.neurons();
    return new Trial()
        .reads("factor", draw.sparse(batch * post))
        .reads("trace", draw.values(batch * pre * post))
        .writes("gradient", draw.sparse(pre * post), shape.inputsByNeurons())
        .reference(
            a ->
                MatrixGradientReference.accumulate(
                    a[0], a[1], a[2], batch, pre, post, i.from(), i.to(), j.from(), j.to()))
        .kernel(
            a ->
                MatrixGradientKernel.accumulate(
                    a[0], a[1], a[2], batch, pre, post, i.from(), i.to(), j.from(), j.to()));
  }
}
