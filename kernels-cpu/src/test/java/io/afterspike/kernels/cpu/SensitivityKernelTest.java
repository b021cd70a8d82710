package io.afterspike.kernels.cpu;

import io.afterspike.kernels.reference.SensitivityReference;

class SensitivityKernelTest implements KernelContract {
  @Override
  public Trial trial(Shape shape, Draw draw) {
    Span b = shape.samples();
    int batch = shape.batch();
    int pre = shape.pre();
    int post = draw.integer(1, 8);
    int below = draw.once(4) ? 0 : shape.post();
    int parameters = below + pre * post + post;
    int from = draw.once(3) ? draw.integer(0, parameters) : 0;
    int to = draw.once(3) ? draw.integer(from, parameters) : parameters;
    float leak = draw.leak();
    float threshold = draw.threshold();
    int size = batch * post * parameters;
    Span range = new Span(from, to, parameters);
    Trial trial =
        new Trial()
            .reads("weights", draw.values(pre * post))
            .reads("input", draw.sparse(batch * pre))
            .reads("surrogate", draw.values(batch * post))
            .reads(
                below == 0 ? "reference's nothing" : "inputSensitivity",
                draw.values(batch * pre * below))
            .writes("potentialSensitivity", draw.values(size), k -> written(k, b, range, post))
            .writes("spikeSensitivity", draw.values(size), k -> written(k, b, range, post))
            .reference(
                a ->
                    SensitivityReference.step(
                        leak, threshold, a[0], a[1], a[2], a[3], a[4], a[5], pre, post, below,
                        b.from(), b.to(), from, to))
            .kernel(
                a ->
                    SensitivityKernel.step(
                        leak, threshold, a[0], a[1], a[2], a[3], a[4], a[5], pre, post, below,
                        b.from(), b.to(), from, to));
    return trial
        .sees("a layer below", 20, (before, after) -> below > 0 && from < below)
        .sees("a vector across a neuron's own weights", 20, (before, after) -> to - below > 16)
        .sees(
            "a flush",
            5,
            (before, after) ->
                Flushed.any(
                    new Span(0, size, size), k -> before[2][k / parameters] * leak * before[4][k]));
  }

  private static boolean written(int k, Span samples, Span range, int post) {
    int row = k / range.size();
    return samples.contains(row / post) && range.contains(k % range.size());
  }
}
