package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.ProjectionReference;

class ProjectionKernelTest implements KernelContract {
  @Override
  public Shape.Axis axis() {
    return Shape.Axis.INPUTS;
  }

  @Override
  public Trial trial(Shape shape, Draw draw) {
    int pre = shape.pre();
    int post = shape.post();
    Span b = shape.samples();
    Span i = shape.inputs();
    float[] weights = draw.values(pre * post);
    float[] transposed = draw.values(pre * post);
    for (int k = 0; k < pre * post; k++) {
      transposed[k % post * pre + k / post] = weights[k];
    }
    return new Trial()
        .reads("factor", draw.sparse(shape.batch() * post))
        .reads("reference's weights", weights)
        .reads("transposed", transposed)
        .writes("learningSignal", draw.values(shape.batch() * pre), shape.samplesByInputs())
        .reference(
            a ->
                ProjectionReference.project(
                    a[0], a[1], a[3], pre, post, b.from(), b.to(), i.from(), i.to()))
        .kernel(
            a ->
                ProjectionKernel.project(
                    a[0], a[2], a[3], pre, post, b.from(), b.to(), i.from(), i.to()));
  }
}
