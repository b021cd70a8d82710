package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.OuterProductReference;

class OuterProductKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    int batch = shape.batch();
    int pre = shape.pre();
    int post = shape.post();
    Span i = shape.inputs();
    Span j = shape.neurons();
    Trial trial =
        new Trial()
            .reads("input", draw.sparse(batch * pre))
            .reads("factor", draw.values(batch * post))
            .writes("gradient", draw.sparse(pre * post), shape.inputsByNeurons())
            .reference(
                a ->
                    OuterProductReference.accumulate(
                        a[0], a[1], a[2], batch, pre, post, i.from(), i.to(), j.from(), j.to()))
            .kernel(
                a ->
                    OuterProductKernel.accumulate(
                        a[0], a[1], a[2], batch, pre, post, i.from(), i.to(), j.from(), j.to()));
    trial
        .sees("few events", 20, (before, after) -> events(before[0], batch, pre, i) < 0.3)
        .sees("many events", 20, (before, after) -> events(before[0], batch, pre, i) > 0.4);
    if (!draw.isFinite()) {
      trial.sees(
          "a zero input beside a factor that is not finite",
          20,
          (before, after) -> {
            float[] firstInputs = new float[batch];
            for (int b = 0; b < batch; b++) {
              firstInputs[b] = pre == 0 ? 1f : before[0][b * pre];
            }
            return Skipped.any(firstInputs, batch, before[1], post);
          });
    }
    return trial;
  }

  /** The share of inputs of the range that are not zero. */
  private static double events(float[] input, int batch, int pre, Span i) {
    int events = 0;
    for (int k = 0; k < batch * pre; k++) {
      events += i.contains(k % pre) && input[k] != 0f ? 1 : 0;
    }
    return (double) events / (batch * (i.to() - i.from()));
  }
}
